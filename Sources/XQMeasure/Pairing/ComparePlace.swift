// Where a layer's output is compared.

import XQFormats

/// The place in the quantized model where a layer is compared.
public enum ComparePlace: Sendable, Hashable {
  /// Behind the quantizer of the layer's output, where there is one: what the next layer gets.
  case quantizer
  /// At the operator's own output, before its quantizer. Of a model that Model Compression Toolkit quantized: exactly
  /// what the toolkit compares, its layers with quantized weights and the model's outputs, in its order.
  ///
  /// `inPlace`: MCT's names of layers behind which an activation works in place, see ``MctLayers``.
  case op(inPlace: Set<String>)
}

/// Moves pairs from behind the quantizers to the operators' own outputs.
struct OperatorPlace {
  private let graph: Graph
  private let mct: MctPairing?
  private let inPlace: Set<String>

  /// `nil` where pairs stay behind the quantizers.
  init?(_ place: ComparePlace, quantized: Graph, mct: MctPairing?) {
    guard case .op(let inPlace) = place else { return nil }
    graph = quantized
    self.mct = mct
    self.inPlace = inPlace
  }

  func moved(_ pairs: [LayerPair], _ unpaired: [UnpairedTensor]) -> (pairs: [LayerPair], unpaired: [UnpairedTensor]) {
    let inputs = pairs.filter { $0.op == "input" }.map { Self.left($0, "an input: no operator writes it") }
    let layers = pairs.filter { $0.op != "input" }
    guard let mct else { return (layers.map(moved), inputs + unpaired) }
    let points = mct.atOperators(inPlace: inPlace)
    // What the user paired by hand stands, whatever MCT compares.
    let byHand = layers.filter { $0.rule == .byHand }
    let chosen = Set(byHand.map(\.tensor))
    let kept = points.pairs.filter { !chosen.contains($0.tensor) } + byHand
    let compared = Set(kept.map(\.tensor))
    let reason = "MCT compares layers with quantized weights only"
    let others = layers.filter { !compared.contains($0.tensor) }.map { Self.left($0, reason) }
    let alone = unpaired.map { tensor in
      tensor.isCandidate
        ? UnpairedTensor(
          layer: tensor.layer, op: tensor.op, tensor: tensor.tensor, reason: reason, isCandidate: false) : tensor
    }
    return (kept, points.missing + inputs + others + alone.filter { !compared.contains($0.tensor) })
  }

  private static func left(_ pair: LayerPair, _ reason: String) -> UnpairedTensor {
    UnpairedTensor(layer: pair.layer, op: pair.op, tensor: pair.tensor, reason: reason, isCandidate: false)
  }

  /// A quantizer may have taken the place of a Relu or Clip, and then what goes into it is no output of such an operator:
  /// those pairs stay where they are.
  private func moved(_ pair: LayerPair) -> LayerPair {
    guard pair.rule != .byHand, let source = pair.quantizer?.source, source != pair.partner,
      let writer = graph.producer[source],
      graph.nodes[writer].op == pair.op
    else { return pair }
    return LayerPair(
      layer: pair.layer, op: pair.op, tensor: pair.tensor, partner: source, rule: .atOperator, dequantization: nil,
      quantizer: pair.quantizer, isOutput: pair.isOutput, module: pair.module)
  }
}
