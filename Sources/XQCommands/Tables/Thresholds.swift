// When a layer counts as degraded.

import XQJudge
import XQLanguage
import XQMeasure

/// The limits by which layers are flagged, one a metric.
///
/// By default only SQNR has one: it is free of the layer's scale, so one number suits all layers. A limit on mse is right
/// for tensors of one size, and off until somebody sets it. A layer where one model gives nan or inf and the other does
/// not is degraded whatever the limits are, but for profile mct.
struct Thresholds: Sendable {
  /// One metric that can have a limit.
  struct Metric: Sendable {
    let name: String
    let unit: Quantity.Unit?
    let defaultLimit: Double?
    /// Whether a layer is degraded above the limit; else below.
    let isDegradedAbove: Bool
    let help: String
    let value: @Sendable (ErrorMetrics) -> Double?

    /// A limit as a value of the language.
    func value(of limit: Double?) -> Value {
      guard let limit else { return .none }
      return unit.map { .quantity(Quantity(base: limit, unit: $0)) } ?? .number(limit)
    }
  }

  static let metrics: [Metric] = [
    Metric(
      name: "mse", unit: nil, defaultLimit: nil, isDegradedAbove: true,
      help: "mean squared error; depends on the size of the layer's values", value: { $0.mse }),
    Metric(
      name: "cs", unit: nil, defaultLimit: nil, isDegradedAbove: false,
      help: "cosine similarity; 1 is the same direction", value: { $0.cosine }),
    Metric(
      name: "sqnr", unit: .decibels, defaultLimit: 15, isDegradedAbove: false,
      help: "signal to quantization noise; at 15 dB the error has 3 % of the signal's power",
      value: { $0.sqnrDecibels }),
    Metric(
      name: "nrmse", unit: nil, defaultLimit: nil, isDegradedAbove: true,
      help: "root mean squared error over the signal's; 0.18 is 15 dB", value: { $0.nrmse }),
    Metric(
      name: "max_abs", unit: nil, defaultLimit: nil, isDegradedAbove: true,
      help: "largest absolute difference of one element", value: { $0.maxAbsolute }),
    Metric(
      name: "bias", unit: nil, defaultLimit: nil, isDegradedAbove: true,
      help: "size of the mean difference, whatever its sign", value: { $0.bias.map { abs($0) } }),
  ]

  /// Which limits hold where nobody set one.
  let profile: Profile

  init(profile: Profile = .standard) { self.profile = profile }

  /// Limits that differ from the profile's, with where they were set; a `nil` limit is off.
  private var changed: [String: (limit: Double?, origin: String)] = [:]

  /// Numbers of judges that were set, by full name.
  private var judged: [String: (value: Double, origin: String)] = [:]

  /// The numbers that judges decide by.
  var judgeValues: ParameterValues { ParameterValues(changed: judged.mapValues(\.value)) }

  /// Where the number of a judge was set.
  func origin(of parameter: JudgeParameter) -> String { judged[parameter.fullName]?.origin ?? "default" }

  /// Sets the number of a judge; `nil` takes the default again.
  mutating func set(_ parameter: JudgeParameter, to value: Double?, origin: String) {
    judged[parameter.fullName] = value.map { ($0, origin) }
  }

  func limit(of metric: Metric) -> Double? {
    if let change = changed[metric.name] { return change.limit }
    return profile.limit(of: metric)
  }

  func origin(of metric: Metric) -> String {
    changed[metric.name]?.origin ?? (profile == .standard ? "default" : "profile \(profile.rawValue)")
  }

  mutating func set(_ name: String, to limit: Double?, origin: String) { changed[name] = (limit, origin) }

  /// Whether the metric alone makes a layer degraded. Limits are inclusive; a value of nan never degrades.
  func isDegraded(_ metrics: ErrorMetrics, by metric: Metric) -> Bool {
    guard let limit = limit(of: metric), let value = metric.value(metrics) else { return false }
    return metric.isDegradedAbove ? value >= limit : value <= limit
  }

  func isDegraded(_ metrics: ErrorMetrics?, nonfinite: (float: Int, quantized: Int)) -> Bool {
    if profile.degradesNonfinite, (nonfinite.float == 0) != (nonfinite.quantized == 0) { return true }
    guard let metrics else { return false }
    return Self.metrics.contains { isDegraded(metrics, by: $0) }
  }
}
