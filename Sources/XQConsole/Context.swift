// What a command may use.

import XQLanguage
import XQSystem

/// The session, the settings, files, output and cancellation, as one call of a command sees them.
///
/// There is no other way for a command to reach the world: several consoles can live in one process.
public final class Context {
  public let session: Session
  public let files: FileAccess
  public let cancellation: Cancellation
  /// What there is help on.
  var catalogue = Catalogue(declarations: [], host: Host(name: "", version: ""))
  /// What is written down of the session.
  public let journal: Journal
  private let sink: any Sink

  public init(
    session: Session, files: FileAccess, cancellation: Cancellation, sink: any Sink, journal: Journal = Journal()
  ) {
    self.session = session
    self.files = files
    self.cancellation = cancellation
    self.sink = sink
    self.journal = journal
  }

  /// Shows something. It is written down first: what was shown is never lost.
  public func say(_ event: Event) {
    journal.record(event)
    if let failure = journal.takeFailure() { sink.receive(.diagnostic(Diagnostic(failure))) }
    sink.receive(event)
  }

  /// Shows a warning and goes on.
  public func warn(_ code: DiagnosticCode, _ message: String, help: [String] = []) {
    say(.diagnostic(Diagnostic(code, message, severity: .warning, help: help)))
  }
}
