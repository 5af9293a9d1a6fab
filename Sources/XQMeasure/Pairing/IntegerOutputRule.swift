// Outputs of the model whose elements are no floats.

/// What a model is for is compared, whatever its type: classes, indices, masks, under the name they have in both models.
struct IntegerOutputRule {
  func apply(to ladder: inout PairingLadder) {
    for candidate in ladder.open {
      guard let type = ladder.types[candidate.tensor], !type.isFloat,
        let counterpart = ladder.quantized.output(candidate.tensor)
      else { continue }
      ladder.add(counterpart, to: candidate)
    }
  }
}
