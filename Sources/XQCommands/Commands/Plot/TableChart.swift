// TABLE | plot: one column of a table over another one.

import XQConsole
import XQLanguage
import XQPlot

/// A table as a chart.
struct TableChart {
  /// Values of a further key column up to which each has a panel of its own.
  private static let mostPanels = 6

  private let table: Table
  private let x: Int
  private let y: Int
  private let isNumeric: Bool

  /// - Throws: XQ0303 for a column that is not there, XQ0440 for one that cannot be drawn.
  init(_ call: Invocation) throws(Diagnostic) {
    table = try call.table()
    guard table.rowCount > 0 else {
      throw Diagnostic(.nothingToDraw, "the table has no rows to draw", at: call.place)
    }
    let table = table
    x =
      try call.string("x").map { name throws(Diagnostic) in try call.column(name, of: table, "x") }
      ?? table.columns.firstIndex { $0.isKey } ?? 0
    let x = x
    let wanted = try call.string("y").map { name throws(Diagnostic) in try call.column(name, of: table, "y") }
    let found = table.columns.indices.first { index in
      index != x && !table.columns[index].isKey && table.cells[index].contains { Self.number($0) != nil }
    }
    guard let y = wanted ?? found else {
      throw Diagnostic(
        .nothingToDraw, "the table has no column of numbers besides '\(table.columns[x].name)'", at: call.place,
        help: ["numbers are drawn over names or numbers: | plot --x NAME --y NUMBER"])
    }
    guard table.cells[y].contains(where: { Self.number($0) != nil }) else {
      throw Diagnostic(
        .nothingToDraw, "column '\(table.columns[y].name)' has no numbers", at: call.place(of: "y"),
        help: found.map { ["| plot --x \(table.columns[x].name.asWord) --y \(table.columns[$0].name.asWord)"] } ?? [])
    }
    self.y = y
    isNumeric = table.cells[x].allSatisfy { Self.number($0) != nil }
  }

  /// A number as it is, a quantity in the base unit of its kind.
  static func number(_ value: Value) -> Double? {
    switch value {
    case .number(let number): number
    case .quantity(let quantity): quantity.base
    default: nil
    }
  }

  var chart: Chart {
    let (xName, yName) = (title(x), title(y))
    let groups = groups
    let panels = groups.map { panel($0.title, $0.rows) }
    let drawn = table.cells[y].count { Self.number($0) != nil }
    let missing = table.rowCount - drawn
    return Chart(
      title: "\(yName) by \(xName)", summary: "\(Counted.text(drawn, "value")) of \(yName) by \(xName)", panels: panels,
      columns: 1, notes: missing > 0 ? ["\(Counted.text(missing, "row")) without a number left out"] : [],
      plotWidth: 640, plotHeight: 240)
  }

  private func title(_ index: Int) -> String {
    let column = table.columns[index]
    return column.unit.map { "\(column.name) \($0.rawValue)" } ?? column.name
  }

  /// The rows of each value of a further key column, so that a name stands once in a panel.
  private var groups: [(title: String, rows: [Int])] {
    let all = [("", Array(0..<table.rowCount))]
    guard !isNumeric, let key = table.columns.indices.first(where: { $0 != x && $0 != y && table.columns[$0].isKey })
    else { return all }
    var groups: [(title: String, rows: [Int])] = []
    for row in 0..<table.rowCount {
      let name = table.cells[key][row].text
      if let index = groups.firstIndex(where: { $0.title == name }) {
        groups[index].rows.append(row)
      } else {
        guard groups.count < Self.mostPanels else { return all }
        groups.append((name, [row]))
      }
    }
    return groups.count > 1 ? groups : all
  }

  private func panel(_ title: String, _ rows: [Int]) -> Panel {
    let flag = table.columns.firstIndex { $0.isFlag }
    let marked = rows.map { row in
      flag.map { index in if case .bool(true) = table.cells[index][row] { true } else { false } } ?? false
    }
    let points = rows.enumerated().map { place, row -> Point in
      let value = Self.number(table.cells[y][row]) ?? .nan
      let name = table.cells[x][row].text
      return Point(
        isNumeric ? Self.number(table.cells[x][row]) ?? .nan : Double(place), value,
        tooltip: "\(name): \(NumberText.display(value))", isMarked: marked[place])
    }
    let axis =
      isNumeric
      ? Axis(self.title(x), .automatic)
      : Axis(
        "",
        .categories(rows.enumerated().map { Category(table.cells[x][$0.element].text, isMarked: marked[$0.offset]) }))
    let ordered = isNumeric ? points.sorted { ($0.x, $0.y) < ($1.x, $1.y) } : points
    return Panel(
      title: title, group: title, x: axis, y: Axis(self.title(y), .automatic),
      marks: [isNumeric ? .points(Series("", ordered)) : .line(Series("", ordered))])
  }
}
