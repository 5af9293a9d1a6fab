// Completion from the declarations: which names can stand at a cursor.

import XQLanguage

/// Finds what can stand at one place of a text.
struct Completer {
  /// A name that can stand there, not yet held against what was typed.
  struct Offer {
    var name: String
    /// A name that is a word or a string; others stand as they are.
    var isWord = false
    var isWhole = true
  }

  let console: Console
  let context: CursorContext
  let session: Session

  init(_ console: Console, _ context: CursorContext) {
    self.console = console
    self.context = context
    session = console.session
  }

  func completions() -> Completions {
    switch context.place {
    case .nothing: return plain([])
    case .statement: return plain(Self.statementKeywords + commands { $0.input == .nothing || $0.isInputOptional })
    case .head:
      return plain(commands { $0.output != .nothing && ($0.input == .nothing || $0.isInputOptional) } + functions)
    case .stage: return plain(stages)
    case .option: return plain(options)
    case .operand: return plain(operands)
    case .variable: return plain(variables { _ in true })
    case .member(let path): return plain(members(of: path))
    case .type: return plain((Self.types + Array(console.table.types.keys)).sorted().map { Offer(name: $0) })
    case .argument(let option):
      guard let parameter = parameter(option) else { return plain([]) }
      return Quoting(context).completions(candidates(for: parameter.type))
    }
  }

  // MARK: - Names

  private static let statementKeywords = [
    "let", "for", "if", "try", "def", "param", "expect", "require", "return", "stop", "next",
  ].map { Offer(name: $0) }

  private static let types = ["number", "string", "bool", "path", "column", "list", "record", "table", "value"]

  /// Commands that fit, by name.
  private func commands(_ fits: (CommandDeclaration) -> Bool) -> [Offer] {
    let all = console.table.names.compactMap { console.table[$0] } + console.definedCommands.values
    return all.filter(fits).map(\.name).sorted().map { Offer(name: $0) }
  }

  /// Commands that take what comes in.
  private var stages: [Offer] {
    switch ColumnsAtCursor(self).flow(of: context.pipeline) {
    case .nothing: []
    case .table: commands { $0.input != .nothing }
    case .value: commands { $0.input == .value }
    case nil: commands { $0.input != .nothing }
    }
  }

  /// The options of the command that were not given yet.
  private var options: [Offer] {
    guard let stage = context.pipeline.last, case .command(let name) = stage.head,
      let declaration = console.declaration(name)
    else { return [] }
    let given = Set(stage.arguments.compactMap(\.option))
    return declaration.parameters.filter { $0.isOption && !given.contains($0.name) }.map { Offer(name: "--\($0.name)") }
  }

  private var functions: [Offer] {
    Function.allCases.map { Offer(name: "\($0.rawValue)(", isWhole: false) }
  }

  /// Columns first: they are what a condition is about.
  private var operands: [Offer] {
    let columns = context.isInRow ? ColumnsAtCursor(self).incoming ?? [] : []
    // Other columns are reached by $it["top-1"].
    return columns.filter(Quoting.isName).map { Offer(name: $0) } + functions
      + ["true", "false", "none", "not"].map { Offer(name: $0) }
      + (context.typed.isEmpty ? variables { _ in true } : [])
  }

  /// Variables whose value fits, with their `$`.
  func variables(_ fits: (Value) -> Bool) -> [Offer] {
    var names = zip(session.variables.keys, session.variables.values).filter { fits($1) }.map(\.0)
    if case .none = session.last {} else if fits(session.last) { names.append("last") }
    if context.place == .variable {
      names += context.ownVariables.filter { session.variables[$0] == nil }
      names += ["facts", "here"] + (context.isInRow ? ["it"] : [])
    }
    return names.map { Offer(name: "$\($0)") }
  }

  private func members(of path: [String?]) -> [Offer] {
    if path == ["it"], context.isInRow {
      return (ColumnsAtCursor(self).incoming ?? []).filter(Quoting.isName).map { Offer(name: $0) }
    }
    guard let value = value(at: path) else { return [] }
    let names: [String]
    switch value {
    case .record(let record): names = record.keys
    case .object(let object): names = object.memberNames
    default: names = Table(value)?.columns.map(\.name) ?? []
    }
    return names.filter(Quoting.isName).map { Offer(name: $0) }
  }

  /// What a variable's members lead to, as far as it is known without work.
  func value(at path: [String?]) -> Value? {
    guard let first = path.first, let name = first else { return nil }
    var value = name == "last" ? session.last : session.variables[name]
    for member in path.dropFirst() {
      switch (value, member) {
      case (.list(let items)?, nil): value = items.first
      case (.table(let table)?, nil): value = table.rowCount > 0 ? .record(table.row(0)) : nil
      case (.record(let record)?, let member?): value = record[member]
      case (.object(let object)?, let member?): value = object.member(member)
      default: return nil
      }
    }
    return value
  }

  // MARK: - Arguments

  /// The parameter that the argument at the cursor is for.
  private func parameter(_ option: String?) -> Parameter? {
    guard let stage = context.pipeline.last, case .command(let name) = stage.head,
      let declaration = console.declaration(name)
    else { return nil }
    if let option { return declaration.parameters.first { $0.isOption && $0.name == option } }
    let positional = declaration.parameters.filter { !$0.isOption }
    let place = stage.arguments.count { $0.option == nil }
    guard place < positional.count else { return positional.last { $0.isRepeated } }
    var parameter = positional[place]
    if place > 0, case .setting = positional[place - 1].type,
      let name = stage.arguments.last(where: { $0.option == nil }),
      let setting = session.settings.declarations.first(where: { $0.name == name.word })
    {
      // What a setting takes, it says itself.
      parameter.type = setting.type
    }
    return parameter
  }

  // MARK: - Answers

  /// Names that are written as they are.
  private func plain(_ offers: [Offer]) -> Completions {
    Completions(
      start: context.span.lower,
      candidates: offers.filter { $0.name.utf8.starts(with: context.typed.utf8) }.map {
        .init(text: $0.name, label: $0.name, isWhole: $0.isWhole)
      })
  }
}
