// The layers of a model, and of a comparison, as tables.

import XQFormats
import XQLanguage
import XQMeasure

enum LayerTable {
  static let columns = [
    Column("layer", .string, help: "the name that commands accept", isKey: true, isName: true),
    Column("op", .string, help: "the operator"),
    Column("tensor", .string, help: "the tensor that the layer writes", isDetail: true),
    Column("bits", .number, help: "bits of the quantizer behind the layer; none where it stays float"),
    Column("scale", .number, help: "the quantizer's step; none where there is one a channel", good: nil),
    Column("zero_point", .number, help: "the integer that stands for 0"),
    Column("low", .number, help: "the smallest value that the quantizer can represent"),
    Column("high", .number, help: "the largest value that the quantizer can represent"),
    Column("weight_bits", .number, help: "bits of the layer's weights; none where they stay float"),
    Column("weight_scales", .number, help: "scales of the weights: 1 for the tensor, else one a channel"),
    Column(
      "weight_threshold", .number, help: "the largest value that the weights' grid can hold, of all channels",
      isDetail: true),
    Column(
      "inferred", .string,
      help: "what no quantizer states: it was found from the weights themselves (MCT's FAKELY_QUANT files)",
      isDetail: true),
  ]

  /// What was inferred is shown wherever there is something.
  private static func table(_ rows: [[Value]]) -> Table {
    var columns = columns
    if let last = columns.indices.last, rows.contains(where: { if case .string? = $0.last { true } else { false } }) {
      columns[last].isDetail = false
    }
    return Table(columns: columns, rows: rows)
  }

  /// The layers of one model.
  static func table(of model: OnnxModel) -> Table {
    let weights = WeightQuantizers(model)
    let bySource = Dictionary(
      model.quantizers.filter { $0.role == .activation }.map { ($0.source, $0) },
      uniquingKeysWith: { first, _ in first })
    let names = LayerNames(model.graph)
    let inferred = InferredWeights(model)
    return table(
      model.computingNodes.map { node in
        let tensor = node.outputs.first { !$0.isEmpty } ?? ""
        return row(names[tensor], node.op, tensor, bySource[tensor], weights.of(node), inferred?.grid(of: node))
      })
  }

  /// The layers of a comparison: the float model's layers with the quantizers of their counterparts.
  static func table(of comparison: Comparison) -> Table {
    let weights = WeightQuantizers(comparison.quantized)
    let graph = comparison.quantized.graph
    let inferred = InferredWeights(comparison.quantized)
    return table(
      comparison.pairing.pairs.map { pair in
        let source = pair.quantizer?.source ?? pair.partner
        let writer = graph.producer[source].map { graph.nodes[$0] }
        return row(
          pair.layer, pair.op, pair.tensor, pair.quantizer, writer.flatMap(weights.of),
          writer.flatMap { inferred?.grid(of: $0) })
      })
  }

  private static func row(
    _ layer: String, _ op: String, _ tensor: String, _ quantizer: Quantizer?, _ weights: Quantizer?,
    _ inferred: WeightGrid?
  ) -> [Value] {
    let range = quantizer?.range
    let zeroPoint = range == nil ? nil : quantizer?.zeroPoints.first.map(Double.init)
    return [
      .string(layer), .string(op), .string(tensor), number(quantizer.map { Double($0.bits) }), number(range?.step),
      number(zeroPoint), number(range?.low), number(range?.high),
      number((weights?.bits ?? inferred?.bits).map(Double.init)),
      number((weights?.scales.count ?? inferred?.steps.count).map(Double.init)),
      number(weights?.largestMagnitude ?? inferred?.thresholds.compactMap { $0 }.max().map(Double.init)),
      inferred.map { .string(text($0)) } ?? .none,
    ]
  }

  /// Bits that are not certain are no number in the column of bits.
  private static func text(_ grid: WeightGrid) -> String {
    grid.bits == nil ? "ambiguous: \(grid.bitsAtLeast) bits or more" : "weights"
  }

  private static func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
}

extension Quantizer {
  /// The largest magnitude that it can represent in any channel; `nil` where scales are computed at run time.
  fileprivate var largestMagnitude: Double? {
    guard let integers = integerRange else { return nil }
    return zip(scales, zeroPoints).map { scale, zeroPoint in
      let (low, high) = (
        Double(integers.lowerBound) - Double(zeroPoint), Double(integers.upperBound) - Double(zeroPoint)
      )
      return Double(scale) * max(abs(low), abs(high))
    }.max()
  }
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
