// What the console says, as data. Sinks turn it into text, JSON or a page.

import XQLanguage

/// One thing that the console says.
public enum Event: Sendable {
  /// A result that a statement shows: standard output.
  case result(Value)
  /// The same in full, as `show --all` asks for it: no column and no row is left out.
  case fullResult(Value)
  /// A picture, of which a terminal shows the text: standard output.
  case picture(Picture)
  /// A line that `print` writes: standard output.
  case text(String)
  /// A text or a drawing that is laid out for its reader: standard output.
  case fitted(any FittedText)
  /// Prose of the report, by `note`: standard output.
  case note(String)
  /// A heading, by `section`: standard output.
  case section(String)
  /// An answer such as `f = model …`, or the one line of an object: standard error.
  case message(String)
  /// Something about this run alone, which another run of the same text may not say: standard error, and no part of a journal
  /// or a report.
  case remark(String)
  /// An error, a warning or a note: standard error.
  case diagnostic(Diagnostic)
  /// An expectation that did not hold: standard error. `parts` are the values of its sub-expressions.
  case failedExpectation(Place, message: String?, parts: [(span: Span, value: Value)], isRequired: Bool)
  /// An expectation that held: nothing is shown, reports of tests count it.
  case heldExpectation(Place, isRequired: Bool)
  /// Work that goes on; `nil` when it is over.
  case progress(Progress?)
}

extension Event {
  /// Whether it is a result of the run, and not something about it.
  var isResult: Bool {
    switch self {
    case .result, .fullResult, .picture, .text, .fitted, .note, .section: true
    case .message, .remark, .diagnostic, .failedExpectation, .heldExpectation, .progress: false
    }
  }
}

/// How far a long piece of work is.
public struct Progress: Sendable {
  /// What is done: `measuring`.
  public let activity: String
  public let done: Int
  public let total: Int
  /// What is counted: `samples`.
  public let unit: String

  public init(activity: String, done: Int, total: Int, unit: String) {
    self.activity = activity
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// Takes what the console says.
public protocol Sink: AnyObject, Sendable {
  func receive(_ event: Event)
}
