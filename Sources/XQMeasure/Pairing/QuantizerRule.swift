// Rule 2: what comes out behind the quantizer of the float tensor's name.

/// Pairs with what comes out of the DequantizeLinear behind the quantizer, or with the integer tensor times its scale.
///
/// It stands before equal names, since quantizers absorb Relu and Clip: the tensor of the same name may hold the values
/// before the clamp.
struct QuantizerRule {
  func apply(to ladder: inout PairingLadder) {
    for candidate in ladder.open {
      // The input of a model is no work of a quantized operator.
      let integer = candidate.node == nil ? nil : ladder.quantized.integerOperator(candidate.tensor)
      guard let counterpart = ladder.quantized.afterQuantizer(candidate.tensor) ?? integer else { continue }
      ladder.add(counterpart, to: candidate)
    }
  }
}
