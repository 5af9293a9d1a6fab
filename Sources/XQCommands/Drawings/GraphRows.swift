// What a drawing of a model's graph says of each layer.

import XQFormats
import XQLanguage
import XQMeasure

/// The inputs and layers of a model, with what they read and what quantizes them.
struct GraphRows {
  let rows: [GraphDrawing.Row]

  init(_ model: OnnxModel) {
    let graph = model.graph
    let quantizers = Dictionary(
      model.quantizers.filter { $0.role == .activation }.map { ($0.source, $0) },
      uniquingKeysWith: { first, _ in first })
    let weightBits = WeightBits(model)
    let names = LayerNames(graph)
    let nodes = model.computingNodes
    // The row that writes each tensor; quantizers hand on what they read.
    var writer: [String: Int] = [:]
    for (index, input) in graph.inputs.enumerated() { writer[input.name] = index }
    for (index, node) in nodes.enumerated() {
      for output in node.outputs where !output.isEmpty { writer[output] = graph.inputs.count + index }
    }
    let origins = TensorOrigins(model)
    var sources = graph.inputs.map { _ in [Int]() }
    for node in nodes {
      let read = node.inputs + node.subgraphs.flatMap(\.captures)
      sources.append(read.compactMap { writer[origins.origin(of: $0)] })
    }
    let lanes = GraphLanes(sources)
    var rows: [GraphDrawing.Row] = []
    func add(_ name: String, _ op: String, _ weights: String, _ quantizer: Quantizer?, isInput: Bool) {
      var cells = lanes.rows[rows.count]
      let column = lanes.columns[rows.count]
      if isInput { cells[column * 2] = "○" }
      rows.append(
        GraphDrawing.Row(
          name: name, op: op, weights: weights, quantizer: quantizer.map(Self.text) ?? "", cells: cells, column: column)
      )
    }
    for input in graph.inputs { add(input.name, "input", "", quantizers[input.name], isInput: true) }
    for node in nodes {
      let tensor = node.outputs.first { !$0.isEmpty } ?? ""
      let quantizer = node.outputs.lazy.compactMap { quantizers[$0] }.first
      add(names[tensor], node.op, weightBits.text(of: node, origins), quantizer, isInput: false)
    }
    self.rows = rows
  }

  /// `8 bit, 0 to 20.4`.
  private static func text(_ quantizer: Quantizer) -> String {
    let bits = "\(quantizer.bits) bit"
    guard let range = quantizer.range else {
      return quantizer.scales.count > 1 ? "\(bits), \(quantizer.scales.count) scales" : bits
    }
    return "\(bits), \(NumberText.significant(range.low, 3)) to \(NumberText.significant(range.high, 3))"
  }
}

/// Where tensors come from, quantizers left aside.
struct TensorOrigins {
  private let graph: Graph

  init(_ model: OnnxModel) { graph = model.graph }

  /// The tensor that a computing node, an input or a constant gives, of which this one is the quantized form.
  func origin(of tensor: String) -> String {
    var name = tensor
    // A graph has no cycles; the bound is for the reader.
    for _ in 0...graph.nodes.count {
      guard let index = graph.producer[name] else { return name }
      let node = graph.nodes[index]
      guard OnnxModel.isQuantizing(node), let input = node.inputs.first(where: { !$0.isEmpty }) else { return name }
      name = input
    }
    return name
  }
}

/// Shapes and bits of the weights that nodes read.
private struct WeightBits {
  private let graph: Graph
  private var byTensor: [String: Quantizer] = [:]

  init(_ model: OnnxModel) {
    graph = model.graph
    for quantizer in model.quantizers where quantizer.role == .weights {
      for name in quantizer.results + [quantizer.integerTensor, quantizer.source] { byTensor[name] = quantizer }
    }
  }

  /// `[64,1,3,3] 8 bit, 64 scales`; empty for a node without weights.
  func text(of node: Node, _ origins: TensorOrigins) -> String {
    for input in node.inputs {
      guard let shape = graph.initializers[origins.origin(of: input)]?.shape, shape.count > 1 else { continue }
      let shapeText = TensorText.text(shape)
      guard let quantizer = byTensor[input] ?? byTensor[origins.origin(of: input)] else { return shapeText }
      let scales = quantizer.scales.count > 1 ? ", \(quantizer.scales.count) scales" : ""
      return "\(shapeText) \(quantizer.bits) bit\(scales)"
    }
    return ""
  }
}
