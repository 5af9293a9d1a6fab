// Numbers inside sentences, the same on every machine.

import Glibc

/// Numbers as sentences write them.
enum FigureText {
  /// Three significant digits, without zeros at the end: `0.0312`, `4.1`, `97`, `1.2e-7`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let size = abs(value)
    if value == 0 { return "0" }
    if size < 1e-3 || size >= 1e6 { return exponent(value) }
    return trimmed(significant(value, 3))
  }

  /// `+13.2`: a gain in dB.
  static func gain(_ decibels: Double) -> String { (decibels < 0 ? "" : "+") + decimals(decibels, 1) }

  /// `4.2 %`, `98 %`.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return short(share) }
    let percent = share * 100
    return (percent >= 10 || percent == 0 ? decimals(percent, 0) : trimmed(significant(percent, 2))) + " %"
  }

  /// With so many digits behind the point.
  static func decimals(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isFinite ? exponent(value) : short(value) }
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    let whole = (scaled / power).rounded(.down)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(Int64(whole))" }
    let fraction = "\(Int64(scaled - whole * power))"
    return sign + "\(Int64(whole))." + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
  }

  /// `1 site`, `3 sites`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)" + (number == 1 ? "" : "s") }

  private static func significant(_ value: Double, _ digits: Int) -> String {
    let size = log10(abs(value)).rounded(.down)
    return decimals(value, min(6, max(0, digits - 1 - Int(size))))
  }

  private static func exponent(_ value: Double) -> String {
    let power = log10(abs(value)).rounded(.down)
    return "\(trimmed(decimals(value / pow(10, power), 1)))e\(power < 0 ? "-" : "+")\(Int(abs(power)))"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
