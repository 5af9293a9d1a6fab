// Values as text and by name.

extension Value {
  /// The name of the type as sentences use it: `a number`, `a table`, `a model`.
  public var typeName: String {
    switch self {
    case .none: "none"
    case .bool: "a bool"
    case .number: "a number"
    case .quantity(let quantity): "a quantity in \(quantity.unit.rawValue)"
    case .string: "a string"
    case .list: "a list"
    case .record: "a record"
    case .table: "a table"
    case .object(let object): object.kind.startsWithVowel ? "an \(object.kind)" : "a \(object.kind)"
    }
  }

  /// The value on one line, as `{ }` in a string shows it: a string is itself, `none` is `-`.
  public var text: String {
    if case .string(let string) = self { return string }
    return nestedText
  }

  /// The value with a format; what is no number is written as ever.
  public func text(_ format: NumberFormat) -> String {
    switch self {
    case .number(let number): NumberText.formatted(number, format)
    case .quantity(let quantity): quantity.text(format)
    default: text
    }
  }

  /// The value as sentences show it: a string in quotes and cut, everything else as its text.
  public var description: String {
    guard case .string(let string) = self else { return nestedText }
    let shown = string.count > 60 ? string.prefix(59) + "…" : string[...]
    return "'\(shown)'"
  }

  /// Inside a list or a record, where strings need their quotes.
  private var nestedText: String {
    switch self {
    case .none: "-"
    case .bool(let bool): bool ? "true" : "false"
    case .number(let number): NumberText.shortest(number)
    case .quantity(let quantity): quantity.text
    case .string(let string): string.quoted
    case .list(let items): "[\(items.map(\.nestedText).joined(separator: ", "))]"
    case .record(let record):
      "{\(zip(record.keys, record.values).map { "\($0.isName ? $0 : $0.quoted): \($1.nestedText)" }.joined(separator: ", "))}"
    case .table(let table):
      "table of \(counted(table.rowCount, "row")) and \(counted(table.columns.count, "column"))"
    case .object(let object): object.summary
    }
  }
}

extension String {
  /// The string as the language writes it, in double quotes.
  public var quoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "{": text += "\\{"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }

  /// Whether it can stand as a name: an ASCII letter or `_`, then letters, digits, `_`.
  public var isName: Bool {
    guard let first = utf8.first, first.isNameStart else { return false }
    return utf8.allSatisfy(\.isNamePart)
  }

  var startsWithVowel: Bool { first.map { "aeiou".contains($0) } ?? false }
}

/// `1 row`, `3 rows`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
