// Parts of sentences about an activation's range.

import Glibc

extension ActivationEvidence {
  /// `0…97`.
  var rangeText: String { "\(FigureText.short(low))…\(FigureText.short(high))" }

  /// `0…4.1`.
  var valuesText: String { "\(FigureText.short(validation.minimum))…\(FigureText.short(validation.maximum))" }

  /// `range 0…97 for values 0…4.1: 4.2 % of 255 steps used`.
  var widthText: String {
    "range \(rangeText) for values \(valuesText): \(FigureText.percent(used)) of \(FigureText.short(steps)) steps used"
  }

  /// `range 0…1 for values 0…4.1: clipping makes 98 % of the noise`.
  var clippingText: String {
    "range \(rangeText) for values \(valuesText): clipping makes \(FigureText.percent(validation.clippedShare)) of the noise"
  }

  /// Bits that are left to values so many times smaller than the range.
  func bitsBelow(_ ratio: Double) -> Double { max(0, Double(bits) - log2(max(ratio, 1))) }

  /// The sides of zero that the validation data reach, the smaller one first.
  var sides: (smaller: Double, larger: Double) {
    let (below, above) = (max(-validation.minimum, 0), max(validation.maximum, 0))
    return (min(below, above), max(below, above))
  }
}
