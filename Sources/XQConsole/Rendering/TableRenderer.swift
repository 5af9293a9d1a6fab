// Tables as lines of text: aligned, fitted to the width, cut at the prompt.

import XQLanguage

/// Writes a table for a reader. What it leaves out it says, with the command that shows it.
struct TableRenderer {
  /// Rows of a table that are shown at the prompt, and how many more are shown rather than cut off.
  private static let rowsAtPrompt = 20
  private static let rowsToSpare = 4
  private static let gap = 2
  private static let narrowestText = 8
  private static let narrowestProse = 24

  let style: TextStyle
  /// Shows every column and every row, whatever the width.
  let isFull: Bool

  private struct ColumnText {
    let index: Int
    let cells: CellText
    var lines: [String]
    var header: String
    var width: Int
    var isFlag: Bool
    var isProse: Bool { cells.column.isProse }
  }

  func lines(_ table: Table) -> [String] {
    let rowCount = visibleRows(table)
    let shown = table.columns.indices.filter { isFull || !table.columns[$0].isDetail }
    if shown.isEmpty { return ["(no columns)"] + notes(table) }
    var columns = shown.map { text(of: table, $0, rowCount) }
    var dropped: [String] = []
    if !isFull { fit(&columns, &dropped) }

    var lines = [style.coloured(line(columns, \.header), .bold)]
    if columns.allSatisfy(\.header.isEmpty) { lines = [] }
    for row in 0..<rowCount { lines += rowLines(columns, row) }
    if table.rowCount == 0 { lines.append(style.coloured("(no rows)", .dim)) }
    if rowCount < table.rowCount {
      let more = "\(style.ellipsis) \(Sentence.count(table.rowCount - rowCount, "more row")): | show --all"
      lines.append(style.coloured(more, .dim))
    }
    if !dropped.isEmpty {
      let names = dropped.joined(separator: ", ")
      lines.append(style.coloured("\(style.ellipsis) too narrow for \(names): | show --all", .dim))
    }
    return lines + notes(table)
  }

  // MARK: - Cells

  private func visibleRows(_ table: Table) -> Int {
    let most = Self.rowsAtPrompt + Self.rowsToSpare
    return style.cutsLongTables && !isFull && table.rowCount > most ? Self.rowsAtPrompt : table.rowCount
  }

  private func text(of table: Table, _ index: Int, _ rowCount: Int) -> ColumnText {
    let column = table.columns[index]
    let cells = CellText(column, table.cells[index])
    let isFlag = column.isFlag
    let lines = table.cells[index].prefix(rowCount).map { cell -> String in
      guard isFlag else { return cells.text(cell) }
      if case .bool(true) = cell { return "\(style.flag) \(TerminalText.escaped(column.name))" }
      return ""
    }
    let header = isFlag ? "" : cells.header
    let width = lines.reduce(DisplayWidth.of(header)) { max($0, DisplayWidth.of($1)) }
    return ColumnText(index: index, cells: cells, lines: lines, header: header, width: width, isFlag: isFlag)
  }

  // MARK: - Width

  /// Shortens texts in their middle, the widest first, and drops columns from the right where that is not enough; the
  /// first one stays.
  private func fit(_ columns: inout [ColumnText], _ dropped: inout [String]) {
    while excess(columns) > 0 {
      let candidates = columns.indices.filter {
        !columns[$0].cells.isNumeric && !columns[$0].isFlag && columns[$0].width > floor(columns[$0])
      }
      if let widest = candidates.max(by: { columns[$0].width < columns[$1].width }) {
        let others = candidates.filter { $0 != widest }.map { columns[$0].width }.max() ?? 0
        let wanted = columns[widest].width - excess(columns)
        // Down to the next one at most, so that two wide columns share the loss.
        let width = max(wanted, floor(columns[widest]), min(others, columns[widest].width - 1))
        shorten(&columns[widest], to: width)
      } else if columns.count > 1 {
        let last = columns.removeLast()
        dropped.insert("'\(TerminalText.escaped(last.cells.column.name))'", at: 0)
      } else {
        return
      }
    }
  }

  private func excess(_ columns: [ColumnText]) -> Int {
    columns.reduce(0) { $0 + $1.width } + Self.gap * (columns.count - 1) - style.width
  }

  private func floor(_ column: ColumnText) -> Int {
    max(column.isProse ? Self.narrowestProse : Self.narrowestText, DisplayWidth.of(column.header))
  }

  private func shorten(_ column: inout ColumnText, to width: Int) {
    column.width = width
    guard !column.isProse else { return }
    column.lines = column.lines.map { DisplayWidth.shortened($0, to: width, mark: style.ellipsis) }
  }

  // MARK: - Lines

  private func line(_ columns: [ColumnText], _ text: (ColumnText) -> String) -> String {
    let cells = columns.map { column in
      DisplayWidth.padded(text(column), to: column.width, isRight: column.cells.isNumeric)
    }
    return trimmed(cells.joined(separator: String(repeating: " ", count: Self.gap)))
  }

  /// The lines of one row: one, or more where a sentence is wrapped.
  private func rowLines(_ columns: [ColumnText], _ row: Int) -> [String] {
    let wrapped = columns.map { column in
      column.isProse
        ? DisplayWidth.wrapped(column.lines[row], to: column.width, mark: style.ellipsis) : [column.lines[row]]
    }
    let isMarked = style.hasColour && columns.contains { $0.isFlag && !$0.lines[row].isEmpty }
    return (0..<(wrapped.map(\.count).max() ?? 1)).map { number in
      let cells = zip(columns, wrapped).map { column, lines in
        let text = number < lines.count ? lines[number] : ""
        let padded = DisplayWidth.padded(text, to: column.width, isRight: column.cells.isNumeric)
        return isMarked && (column.isFlag || column.cells.column.isKey) ? style.coloured(padded, .red) : padded
      }
      return trimmed(cells.joined(separator: String(repeating: " ", count: Self.gap)))
    }
  }

  private func notes(_ table: Table) -> [String] {
    table.notes.map { style.coloured(TerminalText.escaped($0), .dim) }
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}
