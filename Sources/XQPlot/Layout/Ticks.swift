// Where ticks stand on a scale, and what is written at them.

import Glibc
import XQLanguage

/// The ticks of a scale of numbers.
struct Ticks: Equatable {
  let values: [Double]
  /// As many as values.
  let labels: [String]

  /// - Parameter count: about how many ticks there is room for, at least 2.
  init(_ scale: Scale, count: Int) {
    let wanted = max(2, count)
    values = scale.isLogarithmic ? Self.decades(scale, wanted) : Self.linear(scale, wanted)
    labels = scale.isLogarithmic ? values.map(Self.power) : Self.labels(values)
  }

  /// Multiples of 1, 2 or 5 times a power of ten.
  private static func linear(_ scale: Scale, _ count: Int) -> [Double] {
    let step = Self.step(scale.high - scale.low, count)
    guard step.isFinite, step > 0 else { return [] }
    let first = (scale.low / step).rounded(.up)
    let last = (scale.high / step).rounded(.down)
    guard first.isFinite, last.isFinite, last - first < 1000 else { return [] }
    var multiples: [Double] = []
    var multiple = first
    while multiple <= last {
      // Added to 0, so that -0 becomes 0.
      multiples.append(0 + multiple * step)
      multiple += 1
    }
    return multiples
  }

  /// The smallest of 1, 2, 5 times a power of ten that makes at most `count` steps of a span.
  static func step(_ span: Double, _ count: Int) -> Double {
    let raw = span / Double(count)
    guard raw > 0, raw.isFinite else { return 0 }
    let power = pow(10, log10(raw).rounded(.down))
    for factor in [1.0, 2, 5] where raw <= factor * power * (1 + 1e-9) { return factor * power }
    return 10 * power
  }

  /// Powers of ten, every second, third, … of them where there is no room for all; below two decades also 2 and 5 times them.
  private static func decades(_ scale: Scale, _ count: Int) -> [Double] {
    let (low, high) = (log10(scale.low), log10(scale.high))
    let (first, last) = (Int(low.rounded(.up)), Int(high.rounded(.down)))
    let decades = max(0, last - first + 1)
    if decades < 3, 3 * decades <= max(count, 6) {
      let fine = ((first - 1)...(last + 1)).flatMap { decade in [1.0, 2, 5].map { $0 * power(of: decade) } }
      return fine.filter(scale.holds)
    }
    let stride = max(1, (decades + count - 1) / count)
    // Multiples of the stride, so that 1 is among them where it can be.
    return (first...max(first, last)).filter { $0 % stride == 0 && $0 <= last }.map(power)
  }

  private static func power(of exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  /// `0.01`, `1`, `1000`, and from five zeros on `1e-5`, `1e5`.
  private static func power(_ value: Double) -> String {
    value >= 0.001 && value < 100_000 ? NumberText.significant(value, 5) : NumberText.significant(value, 1)
  }

  /// All with the same number of digits behind the point, or with an exponent where they are very large or small.
  private static func labels(_ values: [Double]) -> [String] {
    let largest = values.map(abs).max() ?? 0
    let step = values.count > 1 ? abs(values[1] - values[0]) : largest
    guard largest > 0, step > 0 else { return values.map { NumberText.decimals($0, 0) } }
    let (upper, lower) = (Int(log10(largest).rounded(.down)), Int((log10(step) + 1e-9).rounded(.down)))
    if upper >= 6 || upper < -4 {
      return values.map { NumberText.significant($0, max(1, upper - lower + 1)) }
    }
    return values.map { NumberText.decimals($0, max(0, -lower)) }
  }
}
