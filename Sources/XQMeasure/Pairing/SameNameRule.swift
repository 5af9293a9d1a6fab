// Rule 3: the same name.

/// Pairs with the float tensor of the same name; inputs are fed alike and have no such partner.
struct SameNameRule {
  func apply(to ladder: inout PairingLadder) {
    for candidate in ladder.open where candidate.node != nil {
      guard let counterpart = ladder.quantized.sameName(candidate.tensor) else { continue }
      ladder.add(counterpart, to: candidate)
    }
  }
}
