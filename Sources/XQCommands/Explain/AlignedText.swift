// Rows of short texts under each other.

import XQLanguage

enum AlignedText {
  /// Rows as lines: cells of a column start under each other, two blanks apart; nothing stands behind the last one.
  static func lines(_ rows: [[String]], indent: Int = 2) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? TerminalText($0[column]).width : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = String(repeating: " ", count: indent)
      for (column, cell) in row.enumerated() {
        line += cell
        if row[(column + 1)...].contains(where: { !$0.isEmpty }) {
          line += String(repeating: " ", count: widths[column] - TerminalText(cell).width + 2)
        }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// `39 %`, `0.4 %`.
  static func percent(_ share: Double) -> String {
    NumberText.significant(share * 100, share >= 0.995 ? 3 : 2) + " %"
  }
}
