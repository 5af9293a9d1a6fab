// The values of a constant on both sides.

/// What a quantized constant should be and what it is: read one site at a time, and dropped.
public struct ConstantValues: Sendable {
  /// w: the float model's.
  public let float: [Float]
  /// ŵ: what the quantized model computes with.
  public let dequantized: [Float]
  /// q: as stored, without regard to zero points; `nil` for a bias that is missing.
  public let integers: [Int32]?
  /// z, one for all, one along the scales' axis, or one an element where scales are blocked.
  public let zeroPoints: [Int32]
  /// s: as many as zero points.
  public let steps: [Float]
}
