// From text to a bound program.

/// What binding a text gives.
public struct BindResult: Sendable {
  /// `nil` where the text has an error.
  public let program: Program?
  /// Errors and warnings in the order of their places; those of a sourced file stand where it is sourced.
  public let diagnostics: [Diagnostic]
}

/// Reads a text that `source FILE` names. The path is as it was written; `from` is the text that names it.
public typealias SourceLoader = (_ path: String, _ from: Source) throws(Diagnostic) -> Source

/// A statement that is bound when it runs: it stands behind a `source` of a computed path and uses names that this file may
/// bring.
public struct DeferredStatement: Sendable {
  public let source: Source
  let statement: StatementSyntax
  let isInLoop: Bool
  let isInDefinition: Bool
}

/// Turns text into a program, or says all that is wrong with it, before anything runs.
///
/// Commands are checked against their declarations; words become constants of their parameters' types. Files that are sourced
/// by a plain path are read and checked with the text, so that what they define is known in it.
public struct Binder {
  let commands: CommandTable
  let known: KnownNames
  let loadSource: SourceLoader?

  /// - Parameter loadSource: `nil` where sourced files are not read; what they define is then found when it is used.
  public init(commands: CommandTable, known: KnownNames = KnownNames(), loadSource: SourceLoader? = nil) {
    self.commands = commands
    self.known = known
    self.loadSource = loadSource
  }

  /// Parses a whole text and binds nothing, to measure the parser alone.
  package func parse(_ source: Source) -> [Diagnostic] {
    var parser = Parser(source, commands: commands)
    _ = parser.parseScript()
    return parser.diagnostics
  }

  /// Parses and binds a whole text.
  public func bind(_ source: Source) -> BindResult {
    var parser = Parser(source, commands: commands)
    let statements = parser.parseScript()
    var names = FileNames(known: known)
    var collector = NameCollector(commands: commands, loadSource: loadSource)
    collector.collect(statements, of: source, into: &names)
    var diagnostics = parser.diagnostics + collector.diagnostics
    for file in collector.files {
      diagnostics += bindFile(file, names)
    }
    var pass = BindingPass(source: source, commands: commands, known: known, names: names)
    let body = pass.bindBlock(statements)
    diagnostics += pass.diagnostics
    diagnostics = sorted(diagnostics)
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return BindResult(program: nil, diagnostics: diagnostics)
    }
    return BindResult(
      program: Program(source: source, parameters: pass.parameters, definitions: pass.definitions, body: body),
      diagnostics: diagnostics)
  }

  /// Binds a statement whose names could not be known before a computed `source` ran; `known` says what is known now, local
  /// variables included. The program has that statement alone.
  public func bind(_ deferred: DeferredStatement) -> BindResult {
    var names = FileNames(known: known)
    var collector = NameCollector(commands: commands, loadSource: nil)
    collector.collect([deferred.statement], of: deferred.source, into: &names)
    names.firstComputedSource = nil
    var pass = BindingPass(source: deferred.source, commands: commands, known: known, names: names)
    pass.loopDepth = deferred.isInLoop ? 1 : 0
    pass.isInDefinition = deferred.isInDefinition
    let body = pass.bindBlock([deferred.statement])
    let hasError = pass.diagnostics.contains { $0.severity == .error }
    let program = Program(
      source: deferred.source, parameters: pass.parameters, definitions: pass.definitions, body: body)
    return BindResult(program: hasError ? nil : program, diagnostics: pass.diagnostics)
  }

  /// What is wrong in a file that is sourced; it knows all names of the text that sources it.
  private func bindFile(_ file: NameCollector.File, _ names: FileNames) -> [Diagnostic] {
    var own = names
    own.firstComputedSource = file.firstComputedSource ?? (names.firstComputedSource == nil ? nil : 0)
    var pass = BindingPass(source: file.source, commands: commands, known: known, names: own)
    pass.isSourced = true
    _ = pass.bindBlock(file.statements)
    return (file.diagnostics + pass.diagnostics).map { diagnostic in
      var traced = diagnostic
      traced.trace += file.trace
      return traced
    }
  }

  /// By place in the text that is bound.
  private func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let keyed = diagnostics.enumerated().map { index, diagnostic in
      (
        offset: (diagnostic.trace.last?.place ?? diagnostic.place)?.span.lower ?? 0, index: index,
        diagnostic: diagnostic
      )
    }
    let all = keyed.sorted { ($0.offset, $0.index) < ($1.offset, $1.index) }.map(\.diagnostic)
    guard all.count > Parser.maximumErrors else { return all }
    let shown = all.prefix(Parser.maximumErrors - 1)
    return shown + [.tooManyErrors(limit: Parser.maximumErrors, at: shown.last?.place)]
  }
}
