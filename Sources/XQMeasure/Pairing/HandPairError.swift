// Why two tensors cannot be paired by hand.

import XQFormats

/// What is wrong with a pair that a user names.
public enum HandPairError: Error, Sendable, Equatable {
  /// The float model has no such tensor; `names` are those it has.
  case noFloatTensor(String, names: [String])
  /// It is there, and cannot be compared; `reason` is a sentence without a full stop.
  case notComparable(String, reason: String)
  /// The quantized model has no such tensor; `names` are those it has.
  case noQuantizedTensor(String, names: [String])
  /// It is there, and holds no real numbers, or does not depend on an input.
  case notReal(String, reason: String)

  static func check(
    _ tensor: String, _ partner: String, _ pairing: Pairing, _ quantized: OnnxModel
  ) throws(HandPairError) {
    if let left = pairing.unpaired.first(where: { $0.tensor == tensor }) {
      // Inputs are no candidates only as long as nothing is named for them.
      guard left.isCandidate || left.op == "input" else { throw .notComparable(tensor, reason: left.reason) }
    } else if !pairing.pairs.contains(where: { $0.tensor == tensor }) {
      throw .noFloatTensor(
        tensor, names: pairing.pairs.map(\.tensor) + pairing.unpaired.filter(\.isCandidate).map(\.tensor))
    }
    let graph = quantized.graph
    guard
      graph.producer[partner] != nil || graph.initializers[partner] != nil
        || graph.inputs.contains(where: { $0.name == partner })
    else {
      throw .noQuantizedTensor(partner, names: graph.nodes.flatMap(\.outputs).filter(graph.dependsOnInput.contains))
    }
    guard graph.dependsOnInput.contains(partner) else {
      throw .notReal(partner, reason: "a constant: it depends on no input")
    }
    guard graph.producer[partner] != nil else {
      throw .notReal(partner, reason: "an input of the model, which both are fed alike")
    }
    guard QuantizedSide(quantized).chosen(partner) != nil else {
      throw .notReal(partner, reason: "it holds no real numbers, nor integers of a known scale")
    }
  }
}
