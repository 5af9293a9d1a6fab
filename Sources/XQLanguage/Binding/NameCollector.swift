// The names that a text and the files it sources give to values and commands, found before anything is bound.

/// What is known in a text as a whole.
struct FileNames {
  /// `nil` if it is not known what variables there are.
  var variables: Set<String>?
  /// The `def`s of the session, of the sourced files and of the text.
  var definitions: [String: CommandDeclaration]
  /// What stands before the number in variables that commands of the text name themselves.
  var numberedPrefixes: Set<String> = []
  /// Where each `def` of the text itself stands first.
  var definitionSpans: [String: Span] = [:]
  /// Behind this offset names may come from a file that nobody knows yet.
  var firstComputedSource: Int?

  init(known: KnownNames) {
    variables = known.variables
    definitions = known.definitions
  }

  /// Whether a command of the text may give a value this name: `cmp1` for a prefix `cmp`.
  func isNumbered(_ name: String) -> Bool {
    numberedPrefixes.contains { prefix in
      name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count
        && name.utf8.dropFirst(prefix.utf8.count).allSatisfy(\.isDigit)
    }
  }
}

/// Walks syntax trees and collects names; reads sourced files.
struct NameCollector {
  /// A file that a text sources by a plain path.
  struct File {
    let source: Source
    let statements: [StatementSyntax]
    let diagnostics: [Diagnostic]
    /// The way from it to the text that is bound.
    let trace: [(label: String, place: Place)]
    var firstComputedSource: Int?
  }

  let commands: CommandTable
  let loadSource: SourceLoader?
  var diagnostics: [Diagnostic] = []
  var files: [File] = []
  private var seen: Set<String> = []
  private var trace: [(label: String, place: Place)] = []

  init(commands: CommandTable, loadSource: SourceLoader?) {
    self.commands = commands
    self.loadSource = loadSource
  }

  mutating func collect(_ statements: [StatementSyntax], of source: Source, into names: inout FileNames) {
    for statement in statements { collect(statement, of: source, into: &names) }
  }

  private mutating func collect(_ statement: StatementSyntax, of source: Source, into names: inout FileNames) {
    switch statement.kind {
    case .assign(let name, _): names.variables?.insert(name.text)
    case .parameter(let parameter): names.variables?.insert(parameter.name.text)
    case .broken(let name):
      if let name { names.variables?.insert(name.text) }
    case .definition(let definition):
      let name = definition.name.text
      names.definitions[name] = Self.declaration(of: definition, types: commands.types)
      if trace.isEmpty, names.definitionSpans[name] == nil { names.definitionSpans[name] = definition.name.span }
      collectDefinitions(definition.body, of: source, into: &names)
    case .forEach(let name, _, let body):
      names.variables?.insert(name.text)
      collect(body, of: source, into: &names)
    case .branch(let branches, let otherwise):
      for branch in branches { collect(branch.body, of: source, into: &names) }
      collect(otherwise ?? [], of: source, into: &names)
    case .attempt(let body, let name, let otherwise):
      if let name { names.variables?.insert(name.text) }
      collect(body, of: source, into: &names)
      collect(otherwise ?? [], of: source, into: &names)
    case .pipeline(let pipeline):
      if case .command(let command) = pipeline.head, let prefix = commands[command.name.text]?.namePrefix {
        names.numberedPrefixes.insert(prefix)
      }
      collectSource(pipeline, of: source, into: &names)
    case .giveBack, .stop, .next, .expect: break
    }
  }

  /// In a `def`, where variables are its own, only inner `def`s and sourced files count.
  private mutating func collectDefinitions(
    _ statements: [StatementSyntax], of source: Source, into names: inout FileNames
  ) {
    let variables = names.variables
    names.variables = nil
    collect(statements, of: source, into: &names)
    names.variables = variables
  }

  // MARK: - Sourced files

  private mutating func collectSource(_ pipeline: PipelineSyntax, of source: Source, into names: inout FileNames) {
    guard case .command(let command) = pipeline.head, command.name.text == "source", commands["source"] != nil,
      let argument = command.arguments.first(where: \.isPositional)
    else { return }
    guard let path = argument.constantText, let loadSource else {
      names.firstComputedSource = min(names.firstComputedSource ?? Int.max, pipeline.span.lower)
      return
    }
    let place = Place(source, argument.span)
    guard trace.count < Parser.maximumDepth else {
      diagnostics.append(.sourceTooDeep(path, limit: Parser.maximumDepth, at: place))
      return
    }
    let file: Source
    do {
      file = try loadSource(path, source)
    } catch {
      var diagnostic = error
      diagnostic.place = diagnostic.place ?? place
      diagnostic.trace += trace
      diagnostics.append(diagnostic)
      return
    }
    // A file that was read already brings nothing new; files that source each other end here.
    guard file !== source, seen.insert(file.name).inserted else { return }
    var parser = Parser(file, commands: commands)
    let statements = parser.parseScript()
    let outerTrace = trace
    let outerComputed = names.firstComputedSource
    trace = [("in '\(file.name)', sourced", place)] + trace
    names.firstComputedSource = nil
    collect(statements, of: file, into: &names)
    files.append(
      File(
        source: file, statements: statements, diagnostics: parser.diagnostics, trace: trace,
        firstComputedSource: names.firstComputedSource))
    let isComputed = names.firstComputedSource != nil
    names.firstComputedSource = isComputed ? min(outerComputed ?? Int.max, pipeline.span.lower) : outerComputed
    trace = outerTrace
  }

  // MARK: - Declarations of `def`s

  /// The declaration that a `def` makes: as a command of the host has it.
  static func declaration(
    of definition: DefinitionSyntax, types: [String: ParameterType]
  ) -> CommandDeclaration {
    CommandDeclaration(
      name: definition.name.text, summary: definition.help, group: "definitions",
      parameters: definition.parameters.map { parameter(of: $0, types: types) }, output: .value)
  }

  private static func parameter(of syntax: ParameterSyntax, types: [String: ParameterType]) -> Parameter {
    let constant = syntax.defaultValue?.constantValue
    let written = syntax.type.flatMap { ParameterType.named($0.text, types: types) }
    let type = written ?? constant.map(ParameterType.init(of:)) ?? .value
    let value = constant.map { (try? type.accept($0)) ?? $0 } ?? Value.none
    return Parameter(
      name: syntax.name.text, type: type, help: syntax.help, isOption: syntax.isOption,
      isRequired: !syntax.isOption && syntax.defaultValue == nil, isRepeated: false, defaultValue: value)
  }
}

extension ParameterType {
  /// The types that a script can name, those of the host besides.
  static let named: [String: ParameterType] = [
    "number": .number(range: nil, unit: nil), "string": .string, "bool": .bool,
    "path": .path(PathType(mayBeFolder: true)),
    "column": .column, "list": .list, "record": .record, "table": .table, "value": .value,
  ]

  static func named(_ name: String, types: [String: ParameterType]) -> ParameterType? { named[name] ?? types[name] }

  /// The type that a parameter with this default has.
  public init(of value: Value) {
    switch value {
    case .bool: self = .bool
    case .number: self = .number(range: nil, unit: nil)
    case .quantity(let quantity): self = .number(range: nil, unit: quantity.unit)
    case .string: self = .string
    case .list: self = .list
    case .record: self = .record
    case .table: self = .table
    case .none, .object: self = .value
    }
  }
}

extension ExpressionSyntax {
  /// The value of a constant, with its sign.
  var constantValue: Value? {
    switch kind {
    case .constant(let value): return value
    case .negate(let operand):
      guard let value = operand.constantValue else { return nil }
      return try? Operators.negate(value)
    case .string(let string):
      var text = ""
      for segment in string.segments {
        guard case .text(let part) = segment else { return nil }
        text += part
      }
      return .string(text)
    case .list(let items):
      var values: [Value] = []
      for item in items {
        guard let value = item.constantValue else { return nil }
        values.append(value)
      }
      return .list(values)
    default: return nil
    }
  }
}

extension ArgumentSyntax {
  var isPositional: Bool { if case .option = kind { false } else { true } }

  /// The text of a word or of a string without `{ }`.
  var constantText: String? {
    switch kind {
    case .word(let word): word
    case .expression(let expression):
      if case .string(let text) = expression.constantValue { text } else { nil }
    case .option: nil
    }
  }
}
