// A model as a value of the language.

import XQConsole
import XQFormats
import XQLanguage
import XQMeasure

/// A loaded model.
final class ModelObject: DrawnObject {
  let model: OnnxModel

  init(_ model: OnnxModel) { self.model = model }

  let kind = "model"

  var summary: String {
    let quantization = QuantizationSummary(model)
    let inputs = model.graph.inputs.map(TensorText.declaration).joined(separator: ", ")
    return [
      "model \(model.bytes.displayName)",
      "\(Counted.text(layers.count, "layer")), \(quantization.text)",
      inputs.isEmpty ? "no inputs" : "input \(inputs)",
    ].joined(separator: "  ·  ")
  }

  let memberNames = [
    "path", "layers", "inputs", "outputs", "quantizers", "parameters", "bytes", "opset", "producer",
  ]

  func member(_ name: String) -> Value? {
    switch name {
    case "path": .string(model.path)
    case "layers": .table(LayerTable.table(of: model))
    case "inputs": .list(model.graph.inputs.map { .string(TensorText.declaration($0)) })
    case "outputs": .list(model.graph.outputs.map { .string(TensorText.declaration($0)) })
    case "quantizers": .number(Double(model.quantizers.count))
    case "parameters": .number(Double(model.parameterCount))
    case "bytes": .quantity(Quantity(base: Double(model.sizeInBytes), unit: .bytes))
    case "opset": (model.opsets[""] ?? model.opsets["ai.onnx"]).map { .number(Double($0)) } ?? Value.none
    case "producer": .string(model.producer)
    default: nil
    }
  }

  var details: Value {
    .record(
      Record(
        memberNames.compactMap { name in
          // The layers are a table of their own: `layers $model`.
          guard let value = member(name) else { return nil }
          return name == "layers" ? (name, .number(Double(layers.count))) : (name, value)
        }))
  }

  func drawing(sample: Int?, isWhole: Bool, in context: Context) throws(Diagnostic) -> (any FittedText)? {
    guard sample == nil else {
      throw Diagnostic(
        .dataDoNotFit, "'--sample' picks a sample of data, found a model", help: ["show $data --sample 1"])
    }
    return GraphDrawing(model, isWhole: isWhole)
  }

  private var layers: [Node] { model.computingNodes }
}

extension OnnxModel {
  /// The nodes that compute something from the inputs: no constants, no quantizers.
  var computingNodes: [Node] {
    graph.order.map { graph.nodes[$0] }.filter { node in
      !Self.isQuantizing(node) && node.outputs.contains { graph.dependsOnInput.contains($0) }
    }
  }

  /// Whether a node only quantizes, or holds a constant.
  static func isQuantizing(_ node: Node) -> Bool {
    quantizing.contains(node.op) || node.domain == "mct_quantizers"
  }

  private static let quantizing: Set<String> = [
    "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "Constant",
  ]
}
