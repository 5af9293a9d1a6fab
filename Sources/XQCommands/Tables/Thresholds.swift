// When a layer counts as degraded, and when a judge speaks.

import XQLanguage
import XQMeasure

/// The limits by which layers are flagged and judges speak, by name.
///
/// By default only SQNR has one among the metrics: it is free of the layer's scale, so one number suits all layers. A limit
/// on mse is right for tensors of one size, and off until somebody sets it. A layer where one model gives nan or inf and
/// the other does not is degraded whatever the limits are, but for profile mct.
struct Thresholds: Sendable {
  private struct Change: Sendable {
    /// `nil` is off.
    var limit: Double?
    var isBadAbove: Bool?
    var origin: String
  }

  /// All that can have a limit, in the order in which it is listed.
  let declarations: [ThresholdDeclaration]
  /// Which limits hold where nobody set one.
  let profile: Profile
  /// What differs from the profile, by name.
  private var changed: [String: Change] = [:]

  init(profile: Profile = .standard, declarations: [ThresholdDeclaration] = ThresholdDeclaration.own) {
    self.profile = profile
    self.declarations = declarations
  }

  /// Those by which layers are flagged.
  var metrics: [ThresholdDeclaration] { declarations.filter { $0.value != nil } }

  subscript(name: String) -> ThresholdDeclaration? { declarations.first { $0.name == name } }

  func limit(of threshold: ThresholdDeclaration) -> Double? {
    if let change = changed[threshold.name] { return change.limit }
    return threshold.limit(in: profile)
  }

  /// The limit of that name; `nil` where it is off, or nothing has the name.
  func limit(of name: String) -> Double? { self[name].flatMap { limit(of: $0) } }

  /// Whether what is at the limit and above is bad.
  func isBadAbove(_ threshold: ThresholdDeclaration) -> Bool {
    changed[threshold.name]?.isBadAbove ?? threshold.isBadAbove
  }

  func origin(of threshold: ThresholdDeclaration) -> String {
    changed[threshold.name]?.origin ?? (profile == .standard ? "default" : "profile \(profile.rawValue)")
  }

  mutating func set(_ threshold: ThresholdDeclaration, to limit: Double?, origin: String) {
    changed[threshold.name] = Change(
      limit: limit, isBadAbove: changed[threshold.name]?.isBadAbove, origin: origin)
  }

  mutating func turn(_ threshold: ThresholdDeclaration, isBadAbove: Bool, origin: String) {
    changed[threshold.name] = Change(limit: limit(of: threshold), isBadAbove: isBadAbove, origin: origin)
  }

  /// Whether the metric alone makes a layer degraded. Limits are inclusive; a value of nan never degrades.
  func isDegraded(_ metrics: ErrorMetrics, by metric: ThresholdDeclaration) -> Bool {
    metric.value?(metrics).map { isBad($0, metric) } ?? false
  }

  /// Whether any of some figures, by the names of metrics and in their units, makes a layer degraded.
  func isDegraded(_ values: [String: Double]) -> Bool {
    metrics.contains { metric in values[metric.name].map { isBad($0, metric) } ?? false }
  }

  private func isBad(_ value: Double, _ threshold: ThresholdDeclaration) -> Bool {
    guard let limit = limit(of: threshold) else { return false }
    return isBadAbove(threshold) ? value >= limit : value <= limit
  }

  func isDegraded(_ metrics: ErrorMetrics?, nonfinite: (float: Int, quantized: Int)) -> Bool {
    if profile.degradesNonfinite, (nonfinite.float == 0) != (nonfinite.quantized == 0) { return true }
    guard let metrics else { return false }
    return declarations.contains { isDegraded(metrics, by: $0) }
  }
}
