// Whether constants of a graph can be computed at loading without changing a bit of what the graph computes.

import XQFormats

/// How the weights' DequantizeLinear nodes, and all else that depends on constants only, may be computed once.
///
/// The engine rearranges ("prepacks") constant weights of some operators when it loads a model, and multiplies them
/// in another order afterwards than it does with weights that are computed in each run. Folding makes constants of
/// computed weights, so it changes the last digits of such operators, unless prepacking is off; and that changes
/// those whose weights were constant before.
enum ConstantFolding: Equatable {
  /// Nothing depends on constants only.
  case nothing
  /// No such operator has computed weights.
  case plain
  /// All such operators have computed weights.
  case withoutPrepacking
  /// There are both kinds, or subgraphs in which they cannot be told apart.
  case impossible

  init(_ graph: Graph) {
    var computed: Set<String> = []
    var constants = Set(graph.initializers.keys)
    var (hasComputedWeights, hasConstantWeights, hasShapes) = (false, false, false)
    for index in graph.order {
      let node = graph.nodes[index]
      if node.subgraphs.contains(where: { $0.tensors.contains { Self.weightPositions(of: $0.op) != nil } }) {
        self = .impossible
        return
      }
      if let positions = Self.weightPositions(of: node.op) {
        let weights = node.inputs.enumerated().filter { positions.contains($0.offset) }.map(\.element)
        if weights.contains(where: computed.contains) { hasComputedWeights = true }
        if weights.contains(where: constants.contains) { hasConstantWeights = true }
      }
      // The shape of a tensor is a constant where the model fixes it.
      if node.op == "Shape" { hasShapes = true }
      if node.op == "Constant" {
        // The engine makes initializers of them in any case.
        constants.formUnion(node.outputs)
      } else if node.subgraphs.isEmpty,
        node.inputs.allSatisfy({ $0.isEmpty || constants.contains($0) || computed.contains($0) })
      {
        computed.formUnion(node.outputs)
      }
    }
    if computed.isEmpty, !hasShapes {
      self = .nothing
    } else {
      self = !hasComputedWeights ? .plain : hasConstantWeights ? .impossible : .withoutPrepacking
    }
  }

  /// Whether there is something to fold, and it may be.
  var isPossible: Bool { self == .plain || self == .withoutPrepacking }

  /// The inputs of an operator that the engine prepacks for floating-point arithmetic; `nil` if it does not do that.
  private static func weightPositions(of op: String) -> ClosedRange<Int>? {
    switch op {
    case "MatMul", "Gemm", "ConvTranspose", "FusedMatMul", "FusedGemm", "Attention", "MatMulNBits": 1...1
    case "LSTM", "GRU", "RNN", "DynamicQuantizeLSTM": 1...2
    case "MoE", "QMoE": 1...16
    default: nil
    }
  }
}
