// Values as JSON.

import XQLanguage

/// Writes JSON: numbers as the shortest text that reads back, inf and nan as the strings "inf", "-inf", "nan", none as
/// null, quantities as plain numbers (decibels, bytes, seconds).
public enum JSONText {
  /// One value. A table is an array of objects with all columns, one object a line.
  public static func text(_ value: Value) -> String {
    if let table = rows(value) { return "[\n" + table.joined(separator: ",\n") + "\n]" }
    return compact(value)
  }

  /// One value on one line.
  public static func compact(_ value: Value) -> String {
    switch value {
    case .none: "null"
    case .bool(let bool): bool ? "true" : "false"
    case .number(let number): text(number)
    case .quantity(let quantity): text(quantity.base)
    case .string(let string): text(string)
    case .list(let elements): "[\(elements.map(compact).joined(separator: ", "))]"
    case .record(let record): object(zip(record.keys, record.values).map { ($0, $1) })
    case .table(let table): "[\((0..<table.rowCount).map { row(table, $0) }.joined(separator: ", "))]"
    case .object(let host):
      object([("kind", .string(host.kind)), ("summary", .string(host.summary))])
    }
  }

  /// A string with quotes; control characters escaped.
  public static func text(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
          || scalar.value == 0x2029
        {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// A number, or the string that stands for one that JSON does not have.
  public static func text(_ number: Double) -> String {
    let text = NumberText.shortest(number)
    return number.isFinite ? text : "\"\(text)\""
  }

  static func object(_ fields: [(String, Value)]) -> String {
    "{\(fields.map { "\(text($0.0)): \(compact($0.1))" }.joined(separator: ", "))}"
  }

  private static func rows(_ value: Value) -> [String]? {
    guard let table = Table(value), table.rowCount > 0 else { return nil }
    // A list of records is written as it is: a key that one of them lacks is not made up.
    if case .list(let records) = value { return records.map { "  " + compact($0) } }
    return (0..<table.rowCount).map { "  " + row(table, $0) }
  }

  private static func row(_ table: Table, _ row: Int) -> String {
    object(table.columns.indices.map { (table.columns[$0].name, table.cells[$0][row]) })
  }
}
