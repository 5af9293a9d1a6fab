// What can have a limit: metrics of layers, and parameters of judges.

import XQLanguage
import XQMeasure

/// A limit by its name, as its owner declares it: 'threshold' lists and changes it, profiles set it.
///
/// A host gives its own to ``QuantizationHost/make(libraryInEnvironment:thresholds:)``.
public struct ThresholdDeclaration: Sendable {
  /// A metric's name, or judge and parameter: `outliers.zscore`.
  public let name: String
  public let unit: Quantity.Unit?
  /// The limits that a user may set.
  public let range: ClosedRange<Double>
  /// Whether what is at the limit and above is bad; else what is at it and below.
  public let isBadAbove: Bool
  public let help: String
  /// Where the parameter comes from, such as the name that another tool has for it; empty where it is this program's own.
  public let source: String
  /// The figure of a layer that the limit is held against; `nil` for a parameter of a judge.
  public let value: (@Sendable (ErrorMetrics) -> Double?)?
  /// The limit until somebody sets another one, by the profile's name; a profile that is missing has none.
  public let limits: [String: Double]

  public init(
    name: String, unit: Quantity.Unit? = nil, range: ClosedRange<Double> = -Double.infinity...Double.infinity,
    isBadAbove: Bool, help: String, source: String = "", limits: [String: Double] = [:],
    value: (@Sendable (ErrorMetrics) -> Double?)? = nil
  ) {
    self.name = name
    self.unit = unit
    self.range = range
    self.isBadAbove = isBadAbove
    self.help = help
    self.source = source
    self.limits = limits
    self.value = value
  }

  /// A limit as a value of the language.
  func value(of limit: Double?) -> Value {
    guard let limit else { return .none }
    return unit.map { .quantity(Quantity(base: limit, unit: $0)) } ?? .number(limit)
  }

  /// The figure of a layer that the limit is held against; `nil` where the layer has none.
  func figure(of metrics: ErrorMetrics) -> Double? { value?(metrics) }

  func limit(in profile: Profile) -> Double? { limits[profile.rawValue] }
}

extension ThresholdDeclaration {
  /// What this program has by itself, in the order in which it is listed and looked at.
  static let own = metrics + mctParameters

  private static let quantizeError = "threshold_quantize_error"

  static let metrics: [ThresholdDeclaration] = [
    ThresholdDeclaration(
      name: "mse", isBadAbove: true, help: "mean squared error; depends on the size of the layer's values",
      source: quantizeError, limits: ["mct": 0.1], value: { $0.mse }),
    ThresholdDeclaration(
      name: "cs", isBadAbove: false, help: "cosine similarity; 1 is the same direction", source: quantizeError,
      limits: ["mct": 0.1], value: { $0.cosine }),
    // MCT's limit is the ratio 0.1, which is -10 dB.
    ThresholdDeclaration(
      name: "sqnr", unit: .decibels, isBadAbove: false,
      help: "signal to quantization noise; at 15 dB the error has 3 % of the signal's power", source: quantizeError,
      limits: ["default": 15, "mct": -10], value: { $0.sqnrDecibels }),
    ThresholdDeclaration(
      name: "nrmse", isBadAbove: true, help: "root mean squared error over the signal's; 0.18 is 15 dB",
      value: { $0.nrmse }),
    ThresholdDeclaration(
      name: "max_abs", isBadAbove: true, help: "largest absolute difference of one element",
      value: { $0.maxAbsolute }),
    ThresholdDeclaration(
      name: "bias", isBadAbove: true, help: "size of the mean difference, whatever its sign",
      value: { $0.bias.map { abs($0) } }),
  ]

  /// Those of the XQuant Extension Tool's configuration that are no metrics.
  private static let mctParameters: [ThresholdDeclaration] = [
    ThresholdDeclaration(
      name: "degraded_ratio", range: 0...1, isBadAbove: true,
      help: "share of degraded layers from which on nothing is judged", source: "threshold_degrade_layer_ratio",
      limits: ["mct": 0.5]),
    ThresholdDeclaration(
      name: "outliers.zscore", range: 0...Double.infinity, isBadAbove: true,
      help: "standard deviations of a layer's outermost values from their mean",
      source: "threshold_zscore_outlier_removal", limits: ["mct": 5]),
    ThresholdDeclaration(
      name: "concat.ratio", range: 1...Double.infinity, isBadAbove: true,
      help: "how many times wider the input of one of two merged layers is",
      source: "threshold_ratio_unbalanced_concatenation", limits: ["mct": 16]),
    ThresholdDeclaration(
      name: "bitwidth.bits", range: 1...32, isBadAbove: false, help: "bits of the last layer",
      source: "threshold_bitwidth_mixed_precision_with_model_output_loss_objective", limits: ["mct": 2]),
  ]
}
