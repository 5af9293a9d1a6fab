// Runs bound programs: the state of one run, variables, limits. What statements, pipelines and expressions do stands in
// the files beside this one.

import XQLanguage
import XQSystem

/// One run of a text in a session.
final class Evaluator {
  let session: Session
  let context: Context
  let functions: FunctionLibrary
  let commands: [String: any Command.Type]
  let host: Host
  let limits: Limits
  let table: CommandTable

  /// The text that is running; errors get their places in it.
  var source: Source
  /// The `def`s that can be called now, by name.
  var definitions: [String: Definition] {
    didSet { context.catalogue.definitions = definitions.values.map(\.declaration) }
  }
  /// The variables of the `def` that is running, `nil` in the session itself.
  var scope: Scope?
  var callDepth = 0
  var nestingDepth = 0
  private var steps = 0
  /// The calls that led to the place that is running, outermost first.
  var trace: [(label: String, place: Place)] = []

  /// Values of `param`s from the command line, already of their types.
  let parameters: [String: Value]
  private(set) var failedExpectations = 0
  private(set) var reported: [Diagnostic] = []

  init(
    session: Session, context: Context, functions: FunctionLibrary, commands: [String: any Command.Type], host: Host,
    limits: Limits, table: CommandTable, source: Source,
    definitions: [String: Definition],
    parameters: [String: Value]
  ) {
    self.session = session
    self.context = context
    self.functions = functions
    self.commands = commands
    self.host = host
    self.limits = limits
    self.table = table
    self.source = source
    self.definitions = definitions
    self.parameters = parameters
    context.catalogue.definitions = definitions.values.map(\.declaration)
  }

  func place(_ span: Span) -> Place { Place(source, span) }

  func failure(_ diagnostic: Diagnostic, _ span: Span) -> Interruption { Interruption(diagnostic, at: place(span)) }

  // MARK: - What is said

  func report(_ diagnostic: Diagnostic) {
    reported.append(diagnostic)
    context.say(.diagnostic(diagnostic))
  }

  func countFailedExpectation() { failedExpectations += 1 }

  // MARK: - Limits

  /// Counts work, and ends the run where it was cancelled or did too much.
  func step(_ count: Int = 1, at span: Span) throws(Interruption) {
    if context.cancellation.isCancelled { throw .cancelled }
    guard let most = limits.steps else { return }
    let (sum, overflows) = steps.addingReportingOverflow(count)
    steps = sum
    if overflows || steps > most {
      throw failure(Diagnostic(.tooManySteps, "the run took more than \(most) steps, which is the host's limit"), span)
    }
  }

  /// Runs `body` one level deeper.
  func nested<Result>(
    at span: Span, _ body: () throws(Interruption) -> Result
  ) throws(Interruption) -> Result {
    guard nestingDepth < limits.nestingDepth else {
      throw failure(
        Diagnostic(.tooDeep, "blocks and calls are nested more than \(limits.nestingDepth) levels deep"), span)
    }
    nestingDepth += 1
    defer { nestingDepth -= 1 }
    return try body()
  }

  /// Runs `body` as one call more of a `def` or a sourced file, whose text is `source`.
  func called<Result>(
    _ label: String, at span: Span, in source: Source, _ body: () throws(Interruption) -> Result
  ) throws(Interruption) -> Result {
    guard callDepth < limits.callDepth else {
      throw failure(
        Diagnostic(
          .tooDeep, "\(label) is nested more than \(limits.callDepth) levels deep",
          help: ["a 'def' that calls itself needs an 'if' that ends it"]), span)
    }
    let caller = self.source
    callDepth += 1
    trace.append((label, Place(caller, span)))
    self.source = source
    defer {
      callDepth -= 1
      trace.removeLast()
      self.source = caller
    }
    do {
      return try nested(at: span, body)
    } catch .failure(var diagnostic) {
      if diagnostic.trace.isEmpty, diagnostic.code != .tooDeep { diagnostic.trace = Array(trace.reversed()) }
      throw .failure(diagnostic)
    }
  }

  // MARK: - Variables

  func variable(_ name: String) -> Value? {
    if let value = scope?.variables[name] { return value }
    switch name {
    case "last": return session.last
    case "here": return .string(source.folder ?? ".")
    case "facts": return .record(facts())
    default: return session.variables[name]
    }
  }

  func assign(_ name: String, _ value: Value) {
    if let scope {
      scope.set(name, value)
    } else {
      session.variables[name] = value
    }
  }

  func variableNames() -> [String] {
    Array(scope?.variables.keys.sorted() ?? []) + session.variables.keys + ["last", "here", "facts"]
  }

  private func facts() -> Record {
    var facts = Record([("program", .string(host.name)), ("version", .string(host.version))])
    let settings = session.settings
    facts["settings"] = .record(Record(settings.declarations.map { ($0.name, settings[$0.name]) }))
    let more = host.facts(session)
    for (key, value) in zip(more.keys, more.values) { facts[key] = value }
    return facts
  }
}
