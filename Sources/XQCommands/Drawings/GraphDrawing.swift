// A model's graph as text: its layers in order, branches, and where quantizers sit.

import XQConsole
import XQFormats
import XQLanguage

/// The layers of a model, one a line, with lanes beside them that show which reads from which.
///
/// Blocks of layers that follow each other three times or more are drawn once; what is still too long is cut in its middle.
struct GraphDrawing: FittedText {
  struct Row {
    let name: String
    let op: String
    /// Shape and bits of what it reads besides tensors that are computed.
    let weights: String
    /// The quantizer behind it; empty for none.
    let quantizer: String
    let cells: [Character]
    let column: Int
  }

  /// Longer drawings are folded and cut, unless the whole was asked for.
  private static let mostLines = 60
  private static let mostLanes = 12
  /// Cells of a name that are left before a column is given up.
  private static let leastName = 12

  let rows: [Row]
  let isWhole: Bool

  init(_ model: OnnxModel, isWhole: Bool) {
    rows = GraphRows(model).rows
    self.isWhole = isWhole
  }

  init(rows: [Row], isWhole: Bool) {
    self.rows = rows
    self.isWhole = isWhole
  }

  func lines(_ style: TextStyle) -> [String] {
    var items = rows.indices.map { Folded.row($0) }
    if !isWhole, items.count > Self.mostLines {
      items = folded()
      if items.count > Self.mostLines {
        let (head, tail) = (Self.mostLines - 20, 20)
        items = items.prefix(head) + [.left(items.count - head - tail)] + items.suffix(tail)
      }
    }
    return [""] + text(items, style)
  }

  // MARK: - Folding

  private enum Folded {
    case row(Int)
    /// So many more times the same block, up to that row.
    case again(Int, last: Int, count: Int)
    /// So many lines were left out.
    case left(Int)
  }

  private func folded() -> [Folded] {
    let signs = rows.map { "\($0.op) \(String($0.cells)) \($0.weights.isEmpty)" }
    var items: [Folded] = []
    var index = 0
    while index < rows.count {
      let (length, times) = repetition(signs, from: index)
      for row in index..<index + length { items.append(.row(row)) }
      if times > 1 {
        items.append(.again(times - 1, last: index + length * times - 1, count: length * (times - 1)))
      }
      index += length * times
    }
    return items
  }

  /// The block that starts at a row and comes three times or more, the one that covers most; else one row once.
  private func repetition(_ signs: [String], from start: Int) -> (length: Int, times: Int) {
    var best = (length: 1, times: 1)
    let longest = min(64, (signs.count - start) / 3)
    guard longest > 0 else { return best }
    for length in 1...longest {
      var end = start + length
      while end < signs.count, signs[end] == signs[end - length] { end += 1 }
      let times = (end - start) / length
      if times >= 3, times * length > best.times * best.length { best = (length, times) }
    }
    return best
  }

  // MARK: - Text

  private func text(_ items: [Folded], _ style: TextStyle) -> [String] {
    let shown = items.compactMap { item in if case .row(let index) = item { rows[index] } else { nil } }
    let mark = style.ellipsis
    let lanes = min((shown.map(\.cells.count).max() ?? 0), Self.mostLanes * 2, style.width / 3)
    let names = shown.map { DisplayWidth.of(TerminalText.escaped($0.name)) }.reduce(5, max)
    var columns = columns(of: shown)
    var room = names
    // Where the line is too narrow for all, names are shortened first, then columns are left out.
    while true {
      room = min(names, style.width - lanes - 1 - columns.map(\.width).reduce(0) { $0 + $1 + 2 })
      guard room < min(names, Self.leastName), let last = columns.indices.last else { break }
      columns.remove(at: columns.count > 2 ? 1 : last)
    }
    room = max(5, room)
    let widths = columns.map(\.width)
    let title = line(String(repeating: " ", count: lanes), "layer", columns.map(\.title), room, widths, style)
    return [style.coloured(title, .dim)]
      + items.map { item in
        switch item {
        case .row(let index):
          let row = rows[index]
          return line(
            prefix(row, lanes, style), TerminalText.escaped(row.name),
            columns.map { TerminalText.escaped($0.text(row)) },
            room, widths, style)
        case .again(let times, let last, let count):
          let name = DisplayWidth.shortened(
            TerminalText.escaped(rows[last].name), to: max(room, style.width / 3), mark: mark)
          return fitted(
            "\(style.isUnicode ? "⋮" : ":")  the same \(times) times more: \(count) layers, up to \(name)", style)
        case .left(let count):
          return fitted("\(mark)  \(count) lines more: show them by --all", style)
        }
      }
  }

  /// What stands behind the name.
  private struct Column {
    let title: String
    let text: (Row) -> String
    var width = 0
  }

  /// The columns that say something, with the cells that they take.
  private func columns(of rows: [Row]) -> [Column] {
    [
      Column(title: "op", text: \.op), Column(title: "weights", text: \.weights),
      Column(title: "quantizer", text: \.quantizer),
    ].filter { column in rows.contains { !column.text($0).isEmpty } }.map { column in
      var measured = column
      measured.width = rows.map { DisplayWidth.of(TerminalText.escaped(column.text($0))) }.reduce(
        column.title.count, max)
      return measured
    }
  }

  private func line(
    _ prefix: String, _ name: String, _ cells: [String], _ room: Int, _ widths: [Int], _ style: TextStyle
  ) -> String {
    var line =
      prefix + " " + DisplayWidth.padded(DisplayWidth.shortened(name, to: room, mark: style.ellipsis), to: room)
    for (cell, width) in zip(cells, widths) { line += "  " + DisplayWidth.padded(cell, to: width) }
    while line.last == " " { line.removeLast() }
    return fitted(line, style)
  }

  /// The lanes of a row; what does not fit is left out, with a mark where the node itself is.
  private func prefix(_ row: Row, _ width: Int, _ style: TextStyle) -> String {
    var cells = Array(row.cells.prefix(width))
    if row.column * 2 >= width, width > 0, cells.count == width { cells[width - 1] = style.isUnicode ? "…" : ">" }
    let text = String(style.isUnicode ? cells : cells.map(GraphLanes.plain))
    return DisplayWidth.padded(text, to: width)
  }

  private func fitted(_ line: String, _ style: TextStyle) -> String {
    DisplayWidth.shortened(line, to: style.width, mark: style.ellipsis)
  }
}
