// Sizes of memory in words, and as a script writes them.

import XQLanguage

enum ByteText {
  private static let units: [(size: Int, name: String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]

  /// `1.2 GiB`, `170 KiB`, `96 bytes`.
  static func text(_ bytes: Int) -> String {
    guard let unit = units.first(where: { bytes >= $0.size }) else { return Counted.text(bytes, "byte") }
    return "\(NumberText.significant(Double(bytes) / Double(unit.size), 3)) \(unit.name)"
  }

  /// `2GiB`: a whole number of a unit that is not less, as the language writes it.
  static func literal(atLeast bytes: Int) -> String {
    guard let unit = units.first(where: { bytes >= $0.size }) else { return "\(bytes)B" }
    let (count, rest) = bytes.quotientAndRemainder(dividingBy: unit.size)
    return "\(count + (rest > 0 ? 1 : 0))\(unit.name)"
  }
}
