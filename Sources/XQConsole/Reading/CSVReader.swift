// CSV with a header as a table.

import XQLanguage

/// Reads CSV as RFC 4180 has it, and as ``CSVText`` writes it.
///
/// The first line names the columns. A column whose fields are all numbers (`inf`, `-inf`, `nan` too) holds numbers, one
/// whose fields are all `true` or `false` holds bools, any other one strings. An empty field is none; a quoted one is a
/// string, whatever is in it. Lines end with LF or CRLF; a byte order mark is passed over.
public enum CSVReader {
  private struct Field {
    var text = ""
    var isQuoted = false
  }

  /// - Throws: ``TextProblem`` with the line of the text.
  public static func table(_ text: String) throws(TextProblem) -> Table {
    var scanner = Scanner(text)
    guard let header = try scanner.record() else {
      throw TextProblem(line: 1, "is empty; wanted a line with column names")
    }
    let names = header.map(\.text)
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else { throw TextProblem(line: 1, "column \(index + 1) has no name") }
      guard names.firstIndex(of: name) == index else { throw TextProblem(line: 1, "two columns are named '\(name)'") }
    }
    var columns = names.map { _ in [Field]() }
    var line = scanner.line
    while let record = try scanner.record() {
      guard record.count == names.count else {
        throw TextProblem(
          line: line, "wanted \(counted(names.count, "field")), as in the header, found \(record.count)")
      }
      for (index, field) in record.enumerated() { columns[index].append(field) }
      line = scanner.line
    }
    let cells = columns.map(values)
    return Table(
      columns: zip(names, cells).map { Column($0, type(of: $1)) }, cells: cells)
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private static func values(_ fields: [Field]) -> [Value] {
    let given = fields.filter { $0.isQuoted || !$0.text.isEmpty }
    if given.allSatisfy({ !$0.isQuoted && number($0.text) != nil }) {
      return fields.map { number($0.text).map { .number($0) } ?? .none }
    }
    if given.allSatisfy({ !$0.isQuoted && ($0.text == "true" || $0.text == "false") }) {
      return fields.map { $0.text.isEmpty ? .none : .bool($0.text == "true") }
    }
    return fields.map { $0.isQuoted || !$0.text.isEmpty ? .string($0.text) : .none }
  }

  private static func number(_ text: String) -> Double? { NumberReading.plain(text) ?? NumberReading.word(text) }

  private static func type(of cells: [Value]) -> Column.CellType {
    for cell in cells {
      switch cell {
      case .number: return .number
      case .bool: return .bool
      case .string: return .string
      default: continue
      }
    }
    return .any
  }

  /// Takes a text apart into records.
  private struct Scanner {
    private var rest: Substring.UTF8View
    /// The line that the next record starts on.
    private(set) var line = 1

    init(_ text: String) {
      rest = Substring(text).utf8
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
    }

    /// The fields up to the end of a line outside quotes; `nil` at the end.
    mutating func record() throws(TextProblem) -> [Field]? {
      guard !rest.isEmpty else { return nil }
      var fields: [Field] = []
      while true {
        fields.append(try field())
        guard let byte = rest.popFirst() else { return fields }
        if byte == 0x0A {
          line += 1
          return fields
        }
      }
    }

    /// A field up to the comma or the line's end behind it, which stays.
    private mutating func field() throws(TextProblem) -> Field {
      if rest.first == 0x22 { return try quoted() }
      let end = rest.firstIndex { $0 == 0x2C || $0 == 0x0A } ?? rest.endIndex
      var text = rest[..<end]
      if text.last == 0x0D, end == rest.endIndex || rest[end] == 0x0A { text.removeLast() }
      guard !text.contains(0x22) else { throw TextProblem(line: line, "has a quote inside a field that is not quoted") }
      rest = rest[end...]
      return Field(text: String(Substring(text)))
    }

    private mutating func quoted() throws(TextProblem) -> Field {
      let start = line
      var bytes: [UInt8] = []
      rest.removeFirst()
      while let byte = rest.popFirst() {
        if byte == 0x0A { line += 1 }
        guard byte == 0x22 else {
          bytes.append(byte)
          continue
        }
        if rest.first == 0x22 {
          rest.removeFirst()
          bytes.append(0x22)
          continue
        }
        if rest.first == 0x0D { rest.removeFirst() }
        guard rest.isEmpty || rest.first == 0x2C || rest.first == 0x0A else {
          throw TextProblem(line: line, "has something behind a quoted field")
        }
        return Field(text: String(decoding: bytes, as: UTF8.self), isQuoted: true)
      }
      throw TextProblem(line: start, "has a quoted field that does not end")
    }
  }
}
