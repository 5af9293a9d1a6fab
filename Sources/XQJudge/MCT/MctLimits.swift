// The thresholds of the XQuant Extension Tool.

import XQMeasure

/// What the tool's configuration decides. `nil` switches off what it belongs to.
public struct MctLimits: Sendable {
  /// The limit of one metric, above or below which a layer is degraded.
  public struct MetricLimit: Sendable {
    public let name: String
    public let limit: Double
    /// Whether a layer is degraded at the limit and above; else at it and below.
    public let isDegradedAbove: Bool
    public let value: @Sendable (ErrorMetrics) -> Double?

    public init(
      name: String, limit: Double, isDegradedAbove: Bool, value: @escaping @Sendable (ErrorMetrics) -> Double?
    ) {
      self.name = name
      self.limit = limit
      self.isDegradedAbove = isDegradedAbove
      self.value = value
    }

    /// Inclusive; a value that is no number never degrades.
    func isDegraded(_ metrics: ErrorMetrics) -> Bool {
      guard let value = value(metrics) else { return false }
      return isDegradedAbove ? value >= limit : value <= limit
    }
  }

  /// In the order in which they are looked at: `threshold_quantize_error`.
  public var metrics: [MetricLimit]
  /// From which share of degraded layers on nothing is judged: `threshold_degrade_layer_ratio`.
  public var degradedRatio: Double?
  /// `threshold_zscore_outlier_removal`.
  public var zScore: Double?
  /// `threshold_ratio_unbalanced_concatenation`.
  public var concatRatio: Double?
  /// `threshold_bitwidth_mixed_precision_with_model_output_loss_objective`.
  public var bits: Double?

  /// The tool's own defaults; its limit for sqnr is a ratio.
  public init() {
    metrics = [
      MetricLimit(name: "mse", limit: 0.1, isDegradedAbove: true) { $0.mse },
      MetricLimit(name: "cs", limit: 0.1, isDegradedAbove: false) { $0.cosine },
      MetricLimit(name: "sqnr", limit: 0.1, isDegradedAbove: false) { $0.sqnrRatio },
    ]
    (degradedRatio, zScore, concatRatio, bits) = (0.5, 5, 16, 2)
  }
}
