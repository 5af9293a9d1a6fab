// Relu and Clip that quantizers took over.

import XQFormats

/// Finds activations of the float model that the quantized one lacks: a quantizer that represents nothing below the bound
/// clamps too, so that Relu or Clip in front of it is left out.
struct AbsorbedActivations {
  private let float: Graph
  private let quantized: Graph
  private let outputs: Set<String>
  /// What the quantized model's operators write, quantizers aside.
  private let written: Set<String>

  private static let ops: Set<String> = ["Relu", "Clip"]

  init(_ models: PreparedModels) {
    float = models.float.graph
    quantized = models.quantized.graph
    outputs = Set(float.outputs.map(\.name))
    written = Set(
      quantized.nodes.filter { $0.op != "QuantizeLinear" && $0.op != "DequantizeLinear" }
        .flatMap { $0.outputs.map(SiteTwins.plainName) })
  }

  /// The only reader of a float tensor, where it is a Relu or Clip whose name is lost: the producer kept its own.
  func lost(behind tensor: String, _ quantizer: Quantizer) -> Node? {
    guard let readers = float.consumers[tensor], readers.count == 1, readers[0].position == 0 else { return nil }
    let node = float.nodes[readers[0].node]
    guard Self.ops.contains(node.op), let output = node.outputs.first, !written.contains(output) else { return nil }
    let isThere = quantizer.results.flatMap { quantized.consumers[$0] ?? [] }.contains {
      quantized.nodes[$0.node].op == node.op
    }
    return isThere ? nil : node
  }

  /// The Relu or Clip that writes a site's tensor, where another operator writes what the quantizer reads.
  func absorbed(_ producer: Node?, _ quantizer: AffineQuantizer, source: String) -> Node? {
    guard let producer, Self.ops.contains(producer.op), let writer = quantized.producer[source],
      quantized.nodes[writer].op != producer.op, quantizer.low > -Double(quantizer.scale) / 2
    else { return nil }
    return producer
  }
}
