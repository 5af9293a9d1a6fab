// What a run came to.

import XQLanguage

/// How a run ended.
public struct Outcome: Sendable {
  /// The exit code of language.md, section 8: 0, 1 for expectations that did not hold, 2 for the text, 3 for inputs,
  /// 4 for engine and system, 5 for what was refused, 130 for an interruption, or what `stop` said.
  public let exitCode: Int32
  /// What was reported, in order.
  public let diagnostics: [Diagnostic]
  /// How many expectations did not hold.
  public let failedExpectations: Int
  /// Whether the session is to end: after `quit`.
  public let isQuit: Bool

  public init(exitCode: Int32, diagnostics: [Diagnostic], failedExpectations: Int = 0, isQuit: Bool = false) {
    self.exitCode = exitCode
    self.diagnostics = diagnostics
    self.failedExpectations = failedExpectations
    self.isQuit = isQuit
  }

  /// Whether all ran and all held.
  public var isSuccess: Bool { exitCode == 0 }
}
