// Which tensor of the quantized model belongs to which tensor of the float model.

import XQFormats

/// The pairs of two models, and what found no partner.
///
/// Candidates are the float outputs of the float model's main graph that depend on an input, and inputs that have a
/// quantizer. Rules: ``LayerPair/Rule``, by the names that ONNX Runtime's quantizer gives.
public struct Pairing: Sendable {
  /// In the float graph's topological order, inputs first; at the operators of MCT's models in MCT's order.
  public let pairs: [LayerPair]
  public let unpaired: [UnpairedTensor]
  /// Tensors inside If, Loop and Scan, by the name of the node: they have no name that an engine could be asked for.
  public let unreachable: [(layer: String, op: String, tensors: Int)]
  /// The layers of Model Compression Toolkit; `nil` where the quantized model is none of its.
  public let mct: MctLayers?

  /// Pairs all tensors by structure and names; no model is run.
  ///
  /// - Complexity: linear in nodes and tensors.
  public init(float: OnnxModel, quantized: OnnxModel, place: ComparePlace = .quantizer) {
    let mct = MctLayers(float: float, quantized: quantized).map {
      MctPairing($0, float: float, quantized: quantized)
    }
    var builder = PairingBuilder(float: float, quantized: QuantizedSide(quantized), mct: mct)
    builder.pairInputs()
    builder.pairNodes()
    let atOperators = OperatorPlace(place, quantized: quantized.graph, mct: mct)
    self.mct = mct?.layers
    (pairs, unpaired) = atOperators?.moved(builder.pairs, builder.unpaired) ?? (builder.pairs, builder.unpaired)
    unreachable = float.graph.nodes.compactMap { node in
      let count = node.subgraphs.reduce(0) { $0 + $1.tensors.count }
      return count == 0 ? nil : (builder.layerName(of: node), node.op, count)
    }
  }

  /// The number of tensors that could have been compared.
  public var candidateCount: Int { pairs.count + unpaired.count { $0.isCandidate } }
}

/// Goes through the float graph and applies the rules.
private struct PairingBuilder {
  let model: OnnxModel
  var graph: Graph { model.graph }
  let quantized: QuantizedSide
  let mct: MctPairing?
  let types: [String: ElementType]
  let names: LayerNames
  let outputs: Set<String>
  var pairs: [LayerPair] = []
  var unpaired: [UnpairedTensor] = []

  init(float model: OnnxModel, quantized: QuantizedSide, mct: MctPairing?) {
    let graph = model.graph
    self.model = model
    self.quantized = quantized
    self.mct = mct
    types = TypeInference(graph).types
    names = LayerNames(graph)
    outputs = Set(graph.outputs.map(\.name))
  }

  func layerName(of node: Node) -> String { node.outputs.first.map { names[$0] } ?? node.name }

  mutating func pairInputs() {
    for input in graph.inputs {
      if let mct, let pair = mct.pair(of: input.name) {
        pairs.append(pair)
      } else if let counterpart = quantized.afterQuantizer(input.name) {
        add(counterpart, tensor: input.name, op: "input")
      } else {
        leave(
          input.name, op: "input", candidate: false,
          "an input without a quantizer: both models are fed the same")
      }
    }
  }

  mutating func pairNodes() {
    for index in graph.order {
      let node = graph.nodes[index]
      // Constants are no work of the model; their outputs are not listed at all.
      guard node.op != "Constant" else { continue }
      for tensor in node.outputs where !tensor.isEmpty { pair(tensor, of: node) }
    }
  }

  private mutating func pair(_ tensor: String, of node: Node) {
    guard graph.dependsOnInput.contains(tensor) else {
      return leave(tensor, op: node.op, candidate: false, "a constant: it depends on no input")
    }
    if let type = types[tensor], !type.isFloat {
      return leave(tensor, op: node.op, candidate: false, "not a float tensor (\(type.name))")
    }
    if let mct {
      // MCT renames and inserts operators: equal names mean nothing.
      guard let pair = mct.pair(of: tensor) else {
        return leave(tensor, op: node.op, candidate: true, mct.reason(tensor))
      }
      return pairs.append(pair)
    }
    if let activation = absorbingActivation(behind: tensor) {
      return leave(
        tensor, op: node.op, candidate: true,
        "before \(activation.op) '\(names[activation.tensor])', whose clamp the quantizer took over")
    }
    if let counterpart = quantized.counterpart(of: tensor) {
      return add(counterpart, tensor: tensor, op: node.op)
    }
    if let input = node.inputs.first, isActivation(node), absorbingActivation(behind: input)?.tensor == tensor,
      let counterpart = quantized.counterpart(of: input)
    {
      return add(counterpart.absorbing(), tensor: tensor, op: node.op)
    }
    leave(tensor, op: node.op, candidate: true, reasonOfAbsence(tensor))
  }

  private func isActivation(_ node: Node) -> Bool { node.op == "Relu" || node.op == "Clip" }

  /// The Relu or Clip that alone reads this tensor and is gone from the quantized model, because the quantizer behind
  /// the tensor that kept its name clamps at the same bounds.
  private func absorbingActivation(behind tensor: String) -> (op: String, tensor: String)? {
    guard let readers = graph.consumers[tensor], readers.count == 1, !outputs.contains(tensor) else { return nil }
    let node = graph.nodes[readers[0].node]
    guard isActivation(node), readers[0].position == 0, let output = node.outputs.first,
      quantized.counterpart(of: output) == nil, let counterpart = quantized.counterpart(of: tensor),
      let range = counterpart.quantizer?.range
    else { return nil }
    // Without a constant lower bound the clamp cannot be told; Relu's is 0.
    let low = node.op == "Relu" ? 0 : lowerBound(ofClip: node) ?? 0
    return Double(low) - range.step / 2 < range.low ? (node.op, output) : nil
  }

  private func lowerBound(ofClip node: Node) -> Float? {
    if case .float(let value)? = node.attributes["min"] { return value }
    guard node.inputs.count > 1 else { return nil }
    return model.constant(node.inputs[1])?.floats().first
  }

  private func reasonOfAbsence(_ tensor: String) -> String {
    guard let readers = graph.consumers[tensor], readers.count == 1 else {
      return "the quantized model has no tensor of this name"
    }
    let node = graph.nodes[readers[0].node]
    let layer = layerName(of: node)
    return switch node.op {
    case "Relu", "Clip":
      "before \(node.op) '\(layer)', which the quantizer absorbed"
    default:
      "folded into its only reader, \(node.op) '\(layer)', or rewritten with it"
    }
  }

  private mutating func add(_ counterpart: Counterpart, tensor: String, op: String) {
    pairs.append(
      LayerPair(
        layer: names[tensor], op: op, tensor: tensor, partner: counterpart.tensor, rule: counterpart.rule,
        dequantization: counterpart.dequantization, quantizer: counterpart.quantizer,
        isOutput: outputs.contains(tensor)))
  }

  private mutating func leave(_ tensor: String, op: String, candidate: Bool, _ reason: String) {
    unpaired.append(
      UnpairedTensor(layer: names[tensor], op: op, tensor: tensor, reason: reason, isCandidate: candidate))
  }
}
