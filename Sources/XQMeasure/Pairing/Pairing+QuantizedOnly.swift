// What the quantized model computes and the float model does not.

import XQFormats

extension Pairing {
  /// Float tensors of the quantized model that depend on an input and belong to nothing in the float model, in topological
  /// order. What quantizers read and write around a tensor that has a counterpart belongs to that tensor.
  public static func quantizedOnly(
    float: OnnxModel, quantized: OnnxModel, pairs: [LayerPair]
  ) -> [(layer: String, op: String, tensor: String)] {
    let graph = quantized.graph
    let types = TypeInference(graph).types
    let names = LayerNames(graph)
    var known = Set(pairs.map(\.partner)).union(float.graph.producer.keys).union(float.graph.inputs.map(\.name))
    for quantizer in quantized.quantizers {
      known.insert(quantizer.source)
      known.formUnion(quantizer.results)
    }
    return graph.order.map { graph.nodes[$0] }.flatMap { node in
      node.outputs.filter { tensor in
        !tensor.isEmpty && !known.contains(tensor) && graph.dependsOnInput.contains(tensor)
          && types[tensor]?.isFloat ?? true
      }.map { (names[$0], node.op, $0) }
    }
  }
}
