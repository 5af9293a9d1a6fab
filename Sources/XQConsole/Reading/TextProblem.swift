// What is wrong with a text that is read, and where.

/// Why a text is no CSV or JSON, as the end of a sentence that starts with the place.
public struct TextProblem: Error, Sendable, Equatable {
  /// From 1.
  public let line: Int
  /// From 1, in characters; `nil` where the whole line is meant.
  public let column: Int?
  public let problem: String

  /// `line 3, column 7`.
  public var place: String { "line \(line)" + (column.map { ", column \($0)" } ?? "") }

  init(line: Int, column: Int? = nil, _ problem: String) {
    self.line = line
    self.column = column
    self.problem = problem
  }
}

/// Numbers as they stand in CSV and JSON.
enum NumberReading {
  /// A number with digits, point and exponent, as JSON has it; a plus and a bare point are no numbers there and none here.
  ///
  /// `nil` for anything else, and for what no double can hold.
  static func plain(_ text: some StringProtocol) -> Double? {
    var bytes = Substring(text).utf8[...]
    if bytes.first == 0x2D { bytes.removeFirst() }
    let whole = bytes.prefix { isDigit($0) }
    guard !whole.isEmpty else { return nil }
    bytes.removeFirst(whole.count)
    if bytes.first == 0x2E {
      bytes.removeFirst()
      let fraction = bytes.prefix { isDigit($0) }
      guard !fraction.isEmpty else { return nil }
      bytes.removeFirst(fraction.count)
    }
    if bytes.first == 0x65 || bytes.first == 0x45 {
      bytes.removeFirst()
      if bytes.first == 0x2B || bytes.first == 0x2D { bytes.removeFirst() }
      let exponent = bytes.prefix { isDigit($0) }
      guard !exponent.isEmpty else { return nil }
      bytes.removeFirst(exponent.count)
    }
    guard bytes.isEmpty, let number = Double(String(text)), number.isFinite else { return nil }
    return number
  }

  /// The words by which numbers are written that have no digits.
  static func word(_ text: some StringProtocol) -> Double? {
    switch text {
    case "inf": .infinity
    case "-inf": -.infinity
    case "nan": .nan
    default: nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
