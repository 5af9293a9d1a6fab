// Which tensors between the layers of a model that Model Compression Toolkit quantized stand for which float tensors.

import XQFormats

/// Follows both models from their inputs on, with the layers of ``MctLayers`` as fixed points.
///
/// MCT rewrites the model as a flat one and inserts operators of its own (an addition and a Pad where it shifts negative
/// activations), so that equal names of two functions, such as `/Add_1`, need not be the same one. A node is taken for a
/// float node's counterpart where its module's name says so, or where it alone is the same operator on the
/// counterparts of its inputs.
struct MctStreams {
  /// A float tensor's place in the quantized model.
  struct Place {
    /// Where the operator writes it.
    let tensor: String
    let rule: LayerPair.Rule
    /// MCT's name of the layer.
    let module: String?
    let quantizer: Quantizer?

    /// Behind the quantizer, where there is one.
    var result: String { quantizer?.results.first ?? tensor }
  }

  private(set) var places: [String: Place] = [:]
  private let graph: Graph
  private let nodeByName: [String: Int]
  private var quantizers: [String: Quantizer] = [:]
  /// Tensors of layers that have their float tensor, or that stand for more than one operator of the float model.
  private let claimed: Set<String>

  init(_ layers: MctLayers, float: OnnxModel, quantized: OnnxModel) {
    graph = quantized.graph
    nodeByName = Dictionary(
      graph.nodes.filter { !$0.name.isEmpty }.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    claimed = Set(
      layers.layers.filter { $0.tensor != nil || $0.name.hasSuffix("_collapsed") }.map(\.partner))
    for quantizer in quantized.quantizers where quantizer.role == .activation && !quantizer.results.isEmpty {
      quantizers[quantizer.source] = quantizers[quantizer.source] ?? quantizer
    }
    placeInputs(float.graph)
    let anchors = Dictionary(
      layers.layers.compactMap { layer in layer.tensor.map { ($0, layer) } }, uniquingKeysWith: { first, _ in first })
    for index in float.graph.order {
      let node = float.graph.nodes[index]
      for (position, tensor) in node.outputs.enumerated() where float.graph.dependsOnInput.contains(tensor) {
        if let layer = anchors[tensor] {
          place(tensor, layer.partner, .mctLayer, layer.name)
        } else if layers.merged[tensor] == nil, let found = counterpart(of: node, float.graph),
          graph.nodes[found.node].outputs.indices.contains(position)
        {
          place(tensor, graph.nodes[found.node].outputs[position], found.rule, nil)
        }
      }
    }
  }

  private mutating func place(_ tensor: String, _ partner: String, _ rule: LayerPair.Rule, _ module: String?) {
    places[tensor] = Place(tensor: partner, rule: rule, module: module, quantizer: quantizers[partner])
  }

  private mutating func placeInputs(_ float: Graph) {
    let theirs = graph.inputs.map(\.name)
    for (position, input) in float.inputs.enumerated() {
      if theirs.contains(input.name) {
        place(input.name, input.name, .afterQuantizer, nil)
      } else if theirs.count == float.inputs.count {
        place(input.name, theirs[position], .mctStructure, nil)
      }
    }
  }

  /// Exporters write some operators in two ways.
  private static let synonyms = ["GlobalAveragePool": "ReduceMean", "Flatten": "Reshape"]

  private static func isSame(_ ours: Node, _ theirs: Node) -> Bool {
    if ours.op == theirs.op { return ours.domain == theirs.domain && ours.inputs.count == theirs.inputs.count }
    return synonyms[ours.op] == theirs.op || synonyms[theirs.op] == ours.op
  }

  private func counterpart(of node: Node, _ float: Graph) -> (node: Int, rule: LayerPair.Rule)? {
    if let named = MctNames.modulePath(ofNode: node.name), !named.path.isEmpty,
      let index = nodeByName["/\(MctNames.name(ofModule: named.path))/\(named.node)"], graph.nodes[index].op == node.op
    {
      return (index, .mctModule)
    }
    // What reads several tensors must read all their counterparts, in the same places.
    var streams: [(position: Int, tensor: String)] = []
    for (position, input) in node.inputs.enumerated() where float.dependsOnInput.contains(input) {
      guard let place = places[input] else { return nil }
      streams.append((position, place.result))
    }
    guard let first = streams.first else { return nil }
    let fitting = (graph.consumers[first.tensor] ?? []).filter { reader in
      let candidate = graph.nodes[reader.node]
      return reader.position == first.position && Self.isSame(node, candidate)
        && !candidate.outputs.contains(where: claimed.contains)
        && streams.allSatisfy {
          candidate.inputs.indices.contains($0.position) && candidate.inputs[$0.position] == $0.tensor
        }
        && candidate.inputs.count { graph.dependsOnInput.contains($0) } == streams.count
    }
    return fitting.count == 1 ? (fitting[0].node, .mctStructure) : nil
  }
}
