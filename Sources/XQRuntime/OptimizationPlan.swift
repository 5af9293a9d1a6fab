// What the engine may change in a graph before it runs.

import XQFormats

/// Settings of a session for a choice of kernels.
struct OptimizationPlan {
  /// 0 none, 1 basic, 99 all.
  let level: Int32
  let entries: [(key: String, value: String)]

  init(_ options: EngineOptions, for graph: Graph) {
    switch options.kernels {
    case .deployed:
      level = 99
      entries = []
    case .reference:
      let folding = options.foldsConstants ? ConstantFolding(graph) : .nothing
      level = folding.isPossible ? 1 : 0
      switch folding {
      case .plain: entries = Self.foldingEntries
      case .withoutPrepacking: entries = Self.foldingEntries + [(key: "session.disable_prepacking", value: "1")]
      case .nothing, .impossible: entries = []
      }
    }
  }

  private static let foldingEntries = [
    // Leaves quantizers alone, and so lets those of constants be computed once like any other operator.
    (key: "session.disable_quant_qdq", value: "1"),
    (key: "optimization.disable_specified_optimizers", value: otherBasicOptimizers.joined(separator: ";")),
  ]

  /// Everything of the basic level but ConstantFolding, which computes what it folds with the operators' own kernels
  /// and so keeps every bit. The rule-based set fuses convolutions with normalizations, which does not; the others
  /// gain nothing for a single pass. Names that a version of the library does not know are ignored by it.
  private static let otherBasicOptimizers = [
    "Level1_RuleBasedTransformer", "CommonSubexpressionElimination", "ConstantSharing", "DoubleQDQPairsRemover",
    "EnsureUniqueDQForNodeUnit", "GatherSliceToSplitFusion", "GatherToSliceFusion", "GeluFusionL1",
    "LayerNormFusionL1", "MatMulAddFusion", "PadFusion", "QDQPropagationTransformer", "ReshapeFusion",
    "SliceConcatToSpaceToDepthFusion", "TransposeOptimizer", "WeightBiasQuantization", "WhereDummyDq",
  ]
}
