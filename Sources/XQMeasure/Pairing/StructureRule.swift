// Rule 6: the same operators between what was paired before.

import XQFormats

/// Pairs what lies between anchors: the same chain of operators, through quantizers, views and activations that a
/// quantizer took over. Inputs and outputs of the models are anchors too.
struct StructureRule {
  func apply(to ladder: inout PairingLadder, _ match: inout GraphMatch) {
    match.grow()
    pairCopies(&ladder, match)
    for candidate in ladder.open {
      // Where no operator of the two is the same, an output in the same place means nothing.
      guard let value = match.values[candidate.tensor], !value.evidence.isGiven, !match.matched.isEmpty,
        let counterpart = ladder.quantized.counterpart(ofOwn: value.counterpart)
      else { continue }
      let confidence =
        switch value.evidence {
        case .weights(let confidence): confidence
        case .structure(let isWhole): isWhole ? Confidence.structure : Confidence.partialStructure
        case .position, .given: Confidence.partialStructure
        }
      // An input is fed alike: only behind a quantizer there is something to compare.
      guard candidate.node != nil || counterpart.quantizer != nil else { continue }
      ladder.add(counterpart.with(.structure), to: candidate, confidence: confidence)
    }
    explain(&ladder, match)
  }

  private func explain(_ ladder: inout PairingLadder, _ match: GraphMatch) {
    let candidates = Dictionary(ladder.open.map { ($0.tensor, $0) }, uniquingKeysWith: { first, _ in first })
    for (index, others) in match.ambiguous {
      guard let tensor = match.float.operators[index].outputs.first, candidates[tensor] != nil else { continue }
      let names = others.compactMap { match.quantized.operators[$0].outputs.first }.prefix(3).map { "'\($0)'" }
      ladder.close(
        tensor,
        others.count == 1
          ? "\(names.joined()) would fit it and another layer equally well"
          : "\(names.joined(separator: " and ")) fit equally well: nothing tells them apart")
    }
  }

  /// Copies of a value have copies as counterparts, where there is just one on each side. A copy that is an output of
  /// the model stands for the value where the quantized model has none.
  private func pairCopies(_ ladder: inout PairingLadder, _ match: GraphMatch) {
    for candidate in ladder.open {
      let root = match.float.root(candidate.tensor)
      guard root != candidate.tensor, let value = match.values[root], !value.evidence.isGiven else { continue }
      let source = value.counterpart
      let copies = match.quantized.copies[source] ?? []
      if match.float.copies[root]?.count == 1, copies.count == 1, let copy = copies.first,
        let counterpart = ladder.quantized.counterpart(ofOwn: copy)
      {
        ladder.add(counterpart.with(.structure), to: candidate, confidence: Confidence.structure)
      } else if match.float.outputs.contains(candidate.tensor), copies.isEmpty, ladder.pair(of: root) == nil,
        let counterpart = ladder.quantized.counterpart(ofOwn: source)
      {
        ladder.add(counterpart.with(.structure), to: candidate, confidence: Confidence.structure)
        ladder.close(root, "the same values as '\(ladder.names[candidate.tensor])'")
      } else {
        ladder.close(candidate.tensor, "the same values as '\(ladder.names[root])'")
      }
    }
  }
}
