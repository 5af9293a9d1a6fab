// A whole text: how it ends, and files that are run inside it.

import XQLanguage

extension Evaluator {
  /// How a run ended.
  struct End {
    var exitCode: Int32 = 0
    var isQuit = false
  }

  /// Runs a text to its end. Errors that nothing catches are reported, and end it unless it keeps going.
  func runToEnd(_ program: Program, keepGoing: Bool, isPrompt: Bool) -> End {
    var firstError: Int32?
    var end = End()
    loop: for statement in program.body.statements {
      var isFailed = false
      writeDown(statement)
      defer {
        context.journal.note(facts: host.facts(session), settings: session.settings)
        context.journal.end(isFailed: isFailed)
      }
      do {
        let flow = try run(statement)
        try followLesson()
        if case .giveBack = flow { break loop }
      } catch {
        isFailed = true
        switch error {
        case .failure(let diagnostic):
          report(diagnostic)
          firstError = firstError ?? diagnostic.code.failure.rawValue
          if keepGoing, !diagnostic.code.isBeyondTry { continue loop }
        case .cancelled: end.exitCode = DiagnosticCode.Failure.interrupted.rawValue
        case .stop(let code):
          // At a prompt the session goes on behind it, which a script that has the line would not.
          isFailed = isPrompt
          end.exitCode = code
        case .requirement: break
        case .quit:
          isFailed = false
          end.isQuit = true
        }
        break loop
      }
    }
    if end.exitCode == 0 {
      end.exitCode = firstError ?? (failedExpectations > 0 ? DiagnosticCode.Failure.expectation.rawValue : 0)
    }
    return end
  }

  /// Runs a file in the session; `return` at its top level ends it.
  func runFile(_ path: String, at place: Place) throws(Interruption) {
    let span = place.span
    let files = context.files
    let source = try failing(at: place) { () throws(Diagnostic) in try Source(reading: path, files: files) }
    let bound = binder().bind(source)
    for diagnostic in bound.diagnostics where diagnostic.severity != .error { report(diagnostic) }
    guard let program = bound.program else {
      let errors = bound.diagnostics.filter { $0.severity == .error }
      for diagnostic in errors.dropFirst() { report(diagnostic) }
      guard var first = errors.first else { throw .cancelled }
      first.trace.append(("'source'", place))
      throw .failure(first)
    }
    definitions.merge(program.definitions) { _, new in new }
    _ = try called("'source'", at: span, in: source) { () throws(Interruption) in try run(program.body) }
  }

  /// Binds a statement whose names were not known before, and runs it.
  func run(_ deferred: DeferredStatement) throws(Interruption) -> Flow {
    let bound = binder().bind(deferred)
    for diagnostic in bound.diagnostics where diagnostic.severity != .error { report(diagnostic) }
    guard let program = bound.program else {
      let errors = bound.diagnostics.filter { $0.severity == .error }
      for diagnostic in errors.dropFirst() { report(diagnostic) }
      guard let first = errors.first else { throw .cancelled }
      throw .failure(first)
    }
    definitions.merge(program.definitions) { _, new in new }
    return try run(program.body)
  }

  private func binder() -> Binder {
    let files = context.files
    let known = KnownNames(
      variables: Set(session.variables.keys).union(scope?.variables.keys.map { $0 } ?? []),
      definitions: definitions.mapValues(\.declaration))
    return Binder(commands: table, known: known) { path, _ throws(Diagnostic) in
      try Source(reading: path, files: files)
    }
  }
}
