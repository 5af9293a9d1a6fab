// The grids of MCT's own quantizer operators (`mct_quantizers`), from their attributes and inputs.

/// Scales and zero points that give what one of MCT's operators computes.
///
/// Power-of-two and symmetric: threshold / 2^(bits - 1), or / 2^bits where unsigned. Uniform: (max - min) / (2^bits - 1),
/// zero point -min / scale: rounded for activations, cut for weights, as MCT does.
struct MCTGrid: Equatable {
  let scales: [Float]
  let zeroPoints: [Int64]
  let bits: Int
  let isSigned: Bool

  /// `constant`: the values of a constant tensor, `nil` where it is none.
  ///
  /// `nil` for operators without a uniform grid (lookup tables), and for incomplete ones.
  init?(_ node: Node, constant: (String) -> [Float]?) {
    guard let bits = node.int("num_bits"), (1...32).contains(bits) else { return nil }
    self.bits = bits
    switch node.op {
    case "ActivationPOTQuantizer", "ActivationSymmetricQuantizer", "WeightsPOTQuantizer", "WeightsSymmetricQuantizer":
      isSigned = node.int("signed") != 0
      let thresholds = node.float("threshold").map { [$0] } ?? node.input(1).flatMap(constant) ?? []
      let levels = Float(sign: .plus, exponent: isSigned ? bits - 1 : bits, significand: 1)
      scales = thresholds.map { $0 / levels }
      zeroPoints = scales.map { _ in 0 }
    case "ActivationUniformQuantizer", "WeightsUniformQuantizer":
      isSigned = false
      let low = node.float("min_range").map { [$0] } ?? node.input(1).flatMap(constant) ?? []
      let high = node.float("max_range").map { [$0] } ?? node.input(2).flatMap(constant) ?? []
      guard low.count == high.count else { return nil }
      let steps = Float(sign: .plus, exponent: bits, significand: 1) - 1
      scales = zip(low, high).map { ($1 - $0) / steps }
      let rule: FloatingPointRoundingRule = node.op.hasPrefix("Weights") ? .towardZero : .toNearestOrEven
      zeroPoints = zip(low, scales).map { Int64(exactly: (-$0 / $1).rounded(rule)) ?? 0 }
    default: return nil
    }
    guard !scales.isEmpty else { return nil }
  }

  /// The narrowest type that holds the integers.
  var storage: ElementType {
    switch bits {
    case ...4: isSigned ? .int4 : .uint4
    case ...8: isSigned ? .int8 : .uint8
    case ...16: isSigned ? .int16 : .uint16
    default: isSigned ? .int32 : .uint32
    }
  }
}

extension Node {
  func float(_ name: String) -> Float? {
    guard case .float(let value)? = attributes[name] else { return nil }
    return value
  }
}
