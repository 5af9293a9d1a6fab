// What can be wrong with a quantizer, by name.

/// A cause of quantization error. Raw values are the names that tables, JSON and scripts use; a host's judge may have its
/// own.
public struct Cause: RawRepresentable, Sendable, Hashable, CaseIterable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  private init(_ rawValue: String) { self.rawValue = rawValue }

  /// Few values, or one channel, stretch the range of an activation.
  public static let activationOutlier = Cause("act_outlier")
  /// The range is smaller than the data that calibrated it.
  public static let clipTight = Cause("clip_tight")
  /// Validation exceeds the calibrated range a little: too few calibration samples.
  public static let calibrationSmall = Cause("calib_small")
  /// Most of the quantizer's steps are never used.
  public static let rangeWide = Cause("range_wide")
  /// The calibration data do not look like the validation data.
  public static let dataMismatch = Cause("data_mismatch")
  /// The quantizer of an input does not belong to what is fed.
  public static let inputMismatch = Cause("input_mismatch")
  /// An unsigned quantizer cuts the negative values off.
  public static let negativeLost = Cause("negative_lost")
  /// A symmetric range on values of one sign: one bit lost.
  public static let negativeWaste = Cause("negative_waste")
  /// The inputs of a Concat have different sizes and share one scale.
  public static let concatUnbalanced = Cause("concat_unbalanced")
  /// The inputs of an Add have different sizes and share one scale.
  public static let addUnbalanced = Cause("add_unbalanced")
  /// The inside of a normalization, softmax or erf is quantized.
  public static let sensitiveOperator = Cause("sensitive_op")
  /// An activation has too few bits.
  public static let activationBits = Cause("bits_act")
  /// Weights have too few bits.
  public static let weightBits = Cause("bits_weight")
  /// The last layer has fewer bits than the rest.
  public static let lastLayerBits = Cause("bits_last")
  /// One scale for weight channels of different size.
  public static let weightSpread = Cause("weight_spread")
  /// The quantized weights are not the float model's.
  public static let weightMismatch = Cause("weight_mismatch")
  /// Scales are not those of these values.
  public static let scaleStale = Cause("scale_stale")
  /// A bias is missing, saturated, or has another scale.
  public static let biasWrong = Cause("bias_wrong")
  /// Weights were rounded with a bias, so that outputs shift.
  public static let meanShift = Cause("mean_shift")
  /// The float parts of the two models differ.
  public static let graphMismatch = Cause("graph_mismatch")

  public static let allCases: [Cause] = [
    .activationOutlier, .clipTight, .calibrationSmall, .rangeWide, .dataMismatch, .inputMismatch, .negativeLost,
    .negativeWaste, .concatUnbalanced, .addUnbalanced, .sensitiveOperator, .activationBits, .weightBits,
    .lastLayerBits, .weightSpread, .weightMismatch, .scaleStale, .biasWrong, .meanShift, .graphMismatch,
  ]
}
