// The order in which fact rules are tried: the first that applies names the cause.

/// All rules, in their order. It spans the judges, so it stands here and not in their files.
enum RuleOrder {
  // MARK: - Activations

  static let activation: [FactRule<ActivationEvidence>] =
    [
      .init(InputJudge.self, .inputMismatch, .quantizerParameters, InputJudge.dequantizesOtherwise),
      .init(ScalesJudge.self, .scaleStale, .quantizerParameters, ScalesJudge.dequantizesOtherwise),
    ]
    + .when({ $0.isClipping($1) }, clipping)
    + .when({ $0.isPoor($1) }, poor)
    + structure

  /// The avoidable noise is at values beyond the range.
  private static let clipping: [FactRule<ActivationEvidence>] =
    [
      .init(CalibrationJudge.self, .dataMismatch, .range, CalibrationJudge.isOtherData),
      .init(NegativeJudge.self, .negativeLost, .range, NegativeJudge.losesNegatives),
      .init(CalibrationJudge.self, .calibrationSmall, .fit, CalibrationJudge.knewNoNegatives),
    ]
    + .when({ CalibrationJudge.isMildTail($0, $1) }, tail)
    + [
      .init(InputJudge.self, .inputMismatch, .range, InputJudge.clipsWhatIsFed),
      .init(CalibrationJudge.self, .calibrationSmall, .fit, CalibrationJudge.followsTooFewSamples),
      .init(ClippingJudge.self, .clipTight, .range, ClippingJudge.clips),
    ]

  /// A mild tail beyond a calibrated range does not hide a fault of structure.
  private static let tail: [FactRule<ActivationEvidence>] = [
    .init(SensitiveJudge.self, .sensitiveOperator, .float, SensitiveJudge.isSensitive),
    .init(NegativeJudge.self, .negativeWaste, .range, NegativeJudge.wastesInside),
    .init(ConcatJudge.self, .concatUnbalanced, .perChannelActivation, ConcatJudge.isUneven),
    .init(OutliersJudge.self, .activationOutlier, .perChannelActivation, OutliersJudge.hasWideChannel),
    .init(CalibrationJudge.self, .calibrationSmall, .fit, CalibrationJudge.clips),
  ]

  /// The avoidable noise is inside the range: its steps are too wide.
  private static let poor: [FactRule<ActivationEvidence>] = [
    .init(CalibrationJudge.self, .dataMismatch, .range, CalibrationJudge.isOtherData),
    .init(NegativeJudge.self, .negativeWaste, .range, NegativeJudge.wastes),
    .init(ConcatJudge.self, .concatUnbalanced, .range, ConcatJudge.borrowsRange),
    .init(AddJudge.self, .addUnbalanced, .range, AddJudge.borrowsRange),
    .init(InputJudge.self, .inputMismatch, .range, InputJudge.isTooWide),
    .init(RangeJudge.self, .rangeWide, .range, RangeJudge.isTooWide),
  ]

  /// Faults that a better range does not repair.
  private static let structure: [FactRule<ActivationEvidence>] = [
    .init(SensitiveJudge.self, .sensitiveOperator, .float, SensitiveJudge.isSensitive),
    .init(ConcatJudge.self, .concatUnbalanced, .perChannelActivation, ConcatJudge.isUneven),
    .init(OutliersJudge.self, .activationOutlier, .perChannelActivation, OutliersJudge.hasWideChannel),
    .init(OutliersJudge.self, .activationOutlier, .range, OutliersJudge.hasFewLargeValues),
    .init(BitwidthJudge.self, .lastLayerBits, .eightBits, BitwidthJudge.hasFewBitsAtTheEnd),
    .init(BitwidthJudge.self, .activationBits, .eightBits, BitwidthJudge.hasFewBits),
  ]

  // MARK: - Weights

  static let weights: [FactRule<WeightEvidence>] =
    .when(
      { $0.excess >= $1[.excess] },
      [
        .init(ScalesJudge.self, .scaleStale, .requantized, ScalesJudge.clipsWeights),
        .init(ScalesJudge.self, .scaleStale, .requantized, ScalesJudge.hasGains),
        .init(BiasJudge.self, .meanShift, .requantized, BiasJudge.isRoundedOneWay),
        .init(WeightsJudge.self, .weightMismatch, .requantized, WeightsJudge.differs),
      ])
    + [
      .init(WeightsJudge.self, .weightSpread, .perChannelWeights, WeightsJudge.starvesChannels),
      .init(ScalesJudge.self, .scaleStale, .perChannelWeights, ScalesJudge.liesAlongAnotherAxis),
      .init(BitwidthJudge.self, .lastLayerBits, .eightBits, BitwidthJudge.hasFewWeightBitsAtTheEnd),
      .init(BitwidthJudge.self, .weightBits, .eightBits, BitwidthJudge.hasFewWeightBits),
    ]

  // MARK: - Biases

  static let bias: [FactRule<BiasEvidence>] = [
    .init(BiasJudge.self, .biasWrong, .float, BiasJudge.isWrong)
  ]
}

extension Array {
  fileprivate static func when<Site>(
    _ condition: @escaping @Sendable (Site, ParameterValues) -> Bool, _ rules: [FactRule<Site>]
  ) -> [FactRule<Site>] where Element == FactRule<Site> {
    FactRule.when(condition, rules)
  }
}

extension ActivationEvidence {
  /// Another range of the same number of steps would do much better.
  func isPoor(_ values: ParameterValues) -> Bool { excess >= values[.excess] }

  /// And most of the noise is at values beyond the range.
  func isClipping(_ values: ParameterValues) -> Bool {
    isPoor(values) && validation.clippedShare >= values[ClippingJudge.share]
  }
}
