// The scale of an axis: which values it holds, where they lie on it, and its ticks.

import Glibc

/// Values of an axis as fractions of its length.
struct Scale: Equatable {
  let isLogarithmic: Bool
  let isCategorical: Bool
  /// The values at both ends.
  let low: Double
  let high: Double
  /// Whether values that are 0 or negative had to be put at the lower edge of a logarithmic scale.
  let hasHidden: Bool

  /// Decades from which an automatic scale is logarithmic.
  static let decadesForLogarithm = 3.0
  /// A rule belongs to a linear scale if it makes it at most so many times as long.
  private static let longestForRule = 4.0

  /// - Parameters:
  ///   - axis: what it measures.
  ///   - direction: which axis of the panel it is.
  ///   - marks: all marks of the panel.
  init(_ axis: Axis, _ direction: Direction, _ marks: [Mark]) {
    if case .categories(let categories) = axis.kind {
      self.init(low: -0.5, high: max(0.5, Double(categories.count) - 0.5), isCategorical: true)
      return
    }
    let values = marks.flatMap { $0.values(direction) }.filter(\.isFinite)
    let rules = marks.compactMap { mark -> Double? in
      if case .rule(let rule) = mark, rule.axis == direction, rule.value.isFinite { rule.value } else { nil }
    }
    let positive = values.filter { $0 > 0 }
    let isLogarithmic: Bool
    switch axis.kind {
    case .logarithmic: isLogarithmic = !positive.isEmpty
    case .automatic:
      // Zeros are no reason against it: they are drawn at the lower edge.
      let isPositive = !positive.isEmpty && values.allSatisfy { $0 >= 0 }
      let decades = log10((positive.max() ?? 1) / (positive.min() ?? 1))
      isLogarithmic = isPositive && decades >= Self.decadesForLogarithm
    case .linear, .categories: isLogarithmic = false
    }
    if isLogarithmic {
      self.init(logarithmicFrom: positive, rules: rules.filter { $0 > 0 }, hasHidden: positive.count < values.count)
    } else {
      self.init(linearFrom: values, rules: rules, includesZero: axis.includesZero)
    }
  }

  private init(
    low: Double, high: Double, isLogarithmic: Bool = false, isCategorical: Bool = false, hasHidden: Bool = false
  ) {
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
    self.isCategorical = isCategorical
    self.hasHidden = hasHidden
  }

  private init(logarithmicFrom values: [Double], rules: [Double], hasHidden: Bool) {
    let all = values + rules
    let (least, most) = (all.min() ?? 1, all.max() ?? 1)
    // Room must be left for the padding: doubles end near 1e-308 and 1e308.
    var (low, high) = (log10(max(least, 1e-270)), log10(min(max(most, 1e-270), 1e270)))
    let padding = max(0.05 * (high - low), high - low < 0.5 ? 0.5 : 0)
    (low, high) = (low - padding, high + padding)
    self.init(low: pow(10, low), high: pow(10, high), isLogarithmic: true, hasHidden: hasHidden)
  }

  private init(linearFrom values: [Double], rules: [Double], includesZero: Bool) {
    var low = min(values.min() ?? 0, 1e300)
    var high = max(values.max() ?? (values.isEmpty ? 1 : 0), -1e300)
    (low, high) = (max(low, -1e300), min(high, 1e300))
    if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
    let span = high - low
    for rule in rules {
      let (wider, wide) = (min(low, rule), max(high, rule))
      if span == 0 || wide - wider <= Self.longestForRule * span { (low, high) = (wider, wide) }
    }
    let isAtZero = (low: includesZero && low == 0, high: includesZero && high == 0)
    // One value alone stands in the middle of a range that is not empty.
    let hasSpan = high > low
    let padding = hasSpan ? 0.05 * (high - low) : max(abs(high) * 0.1, 0.5)
    // What has no negative values gets no negative room.
    if !isAtZero.low { low = low >= 0 && hasSpan ? max(0, low - padding) : low - padding }
    if !isAtZero.high || !hasSpan { high = high <= 0 && hasSpan ? min(0, high + padding) : high + padding }
    self.init(low: low, high: high)
  }

  /// Where a value lies, 0 at the lower end and 1 at the upper one; beyond the ends it is cut to them. `nil` for what is
  /// no number.
  func fraction(_ value: Double) -> Double? {
    guard !value.isNaN else { return nil }
    if value == .infinity { return 1 }
    let part: Double
    if isLogarithmic {
      guard value > 0 else { return 0 }
      part = (log10(value) - log10(low)) / (log10(high) - log10(low))
    } else {
      // Halves, so that the widest range of doubles does not overflow.
      part = (value / 2 - low / 2) / (high / 2 - low / 2)
    }
    return part.isNaN ? nil : min(max(part, 0), 1)
  }

  /// Whether a value lies between the ends.
  func holds(_ value: Double) -> Bool { value >= low && value <= high }
}
