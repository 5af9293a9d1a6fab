// Objects that can be drawn.

import XQLanguage

/// An object that `show` draws below what is in it.
public protocol DrawnObject: HostObject {
  /// The drawing; `nil` where there is nothing to draw.
  ///
  /// - Parameters:
  ///   - sample: which one of many to draw, from 1, where the user said it.
  ///   - isWhole: whether nothing may be left out.
  /// - Throws: where there is no such sample, or it cannot be read.
  func drawing(sample: Int?, isWhole: Bool, in context: Context) throws(Diagnostic) -> (any FittedText)?
}
