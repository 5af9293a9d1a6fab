// Settings of quantizers that a trial can imitate.

import XQMeasure

/// A setting that a user of a quantizer can choose, imitated as a whole.
public enum AdvisedSetting: String, Sendable, CaseIterable, Hashable {
  /// Every weight with one scale gets one a channel, same bits.
  case perChannel = "per channel"
  /// Affine ranges instead of symmetric ones.
  case asymmetric
  /// Smallest and largest value of the representative data.
  case minMax = "MinMax"
  case percentile999 = "Percentile 99.9"
  case percentile9999 = "Percentile 99.99"
  /// The model's own method on more calibration data.
  case moreData = "more data"
  /// The model's own method on other calibration data.
  case otherData = "other data"
  /// Nothing but Conv, MatMul and Gemm is quantized.
  case onlyMatrixOperators = "only Conv, MatMul, Gemm"
  /// The sites of the finding in 16 bit or excluded.
  case excluded = "16 bit or excluded"
  /// What the finding's repair does, where a setting does just that.
  case repair

  /// `nil` for a setting that no advice speaks of.
  init?(_ imitated: ImitatedSetting.Setting) {
    switch imitated {
    case .perChannelWeights: self = .perChannel
    case .asymmetric: self = .asymmetric
    case .calibrated(let method) where method == .minMax: self = .minMax
    case .calibrated(let method) where method.percentile == 99.9: self = .percentile999
    case .calibrated(let method) where method.percentile == 99.99: self = .percentile9999
    case .moreData: self = .moreData
    case .otherData: self = .otherData
    case .onlyMatrixOperators: self = .onlyMatrixOperators
    case .calibrated: return nil
    }
  }

  /// The settings that answer a cause, beside the repair; the advice of a finding promises the best of them.
  static func answering(_ cause: Cause) -> [AdvisedSetting] {
    switch cause {
    case .activationOutlier: [.percentile999, .percentile9999, .excluded]
    case .clipTight: [.minMax, .percentile9999]
    case .calibrationSmall: [.moreData]
    case .rangeWide: [.percentile999, .percentile9999, .minMax]
    case .dataMismatch: [.otherData]
    case .inputMismatch: [.repair]
    case .negativeLost: [.minMax]
    case .negativeWaste: [.asymmetric]
    case .concatUnbalanced, .addUnbalanced, .sensitiveOperator: [.excluded, .onlyMatrixOperators]
    case .weightSpread: [.perChannel]
    case .activationBits, .weightBits, .lastLayerBits, .weightMismatch, .scaleStale, .biasWrong, .meanShift,
      .graphMismatch:
      [.repair]
    default: [.repair]
    }
  }
}
