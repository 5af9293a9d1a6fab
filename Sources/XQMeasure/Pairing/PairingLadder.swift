// What the rules of pairing work on: the candidates, what was paired, and why the rest was not.

import XQFormats

/// The tensors of the float model on their way down the ladder of rules.
struct PairingLadder {
  /// A tensor of the float model that a rule may pair.
  struct Candidate {
    let tensor: String
    let op: String
    /// The node that writes it; `nil` for an input of the model.
    let node: Node?
  }

  let float: OnnxModel
  let quantizedModel: OnnxModel
  let quantized: QuantizedSide
  let types: [String: ElementType]
  let names: LayerNames
  let outputs: Set<String>
  /// In topological order, inputs first.
  let candidates: [Candidate]
  private let others: [UnpairedTensor]
  private var pairOf: [String: LayerPair] = [:]
  private var reasonOf: [String: String] = [:]

  init(float: OnnxModel, quantized model: OnnxModel) {
    let graph = float.graph
    let types = TypeInference(graph).types
    let names = LayerNames(graph)
    let side = QuantizedSide(model)
    var candidates = graph.inputs.map { Candidate(tensor: $0.name, op: "input", node: nil) }
    var others: [UnpairedTensor] = []
    for index in graph.order {
      let node = graph.nodes[index]
      // Constants are no work of the model; their outputs are not listed at all.
      guard node.op != "Constant" else { continue }
      for tensor in node.outputs where !tensor.isEmpty {
        func leave(_ reason: String) {
          others.append(
            UnpairedTensor(layer: names[tensor], op: node.op, tensor: tensor, reason: reason, isCandidate: false))
        }
        if !graph.dependsOnInput.contains(tensor) {
          leave("a constant: it depends on no input")
        } else if let kind = Self.kindOfNoTensor(tensor, of: node, in: graph) {
          leave("not a tensor of numbers (\(kind))")
        } else if let type = types[tensor], !type.isFloat,
          !graph.outputs.contains(where: { $0.name == tensor }) || side.output(tensor) == nil
        {
          leave("not a float tensor (\(type.name))")
        } else {
          candidates.append(Candidate(tensor: tensor, op: node.op, node: node))
        }
      }
    }
    self.float = float
    self.types = types
    self.names = names
    self.candidates = candidates
    self.others = others
    quantizedModel = model
    quantized = side
    outputs = Set(graph.outputs.map(\.name))
  }

  /// The kind of a value that is a sequence, a map or an optional; `nil` for tensors, and where it cannot be told.
  private static func kindOfNoTensor(_ tensor: String, of node: Node, in graph: Graph) -> String? {
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

  func layerName(of node: Node) -> String { node.outputs.first.map { names[$0] } ?? node.name }

  // MARK: - What rules do

  /// Candidates that no rule paired or closed so far.
  var open: [Candidate] { candidates.filter { pairOf[$0.tensor] == nil && reasonOf[$0.tensor] == nil } }

  func pair(of tensor: String) -> LayerPair? { pairOf[tensor] }

  mutating func add(
    _ counterpart: Counterpart, to candidate: Candidate, confidence: Double = 1, module: String? = nil
  ) {
    let tensor = candidate.tensor
    reasonOf[tensor] = nil
    pairOf[tensor] = LayerPair(
      layer: names[tensor], op: candidate.op, tensor: tensor, partner: counterpart.tensor, rule: counterpart.rule,
      dequantization: counterpart.dequantization, quantizer: counterpart.quantizer, isOutput: outputs.contains(tensor),
      confidence: confidence, module: module)
  }

  /// Says why a candidate has no partner, and keeps it from the rules that follow.
  mutating func close(_ tensor: String, _ reason: String) {
    if pairOf[tensor] == nil { reasonOf[tensor] = reason }
  }

  // MARK: - What comes out

  var pairs: [LayerPair] { candidates.compactMap { pairOf[$0.tensor] } }

  /// Inputs first, then in topological order as far as they could have been compared, then what could not.
  var unpaired: [UnpairedTensor] {
    let left = candidates.filter { pairOf[$0.tensor] == nil }.map { candidate in
      let isInput = candidate.node == nil
      return UnpairedTensor(
        layer: names[candidate.tensor], op: candidate.op, tensor: candidate.tensor,
        reason: reasonOf[candidate.tensor]
          ?? (isInput ? "an input without a quantizer: both models are fed the same" : reason(candidate.tensor)),
        isCandidate: !isInput)
    }
    return left + others
  }

  /// Whether a candidate is left that no folding explains: then names do not tell everything.
  var isUnexplained: Bool {
    open.contains { $0.node != nil && !isFolded($0.tensor) }
  }

  /// Whether the only reader of a tensor is an operator that quantizers and their preparation fold into its producer or
  /// take out, and that one's output is accounted for.
  private func isFolded(_ tensor: String) -> Bool {
    var tensor = tensor
    while let reader = onlyReader(of: tensor), Skeleton.vanishing.contains(reader.op), let output = reader.outputs.first
    {
      if pairOf[output] != nil || reasonOf[output] != nil { return true }
      tensor = output
    }
    return false
  }

  private func onlyReader(of tensor: String) -> Node? {
    guard let readers = float.graph.consumers[tensor], readers.count == 1 else { return nil }
    return float.graph.nodes[readers[0].node]
  }

  private func reason(_ tensor: String) -> String {
    guard let reader = onlyReader(of: tensor) else { return "the quantized model has no tensor of this name" }
    let layer = layerName(of: reader)
    return switch reader.op {
    case "Relu", "Clip": "before \(reader.op) '\(layer)', which the quantizer absorbed"
    default: "folded into its only reader, \(reader.op) '\(layer)', or rewritten with it"
    }
  }
}
