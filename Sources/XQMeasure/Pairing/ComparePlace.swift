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
  let graph: Graph

  /// A quantizer may have taken the place of a Relu or Clip, and then what goes into it is no output of such an operator:
  /// those pairs stay where they are.
  func moved(_ pair: LayerPair) -> LayerPair {
    guard let source = pair.quantizer?.source, source != pair.partner, let writer = graph.producer[source],
      graph.nodes[writer].op == pair.op
    else { return pair }
    return LayerPair(
      layer: pair.layer, op: pair.op, tensor: pair.tensor, partner: source, rule: .atOperator, dequantization: nil,
      quantizer: pair.quantizer, isOutput: pair.isOutput, module: pair.module)
  }
}
