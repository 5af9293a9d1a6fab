// Rule 1: the user says it.

/// A float tensor and the tensor of the quantized model that the user says belongs to it.
public struct HandPair: Sendable, Hashable {
  public let tensor: String
  public let partner: String

  public init(tensor: String, partner: String) {
    self.tensor = tensor
    self.partner = partner
  }
}

/// Takes the pairs that the user named. What is no candidate, or not there, is passed over: see
/// ``Comparison/pair(_:with:)`` for what is refused.
struct HandRule {
  private let chosen: [String: String]

  init(_ pairs: [HandPair]) {
    chosen = Dictionary(pairs.map { ($0.tensor, $0.partner) }, uniquingKeysWith: { _, last in last })
  }

  func apply(to ladder: inout PairingLadder) {
    guard !chosen.isEmpty else { return }
    for candidate in ladder.open {
      guard let partner = chosen[candidate.tensor], let counterpart = ladder.quantized.chosen(partner) else { continue }
      ladder.add(counterpart, to: candidate)
    }
  }
}
