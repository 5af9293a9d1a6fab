// What the engine may change in a graph before it runs.

/// Settings of a session for a choice of kernels.
struct OptimizationPlan {
  /// 0 none, 1 basic, 99 all.
  let level: Int32
  let entries: [(key: String, value: String)]

  init(_ options: EngineOptions) {
    switch options.kernels {
    case .deployed:
      level = 99
      entries = []
    case .reference where options.foldsConstants:
      level = 1
      entries = [
        // Leaves quantizers alone, and so lets those of constants be computed once like any other operator.
        (key: "session.disable_quant_qdq", value: "1"),
        (key: "optimization.disable_specified_optimizers", value: Self.otherBasicOptimizers.joined(separator: ";")),
      ]
    case .reference:
      level = 0
      entries = []
    }
  }

  /// Everything of the basic level but ConstantFolding, which computes what it folds with the operators' own kernels and
  /// so keeps every bit. The rule-based set fuses convolutions with normalizations, which does not; the others gain
  /// nothing for a single pass. Names that a version of the library does not know are ignored by it.
  private static let otherBasicOptimizers = [
    "Level1_RuleBasedTransformer", "CommonSubexpressionElimination", "ConstantSharing", "DoubleQDQPairsRemover",
    "EnsureUniqueDQForNodeUnit", "GatherSliceToSplitFusion", "GatherToSliceFusion", "GeluFusionL1",
    "LayerNormFusionL1", "MatMulAddFusion", "PadFusion", "QDQPropagationTransformer", "ReshapeFusion",
    "SliceConcatToSpaceToDepthFusion", "TransposeOptimizer", "WeightBiasQuantization", "WhereDummyDq",
  ]
}
