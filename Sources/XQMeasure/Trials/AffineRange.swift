// The scale and the zero point of a range.

/// How a quantizer of evenly spaced steps covers a range that holds 0: integers from 0 to `steps`, real number
/// (q - zeroPoint) · scale.
public struct AffineRange: Sendable, Equatable {
  public let scale: Double
  /// From 0 to `steps`; rounded half to even.
  public let zeroPoint: Double

  /// A range that does not hold 0 is widened so that it does; one of no width gets a scale that is next to nothing.
  public init(low: Double, high: Double, steps: Int, smallestScale: Double = 1e-12) {
    let (low, high) = (min(low, 0), max(high, 0))
    scale = max((high - low) / Double(steps), smallestScale)
    zeroPoint = min(max((-low / scale).rounded(.toNearestOrEven), 0), Double(steps))
  }
}

extension ActivationSite {
  /// Same integers, over another range.
  public func covering(low: Double, high: Double) -> SiteState {
    let range = AffineRange(low: low, high: high, steps: quantizer.steps)
    return .affine(scale: Float(range.scale), zeroPoint: Int64(range.zeroPoint) + Int64(quantizer.minimum))
  }

  /// Same integers and zero point, over a range of equal sides that holds both bounds.
  public func coveringSymmetrically(low: Double, high: Double) -> SiteState {
    let side = max(-low, high, 1e-12)
    return .affine(scale: Float(side / Double(quantizer.steps / 2)), zeroPoint: Int64(quantizer.zeroPoint))
  }

  /// Whether the zero point is exactly the middle of the integers.
  public var isSymmetric: Bool {
    // Rounded down, as for limits of -128 and 127.
    quantizer.zeroPoint == (quantizer.minimum + quantizer.maximum + 1) >> 1
  }
}
