// The pairs of a model that Model Compression Toolkit quantized.

import XQFormats

/// Makes pairs out of the toolkit's layers.
struct MctPairing {
  let layers: MctLayers
  private let float: Graph
  private let quantized: Graph
  private let names: LayerNames
  private let outputs: Set<String>
  private let streams: MctStreams

  init(_ layers: MctLayers, float: OnnxModel, quantized: OnnxModel) {
    self.layers = layers
    self.float = float.graph
    self.quantized = quantized.graph
    names = LayerNames(float.graph)
    outputs = Set(float.graph.outputs.map(\.name))
    streams = MctStreams(layers, float: float, quantized: quantized)
  }

  /// Pairs behind the quantizers. What MCT merged into other layers has no partner; the rest is left to other rules.
  func apply(to ladder: inout PairingLadder) {
    for candidate in ladder.open {
      if let layer = layers.merged[candidate.tensor] {
        ladder.close(candidate.tensor, "merged by MCT into '\(layer)'")
        continue
      }
      // Both models are fed the same input: there is something to compare only behind a quantizer.
      guard let place = streams.places[candidate.tensor], place.quantizer != nil || candidate.node != nil else {
        continue
      }
      let counterpart = Counterpart(
        tensor: place.result, rule: place.rule, dequantization: nil, quantizer: place.quantizer)
      ladder.add(counterpart, to: candidate, module: place.module)
    }
  }

  /// The toolkit's own compare points and the outputs, in its order, and the layers of it that the float model lacks.
  func atOperators(inPlace: Set<String>) -> (pairs: [LayerPair], missing: [UnpairedTensor]) {
    var pairs: [LayerPair] = []
    var missing: [UnpairedTensor] = []
    var taken = Set<String>()
    for layer in layers.layers {
      let isBehind = inPlace.contains(layer.name) && layer.activation != nil
      guard let compared = layers.compared(layer, isInPlace: isBehind) else {
        missing.append(
          UnpairedTensor(
            layer: layer.name, op: quantized.producer[layer.partner].map { quantized.nodes[$0].op } ?? "",
            tensor: layer.partner, reason: "no module of the float model has this layer's name", isCandidate: true))
        continue
      }
      // Two layers of the quantized model may stand for one float tensor; the names of pairs are unique.
      let name = names[compared.tensor]
      pairs.append(
        LayerPair(
          layer: taken.insert(name).inserted ? name : layer.name, op: op(compared.tensor), tensor: compared.tensor,
          partner: compared.partner, rule: isBehind ? .mctInPlace : .mctLayer, dequantization: nil,
          quantizer: streams.places[compared.tensor]?.quantizer, isOutput: false, module: layer.name))
    }
    for (position, output) in float.outputs.enumerated() {
      guard let partner = counterpart(ofOutput: output.name, position) else { continue }
      let place = streams.places[output.name]
      pairs.append(
        LayerPair(
          layer: taken.insert(output.name).inserted ? output.name : "output \(position)", op: op(output.name),
          tensor: output.name, partner: partner, rule: .mctOutput, dequantization: nil, quantizer: place?.quantizer,
          isOutput: true, module: nil))
    }
    return (pairs, missing)
  }

  /// Outputs belong together by name, or by position where both models have as many.
  private func counterpart(ofOutput name: String, _ position: Int) -> String? {
    let theirs = quantized.outputs.map(\.name)
    if theirs.contains(name) { return name }
    return theirs.count == float.outputs.count ? theirs[position] : nil
  }

  private func op(_ tensor: String) -> String {
    float.producer[tensor].map { float.nodes[$0].op } ?? "input"
  }
}
