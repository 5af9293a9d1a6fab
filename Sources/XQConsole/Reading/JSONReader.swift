// JSON as values.

import XQLanguage

/// Reads JSON (RFC 8259), and the bare `NaN`, `Infinity` and `-Infinity` that Python writes.
///
/// An array of objects is a table, with a column for each name that occurs; absent names and null are none. The strings
/// "inf", "-inf" and "nan", as ``JSONText`` writes them, are numbers in columns that hold numbers otherwise.
public struct JSONReader {
  private static let deepest = 128

  private let bytes: [UInt8]
  private var position = 0

  /// - Throws: ``TextProblem`` with line and column.
  public static func value(_ text: String) throws(TextProblem) -> Value {
    var reader = JSONReader(bytes: Array(text.utf8))
    if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.position == reader.bytes.count else { throw reader.problem("something follows the value") }
    return asTable(value).map { .table($0) } ?? value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: - Tables

  private static func asTable(_ value: Value) -> Table? {
    guard case .list(let items) = value, !items.isEmpty, let table = Table(value) else { return nil }
    let cells = table.cells.map(withNumbers)
    // Made again, so that the columns have the types of their new cells.
    return Table(
      records: (0..<table.rowCount).map { row in
        Record(table.columns.indices.map { (table.columns[$0].name, cells[$0][row]) })
      })
  }

  private static func withNumbers(_ cells: [Value]) -> [Value] {
    let isNumeric = cells.allSatisfy { cell in
      switch cell {
      case .none, .number: true
      case .string(let text): NumberReading.word(text) != nil
      default: false
      }
    }
    guard isNumeric else { return cells }
    return cells.map { cell in
      if case .string(let text) = cell, let number = NumberReading.word(text) { .number(number) } else { cell }
    }
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(TextProblem) -> Value {
    guard depth < Self.deepest else { throw problem("is nested more than \(Self.deepest) deep") }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case nil: throw problem("ends where a value is wanted")
    default: return try word()
    }
  }

  private mutating func object(_ depth: Int) throws(TextProblem) -> Value {
    position += 1
    var fields: [(String, Value)] = []
    var names: Set<String> = []
    skipBlanks()
    if take("}") { return .record(Record()) }
    while true {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw problem("wanted a name in quotes") }
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        position = start
        throw problem("has '\(name)' twice in one object")
      }
      skipBlanks()
      guard take(":") else { throw problem("wanted ':'") }
      fields.append((name, try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { break }
      guard take(",") else { throw problem("wanted ',' or '}'") }
    }
    return .record(Record(distinct: fields))
  }

  private mutating func array(_ depth: Int) throws(TextProblem) -> Value {
    position += 1
    var items: [Value] = []
    skipBlanks()
    if take("]") { return .list([]) }
    while true {
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .list(items) }
      guard take(",") else { throw problem("wanted ',' or ']'") }
    }
  }

  private mutating func word() throws(TextProblem) -> Value {
    let start = position
    while let byte = peek, !Self.endsWord(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text {
    case "null": return .none
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default: break
    }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let hasLeadingZero = digits.utf8.count > 1 && digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
    guard !hasLeadingZero, let number = NumberReading.plain(text) else {
      position = start
      throw problem("wanted a value, found '\(text.prefix(40))'")
    }
    return .number(number)
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    isBlank(byte) || [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":")].contains(byte)
  }

  // MARK: - Strings

  private mutating func string() throws(TextProblem) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
      case ..<0x20: throw problem("has a control character in a string")
      default: text.append(byte)
      }
    }
    position = start
    throw problem("has a string that does not end")
  }

  private mutating func escape() throws(TextProblem) -> Unicode.Scalar {
    guard let byte = peek else { throw problem("ends in an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw problem("has an unknown escape")
    }
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // The first half of a pair, or a half that is alone.
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw problem("has half a character") }
    let second = try fourDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("has half a character") }
    return scalar
  }

  private mutating func fourDigits() throws(TextProblem) -> UInt32 {
    guard bytes.count - position >= 4 else { throw problem("ends in an escape") }
    let text = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard text.utf8.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }), let number = UInt32(text, radix: 16)
    else { throw problem("wanted four hexadecimal digits") }
    position += 4
    return number
  }

  // MARK: - Bytes

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() { while let byte = peek, Self.isBlank(byte) { position += 1 } }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D }

  private func problem(_ text: String) -> TextProblem {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = String(decoding: before[start...], as: UTF8.self).count + 1
    return TextProblem(line: line, column: column, text)
  }
}
