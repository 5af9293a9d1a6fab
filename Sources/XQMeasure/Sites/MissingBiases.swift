// Biases that the quantized model lacks.

import XQFormats

/// Finds Conv and Gemm that lost their bias on the way.
struct MissingBiases {
  private let models: PreparedModels
  private let twins: SiteTwins
  private let names: SiteNames

  init(_ models: PreparedModels, _ twins: SiteTwins, _ names: SiteNames) {
    self.models = models
    self.twins = twins
    self.names = names
  }

  /// In the order of the float model's nodes.
  func sites() -> [Site] {
    let quantized = models.quantized.graph
    // What operators write, by the name that the float model has for it.
    let written = Dictionary(
      quantized.nodes.filter { $0.op != "QuantizeLinear" && $0.op != "DequantizeLinear" }
        .flatMap { $0.outputs.map { (SiteTwins.plainName($0), $0) } }, uniquingKeysWith: { first, _ in first })
    return models.float.graph.nodes.compactMap { node in
      guard node.op == "Conv" || node.op == "Gemm", node.inputs.count > 2, let output = node.outputs.first,
        !models.float.graph.dependsOnInput.contains(node.inputs[2]),
        let bias = models.float.constant(node.inputs[2]),
        let other = counterpart(of: node, output, written), !hasBias(other, quantized)
      else { return nil }
      let detail = ConstantSite(
        shape: bias.shape, outputAxis: 0, scaleAxis: nil, consumerOp: node.op, consumer: node.index, inputIndex: 2,
        quantizedConsumer: other.index, consumerOutput: output, dequantized: nil, results: [], isLast: false,
        isMissing: true, bits: 32, encoding: ConstantEncoding(missing: node.inputs[2]))
      return Site(
        kind: .bias, tensor: node.inputs[2], name: node.inputs[2], layer: names[output], detail: .constant(detail))
    }
  }

  /// The same operator in the quantized model; it has the name of the Relu or Clip that was left out behind it, if one was.
  private func counterpart(of node: Node, _ output: String, _ written: [String: String]) -> Node? {
    let float = models.float.graph
    var names = [output]
    if let readers = float.consumers[output], readers.count == 1, case let reader = float.nodes[readers[0].node],
      reader.op == "Relu" || reader.op == "Clip"
    {
      names += reader.outputs.prefix(1)
    }
    let graph = models.quantized.graph
    return names.lazy.compactMap { twins.quantized($0, written) }.compactMap { graph.producer[$0] }
      .map { graph.nodes[$0] }.first { $0.op == node.op }
  }

  /// As a third input, or added behind it.
  private func hasBias(_ node: Node, _ graph: Graph) -> Bool {
    if node.inputs.count > 2, !node.inputs[2].isEmpty { return true }
    let readers = node.outputs.first.flatMap { graph.consumers[$0] } ?? []
    return readers.contains { reader in
      let add = graph.nodes[reader.node]
      return add.op == "Add" && add.inputs.contains { !graph.dependsOnInput.contains($0) }
    }
  }
}
