// The ways in which running a text ends before its end.

import XQLanguage

/// What ends a run, besides reaching the end of the text.
enum Interruption: Error {
  /// An error that nothing caught yet.
  case failure(Diagnostic)
  /// Ctrl-C or the host.
  case cancelled
  /// `stop`, `stop 3`.
  case stop(code: Int32)
  /// A `require` that did not hold or `stop "text"`; it was reported already.
  case requirement
  /// `quit`.
  case quit
}

/// How a block was left.
enum Flow {
  case done
  /// `next`: with the next round of the loop around.
  case next
  /// `return`, with its value.
  case giveBack(Value?)
}

/// Runs what throws diagnostics, and makes them interruptions; one without a place gets the given one.
func failing<Result>(
  at place: @autoclosure () -> Place, _ body: () throws(Diagnostic) -> Result
) throws(Interruption) -> Result {
  do {
    return try body()
  } catch {
    throw Interruption(error, at: place())
  }
}

extension Interruption {
  init(_ diagnostic: Diagnostic, at place: Place?) {
    if diagnostic.code.failure == .interrupted {
      self = .cancelled
      return
    }
    var located = diagnostic
    if located.place == nil { located.place = place }
    self = .failure(located)
  }
}

extension Diagnostic {
  static var interruption: Diagnostic { Diagnostic(.interrupted, "interrupted") }
}
