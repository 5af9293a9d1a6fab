// What is tried in place of a quantizer.

/// The counterfactual quantizer by which a cause is confirmed.
public enum Repair: String, Sendable, Hashable {
  /// The values themselves.
  case float
  /// DequantizeLinear takes QuantizeLinear's scale and zero point.
  case quantizerParameters = "qparam"
  /// The best range on the validation data, same number of steps.
  case range
  /// The best range on the calibration data and the validation samples that do not score.
  case fit
  /// One range a channel, with the weights behind it quantized to match.
  case perChannelActivation = "chan"
  /// 8 bits: the best range, or one scale a channel.
  case eightBits = "bits8"
  /// Weights quantized again with the same bits and granularity.
  case requantized = "requant"
  /// Weights with one scale a channel, same bits.
  case perChannelWeights = "perchan"
}
