// The layers of a model, and of a comparison, as tables.

import XQFormats
import XQLanguage
import XQMeasure

enum LayerTable {
  static let columns = [
    Column("layer", .string, help: "the name that commands accept", isKey: true),
    Column("op", .string, help: "the operator"),
    Column("tensor", .string, help: "the tensor that the layer writes", isDetail: true),
    Column("bits", .number, help: "bits of the quantizer behind the layer; none where it stays float"),
    Column("scale", .number, help: "the quantizer's step; none where there is one a channel", good: nil),
    Column("zero_point", .number, help: "the integer that stands for 0"),
    Column("low", .number, help: "the smallest value that the quantizer can represent"),
    Column("high", .number, help: "the largest value that the quantizer can represent"),
    Column("weight_bits", .number, help: "bits of the layer's weights; none where they stay float"),
    Column("weight_scales", .number, help: "scales of the weights: 1 for the tensor, else one a channel"),
  ]

  /// The layers of one model.
  static func table(of model: OnnxModel) -> Table {
    let weights = WeightQuantizers(model)
    let bySource = Dictionary(
      model.quantizers.filter { $0.role == .activation }.map { ($0.source, $0) },
      uniquingKeysWith: { first, _ in first })
    let names = LayerNames(model.graph)
    return Table(
      columns: columns,
      rows: model.computingNodes.map { node in
        let tensor = node.outputs.first { !$0.isEmpty } ?? ""
        return row(names[tensor], node.op, tensor, bySource[tensor], weights.of(node))
      })
  }

  /// The layers of a comparison: the float model's layers with the quantizers of their counterparts.
  static func table(of comparison: Comparison) -> Table {
    let weights = WeightQuantizers(comparison.quantized)
    let graph = comparison.quantized.graph
    return Table(
      columns: columns,
      rows: comparison.pairing.pairs.map { pair in
        let source = pair.quantizer?.source ?? pair.partner
        let writer = graph.producer[source].map { graph.nodes[$0] }
        return row(pair.layer, pair.op, pair.tensor, pair.quantizer, writer.flatMap(weights.of))
      })
  }

  private static func row(
    _ layer: String, _ op: String, _ tensor: String, _ quantizer: Quantizer?, _ weights: Quantizer?
  ) -> [Value] {
    let range = quantizer?.range
    let zeroPoint = range == nil ? nil : quantizer?.zeroPoints.first.map(Double.init)
    return [
      .string(layer), .string(op), .string(tensor), number(quantizer.map { Double($0.bits) }), number(range?.step),
      number(zeroPoint), number(range?.low), number(range?.high), number(weights.map { Double($0.bits) }),
      number(weights.map { Double($0.scales.count) }),
    ]
  }

  private static func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
}

/// The quantizer of the weights that a node reads.
private struct WeightQuantizers {
  private var byResult: [String: Quantizer] = [:]

  init(_ model: OnnxModel) {
    for quantizer in model.quantizers where quantizer.role == .weights {
      for name in quantizer.results + [quantizer.integerTensor] { byResult[name] = quantizer }
    }
  }

  func of(_ node: Node) -> Quantizer? {
    node.inputs.lazy.compactMap { byResult[$0] }.first
  }
}
