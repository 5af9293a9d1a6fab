// The arithmetic of one quantizer of a tensor: one scale, one zero point.

import CMetrics

/// A quantizer of a whole tensor, as QuantizeLinear and the DequantizeLinear after it compute it in float32.
///
///     let quantizer = AffineQuantizer(scale: 0.5, zeroPoint: 0, minimum: -128, maximum: 127)
///     quantizer?.quantized(0.7)  // 0.5
///
/// The scale and the zero point of both operators are normally the same; where they are not, the model is faulty, and
/// this computes what it computes.
public struct AffineQuantizer: Sendable, Equatable {
  /// QuantizeLinear's scale, in the tensor's unit a step.
  public let scale: Float
  /// QuantizeLinear's zero point, in steps.
  public let zeroPoint: Int
  /// DequantizeLinear's scale.
  public let dequantizedScale: Float
  /// DequantizeLinear's zero point.
  public let dequantizedZeroPoint: Int
  /// The smallest integer: of the type, or of a Clip between the operators.
  public let minimum: Int
  /// The largest integer.
  public let maximum: Int

  /// A quantizer; without a second scale or zero point DequantizeLinear has the first one.
  ///
  /// `nil` for scales that are not finite numbers above 0, and where limits and zero points are out of order or do not
  /// fit 32 bits: such a quantizer computes nothing of use.
  public init?(
    scale: Float, zeroPoint: Int, dequantizedScale: Float? = nil, dequantizedZeroPoint: Int? = nil, minimum: Int,
    maximum: Int
  ) {
    let (otherScale, otherPoint) = (dequantizedScale ?? scale, dequantizedZeroPoint ?? zeroPoint)
    guard scale > 0, scale.isFinite, otherScale > 0, otherScale.isFinite, minimum < maximum,
      [minimum, maximum, zeroPoint, otherPoint].allSatisfy({ Int32(exactly: $0) != nil })
    else { return nil }
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.dequantizedScale = otherScale
    self.dequantizedZeroPoint = otherPoint
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The lowest value that has an integer of its own, (minimum - zeroPoint) · scale.
  public var low: Double { Double(minimum - zeroPoint) * Double(scale) }
  /// The highest value that has an integer of its own, (maximum - zeroPoint) · scale.
  public var high: Double { Double(maximum - zeroPoint) * Double(scale) }
  /// Steps from the lowest to the highest value.
  public var steps: Int { maximum - minimum }
  /// Bits that the integers need, ⌈log2(steps + 1)⌉.
  public var bits: Int { Int.bitWidth - steps.leadingZeroBitCount }

  /// What is left of a value: rounded to a step, ties to even, held within the limits, and multiplied out again, each
  /// operation in float32. Infinities are held within the limits; what is no number stays none.
  public func quantized(_ value: Float) -> Float {
    let terms = kernel
    let steps = value / terms.scale
    guard !steps.isNaN else { return .nan }
    let held = max(terms.low_steps, min(steps, terms.high_steps))
    return (held.rounded(.toNearestOrEven) + terms.shift) * terms.dequantized_scale
  }

  /// The terms of the computation as the kernel takes them.
  var kernel: xq_site_quantizer {
    let halfStep = Double(scale) / 2
    return xq_site_quantizer(
      scale: scale, low_steps: Float(minimum - zeroPoint), high_steps: Float(maximum - zeroPoint),
      shift: Float(zeroPoint - dequantizedZeroPoint), dequantized_scale: dequantizedScale,
      clip_low: Float(low - halfStep), clip_high: Float(high + halfStep))
  }
}
