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
  /// The lessons, and which one is going on.
  var tutor = Tutor([], store: LessonProgressInMemory())
  /// What is written down of the session.
  public let journal: Journal
  /// Bytes of results that may be shown in this run, `nil` for no bound.
  private var outputLeft: Int?
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
  ///
  /// A result beyond what the host allows is dropped; the run ends then.
  public func say(_ event: Event) {
    let size = journal.record(event)
    if let left = outputLeft, event.isResult {
      outputLeft = left - size
      if left < size { return }
    }
    if let failure = journal.takeFailure() { sink.receive(.diagnostic(Diagnostic(failure))) }
    sink.receive(event)
  }

  /// Shows what a lesson says. It is written down by itself: it is no part of what a command printed.
  func teach(_ text: any FittedText) {
    journal.recordLesson(text)
    sink.receive(.fitted(text))
  }

  /// A new run may show so much.
  func allowOutput(_ bytes: Int?) { outputLeft = bytes }

  /// Whether a result was dropped because it was too much.
  var isOutputFull: Bool { outputLeft.map { $0 < 0 } ?? false }

  /// Shows a warning and goes on.
  public func warn(_ code: DiagnosticCode, _ message: String, help: [String] = []) {
    say(.diagnostic(Diagnostic(code, message, severity: .warning, help: help)))
  }
}
