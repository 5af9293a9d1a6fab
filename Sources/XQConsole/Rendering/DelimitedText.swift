// Tables as CSV and as markdown.

import XQLanguage

/// Writes CSV as RFC 4180 has it, with line ends of one byte.
public enum CSVText {
  /// The header and the rows, all columns, a line end behind each. none is an empty field, an empty text is `""`, and
  /// texts that read as a number or a bool are quoted too, so that ``CSVReader`` gives back what was written.
  public static func text(_ table: Table) -> String {
    var text = table.columns.map { field($0.name) }.joined(separator: ",") + "\n"
    for row in 0..<table.rowCount {
      text += table.cells.map { field($0[row]) }.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func field(_ value: Value) -> String {
    switch value {
    case .none: ""
    case .number(let number): NumberText.shortest(number)
    case .quantity(let quantity): NumberText.shortest(quantity.base)
    case .string(let text): field(text)
    case .list, .record, .table, .object: field(JSONText.compact(value))
    case .bool: value.text
    }
  }

  private static func field(_ text: String) -> String {
    let needsQuotes =
      text.isEmpty || text.first == " " || text.last == " " || text == "true" || text == "false"
      || NumberReading.plain(text) != nil || NumberReading.word(text) != nil
      || text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 < 0x20 }
    return needsQuotes
      ? "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" : text
  }
}

/// Writes tables of markdown.
public enum MarkdownText {
  /// The header with units, the rows as a terminal shows the cells, numbers on the right; all columns.
  public static func text(_ table: Table) -> String {
    let cells = table.columns.indices.map { CellText(table.columns[$0], table.cells[$0]) }
    var lines = [line(cells.map(\.header))]
    lines.append("|" + cells.map { $0.isNumeric ? "---:|" : "---|" }.joined())
    for row in 0..<table.rowCount {
      lines.append(line(table.columns.indices.map { cells[$0].text(table.cells[$0][row]) }))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "|", "\\", "`", "*", "<", "[": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}
