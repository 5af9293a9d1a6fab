// Which tensor of the quantized model belongs to which tensor of the float model.

import XQFormats

/// The pairs of two models, and what found no partner.
///
/// Candidates are the float outputs of the float model's main graph that depend on an input, and inputs that have a
/// quantizer. Rules: ``LayerPair/Rule``, by the names that ONNX Runtime's quantizer gives.
public struct Pairing: Sendable {
  /// In the float graph's topological order, inputs first.
  public let pairs: [LayerPair]
  public let unpaired: [UnpairedTensor]
  /// Nodes that hold tensors which have no name that an engine could be asked for: If, Loop, Scan with the number of
  /// tensors inside them, and calls of functions that the model brings with it, whose number is not known (0).
  public let unreachable: [(layer: String, op: String, tensors: Int)]

  /// Pairs all tensors by structure and names; no model is run.
  ///
  /// - Complexity: linear in nodes and tensors.
  public init(float: OnnxModel, quantized: OnnxModel) {
    var builder = PairingBuilder(float: float, quantized: QuantizedSide(quantized))
    builder.pairInputs()
    builder.pairNodes()
    pairs = builder.pairs
    unpaired = builder.unpaired
    let functions = Set(float.functionNames)
    unreachable = float.graph.nodes.compactMap { node in
      let count = node.subgraphs.reduce(0) { $0 + $1.tensors.count }
      let isCall = functions.contains("\(node.domain)::\(node.op)")
      return count > 0 || isCall ? (builder.layerName(of: node), node.op, count) : nil
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
  let types: [String: ElementType]
  let names: LayerNames
  let outputs: Set<String>
  var pairs: [LayerPair] = []
  var unpaired: [UnpairedTensor] = []

  init(float model: OnnxModel, quantized: QuantizedSide) {
    let graph = model.graph
    self.model = model
    self.quantized = quantized
    types = TypeInference(graph).types
    names = LayerNames(graph)
    outputs = Set(graph.outputs.map(\.name))
  }

  func layerName(of node: Node) -> String { node.outputs.first.map { names[$0] } ?? node.name }

  mutating func pairInputs() {
    for input in graph.inputs {
      if let counterpart = quantized.afterQuantizer(input.name) {
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
    if let kind = kindOfNoTensor(tensor, of: node) {
      return leave(tensor, op: node.op, candidate: false, "not a tensor of numbers (\(kind))")
    }
    if let type = types[tensor], !type.isFloat {
      // What a model is for is compared, whatever its type: classes, indices, masks.
      if outputs.contains(tensor), type.isReal, let counterpart = quantized.output(tensor) {
        return add(counterpart, tensor: tensor, op: node.op)
      }
      return leave(tensor, op: node.op, candidate: false, "not a float tensor (\(type.name))")
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

  /// The kind of a value that is a sequence, a map or an optional; `nil` for tensors, and where it cannot be told.
  private func kindOfNoTensor(_ tensor: String, of node: Node) -> String? {
    let info = graph.declared[tensor] ?? graph.outputs.first { $0.name == tensor }
    if case .other(let kind)? = info?.kind { return kind }
    switch node.op {
    case "SequenceConstruct", "SequenceEmpty", "SequenceInsert", "SequenceErase", "SequenceMap", "SplitToSequence":
      return "sequence"
    case "Optional": return "optional"
    case "ZipMap": return "sequence of maps"
    default: return nil
    }
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
