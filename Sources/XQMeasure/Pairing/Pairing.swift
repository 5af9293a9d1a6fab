// Which tensor of the quantized model belongs to which tensor of the float model.

import XQFormats

/// The pairs of two models, and what found no partner.
///
/// Candidates are the float outputs of the float model's main graph that depend on an input, and inputs that have a
/// quantizer. Rules are tried in the order of the ladder in ``init(float:quantized:place:byHand:)``: each takes what it can
/// tell, and what is left goes to the next.
public struct Pairing: Sendable {
  /// In the float graph's topological order, inputs first; at the operators of MCT's models in MCT's order.
  public let pairs: [LayerPair]
  public let unpaired: [UnpairedTensor]
  /// Nodes that hold tensors which have no name that an engine could be asked for: If, Loop, Scan with the number of
  /// tensors inside them, and calls of functions that the model brings with it, whose number is not known (0).
  public let unreachable: [(layer: String, op: String, tensors: Int)]
  /// The layers of Model Compression Toolkit; `nil` where the quantized model is none of its.
  public let mct: MctLayers?

  /// Pairs all tensors; no model is run.
  ///
  /// - Parameters:
  ///   - place: where layers are compared.
  ///   - byHand: pairs that the user names; they come before every rule. See ``HandPair``.
  /// - Complexity: linear in nodes and tensors where names tell everything. Else weights are sampled once, and compared
  ///   only among operators of one kind with weights of one shape.
  public init(
    float: OnnxModel, quantized: OnnxModel, place: ComparePlace = .quantizer, byHand: [HandPair] = []
  ) {
    var ladder = PairingLadder(float: float, quantized: quantized)
    let mct = MctLayers(float: float, quantized: quantized).map {
      MctPairing($0, float: float, quantized: quantized)
    }
    HandRule(byHand).apply(to: &ladder)
    if let mct {
      // MCT renames and inserts operators: equal names mean nothing.
      mct.apply(to: &ladder)
    } else {
      AbsorbedActivationRule().apply(to: &ladder)
      QuantizerRule().apply(to: &ladder)
      SameNameRule().apply(to: &ladder)
      IntegerOutputRule().apply(to: &ladder)
    }
    if ladder.isUnexplained {
      var match = GraphMatch(ladder)
      WeightRule().apply(to: &ladder, &match)
      StructureRule().apply(to: &ladder, &match)
    }
    let atOperators = OperatorPlace(place, quantized: quantized.graph, mct: mct)
    self.mct = mct?.layers
    (pairs, unpaired) = atOperators?.moved(ladder.pairs, ladder.unpaired) ?? (ladder.pairs, ladder.unpaired)
    let functions = Set(float.functionNames)
    unreachable = float.graph.nodes.compactMap { node in
      let count = node.subgraphs.reduce(0) { $0 + $1.tensors.count }
      let isCall = functions.contains("\(node.domain)::\(node.op)")
      return count > 0 || isCall ? (ladder.layerName(of: node), node.op, count) : nil
    }
  }

  /// The number of tensors that could have been compared.
  public var candidateCount: Int { pairs.count + unpaired.count { $0.isCandidate } }
}
