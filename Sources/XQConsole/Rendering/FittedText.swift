// Text that is laid out when it is shown: only then its reader's width is known.

/// A text or a drawing that adapts to the width, the colours and the characters that its reader has.
public protocol FittedText: Sendable {
  /// The lines, none wider than the style's width, and with nothing beyond ASCII where the style has no Unicode.
  func lines(_ style: TextStyle) -> [String]
}
