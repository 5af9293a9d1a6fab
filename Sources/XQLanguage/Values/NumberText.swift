// Numbers as text: the same bytes on every machine, in every locale.

import Glibc

/// Writes numbers.
public enum NumberText {
  /// The shortest text that reads back as the same number: `3`, `0.05`, `1e-7`, `inf`, `-inf`, `nan`.
  ///
  /// Whole numbers below 10^16 have no point and no exponent. This is what `to json`, `to csv` and `{ }` in a string
  /// write.
  public static func shortest(_ number: Double) -> String {
    guard number.isFinite else { return special(number) }
    if number.magnitude < 1e16, let whole = Int64(exactly: number) {
      return whole == 0 && number.sign == .minus ? "-0" : String(whole)
    }
    let text = number.description
    guard let mark = text.firstIndex(of: "e") else { return text }
    var mantissa = text[..<mark]
    if mantissa.hasSuffix(".0") { mantissa = mantissa.dropLast(2) }
    guard let exponent = Int(text[text.index(after: mark)...]) else { return text }
    return "\(mantissa)e\(exponent)"
  }

  /// The text for a cell of a table: whole numbers in full, others with that many significant digits; the part before
  /// the point is written in full below 10^6.
  public static func display(_ number: Double, significantDigits: Int = 4) -> String {
    guard number.isFinite else { return special(number) }
    let magnitude = number.magnitude
    if magnitude < 1e15, number == number.rounded() { return decimals(number, 0) }
    if magnitude >= 1, magnitude < 999_999.5, decimals(magnitude, 0).utf8.count >= significantDigits {
      return decimals(number, 0)
    }
    return significant(number, significantDigits)
  }

  /// N significant digits, zeros at the end of a fraction left out; with an exponent below 10^-4 and where the number
  /// has more than N digits before the point (`1.84e6`).
  public static func significant(_ number: Double, _ count: Int) -> String {
    guard number.isFinite else { return special(number) }
    let wanted = min(max(count, 1), 40)
    let printed = printed("%.*e", wanted - 1, number)
    guard let mark = printed.lastIndex(of: UInt8(ascii: "e")),
      let exponent = Int(String(decoding: printed[(mark + 1)...], as: UTF8.self))
    else { return shortest(number) }
    var digits = printed[..<mark].filter(isDigit)
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits == [UInt8(ascii: "0")] { return "0" }
    let sign = number < 0 ? "-" : ""
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < -4 || exponent >= wanted {
      return "\(sign)\(withPoint(text, behind: 1))e\(exponent)"
    }
    if exponent < 0 { return "\(sign)0.\(String(repeating: "0", count: -exponent - 1))\(text)" }
    let padding = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    return "\(sign)\(withPoint(text + padding, behind: exponent + 1))"
  }

  /// N digits behind the point.
  public static func decimals(_ number: Double, _ count: Int) -> String {
    guard number.isFinite else { return special(number) }
    let wanted = min(max(count, 0), 40)
    let digits = printed("%.*f", wanted, number.magnitude).filter(isDigit)
    let text = withPoint(String(decoding: digits, as: UTF8.self), behind: digits.count - wanted)
    let isZero = digits.allSatisfy { $0 == UInt8(ascii: "0") }
    return number < 0 && !isZero ? "-" + text : text
  }

  /// A number as a format says: `4.1`, `4.12`, `12.3 %`.
  public static func formatted(_ number: Double, _ format: NumberFormat) -> String {
    switch format {
    case .decimals(let count): decimals(number, count)
    case .significant(let count): significant(number, count)
    case .percent(let count): number.isFinite ? "\(decimals(number * 100, count)) %" : special(number)
    }
  }

  // MARK: - Private

  private static func special(_ number: Double) -> String {
    number.isNaN ? "nan" : number < 0 ? "-inf" : "inf"
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func withPoint(_ digits: String, behind count: Int) -> String {
    digits.utf8.count > count ? "\(digits.prefix(count)).\(digits.dropFirst(count))" : digits
  }

  /// What the C library prints. It rounds exactly; its decimal separator depends on the locale, so callers take the
  /// digits alone.
  private static func printed(_ format: String, _ precision: Int, _ number: Double) -> [UInt8] {
    // The longest text of a finite double has 309 digits before and at most 40 behind the point. `vsnprintf` never
    // writes past the capacity, and the count is cut to it.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let length = withVaList([Int32(precision), number]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
      return buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map { UInt8(bitPattern: $0) }
    }
  }
}
