// A panel over numbers as text: dots of braille, or signs of ASCII, between two axes.

import XQLanguage

/// Draws one panel in a grid of cells.
struct TextCanvas {
  private static let tallest = 10
  private static let tallestOfSteps = 6

  private let panel: Panel
  private let style: TextPictureStyle
  private let x: Scale
  private let y: Scale

  init(_ panel: Panel, style: TextPictureStyle) {
    self.panel = panel
    self.style = style
    x = Scale(panel.x, .x, panel.marks)
    y = Scale(panel.y, .y, panel.marks)
  }

  var lines: [TextLine] {
    let ticks = Ticks(y, count: 3)
    let labels = ticks.labels.map { Cells.safe($0, style) }
    let left = min(max(labels.map(Cells.width).max() ?? 0, 1), 9) + 1
    let columns = max(4, style.width - left - 1)
    var lines: [TextLine] = []
    if !panel.title.isEmpty { lines += [TextLine(panel.title, .bold)] }
    // Histograms would hide each other: each has a strip of its own, above the same axis.
    let steps = panel.marks.compactMap { mark -> Steps? in if case .steps(let steps) = mark { steps } else { nil } }
    for strip in steps {
      var grid = DotGrid(columns: columns, rows: Self.tallestOfSteps)
      draw(strip, in: &grid)
      lines += rowLines(
        grid, left: left, ticks: (ticks.values, labels), name: strip.name, colour: TextLine.Colour(strip.ink))
    }
    if steps.isEmpty {
      var grid = DotGrid(columns: columns, rows: Self.tallest)
      for mark in panel.marks { draw(mark, in: &grid) }
      lines += rowLines(grid, left: left, ticks: (ticks.values, labels), name: "", colour: .plain)
    }
    lines.append(TextLine(String(repeating: " ", count: left) + axis(columns)))
    lines.append(TextLine(String(repeating: " ", count: left) + tickLine(columns), .dim))
    return lines + legend
  }

  // MARK: - Drawing

  private func draw(_ mark: Mark, in grid: inout DotGrid) {
    switch mark {
    case .line(let series):
      var last: (x: Int, y: Int)?
      for point in series.points {
        guard let dot = dot(point, grid) else {
          last = nil
          continue
        }
        if let last { grid.line(from: last, to: dot) } else { grid.set(dot.x, dot.y) }
        last = point.y.isFinite ? dot : nil
      }
    case .points(let series):
      for point in series.points { if let dot = dot(point, grid) { grid.mark(dot.x, dot.y) } }
    case .bars(let set):
      for bar in set.bars {
        let corners = [Point(bar.x.lowerBound, bar.y.lowerBound), Point(bar.x.upperBound, bar.y.upperBound)]
        guard let one = dot(corners[0], grid), let two = dot(corners[1], grid) else { continue }
        for column in one.x...max(one.x, two.x) { grid.line(from: (column, one.y), to: (column, two.y)) }
      }
    case .steps, .band, .rule, .annotation: break
    }
  }

  private func dot(_ point: Point, _ grid: DotGrid) -> (x: Int, y: Int)? {
    guard point.x.isFinite, let across = x.fraction(point.x), let up = y.fraction(point.y) else { return nil }
    return (grid.across(across), grid.down(1 - up))
  }

  /// Each column of dots is as high as the highest bin below it; what is not empty has at least one dot.
  private func draw(_ steps: Steps, in grid: inout DotGrid) {
    guard steps.edges.count == steps.heights.count + 1 else { return }
    for (index, height) in steps.heights.enumerated() where height > 0 {
      guard let from = x.fraction(steps.edges[index]), let to = x.fraction(steps.edges[index + 1]),
        let up = y.fraction(height)
      else { continue }
      let first = grid.across(from)
      // The right edge belongs to the next bin.
      let last = max(first, grid.across(to) - (to < 1 ? 1 : 0))
      for column in first...last { grid.line(from: (column, grid.down(1 - up)), to: (column, grid.down(1))) }
    }
  }

  // MARK: - Lines

  private func rowLines(
    _ grid: DotGrid, left: Int, ticks: (values: [Double], labels: [String])?, name: String, colour: TextLine.Colour
  ) -> [TextLine] {
    let rules = upright(grid.columns)
    let insides = panel.marks.compactMap { mark -> ClosedRange<Double>? in
      if case .steps(let steps) = mark { steps.inside } else { nil }
    }
    var labels = [String](repeating: "", count: grid.rows)
    if let ticks {
      for (value, label) in zip(ticks.values, ticks.labels) {
        guard let fraction = y.fraction(value) else { continue }
        labels[min(grid.rows - 1, Int((1 - fraction) * Double(grid.rows)))] = label
      }
    }
    return (0..<grid.rows).map { row in
      var line = TextLine()
      let label = Cells.shortened(labels[row], to: left - 1, style)
      line.add(Cells.padded(label, to: left - 1, isRight: true), .dim)
      line.add(style.isUnicode ? "│" : "|", .dim)
      // The name stands in the first row where nothing is drawn.
      let text = row == 0 ? Array(Cells.safe(name, style)) : []
      let isFree = (0..<min(text.count + 2, grid.columns)).allSatisfy {
        grid.isEmpty($0 + grid.columns - text.count - 2, row)
      }
      for column in 0..<grid.columns {
        let place = column - (grid.columns - text.count - 1)
        if isFree, text.indices.contains(place), Cells.width(String(text[place])) == 1 {
          line.add(String(text[place]), colour)
        } else if grid.isEmpty(column, row) {
          line.add(rules.contains(column) ? style.threshold : " ", .red)
        } else {
          let value = value(at: column, grid.columns)
          let isBeyond = insides.contains { !$0.contains(value) }
          line.add(grid.text(column, row, isUnicode: style.isUnicode), isBeyond ? .red : colour)
        }
      }
      return line
    }
  }

  private func value(at column: Int, _ columns: Int) -> Double {
    x.low + (x.high - x.low) * (Double(column) + 0.5) / Double(columns)
  }

  /// The columns where upright rules stand.
  private func upright(_ columns: Int) -> Set<Int> {
    Set(
      rules.filter { x.holds($0.value) }.compactMap { x.fraction($0.value) }.map {
        min(columns - 1, Int($0 * Double(columns)))
      })
  }

  private var rules: [Rule] {
    panel.marks.compactMap { mark in if case .rule(let rule) = mark, rule.axis == .x { rule } else { nil } }
  }

  private func axis(_ columns: Int) -> String {
    let line = style.isUnicode ? "─" : "-"
    let tick = style.isUnicode ? "┬" : "+"
    let places = Set(tickPlaces(columns).map(\.column))
    return (style.isUnicode ? "└" : "+") + (0..<columns).map { places.contains($0) ? tick : line }.joined()
  }

  private func tickPlaces(_ columns: Int) -> [(column: Int, label: String)] {
    let ticks = Ticks(x, count: max(2, columns / 10))
    return zip(ticks.values, ticks.labels).compactMap { value, label in
      x.fraction(value).map { (min(columns - 1, Int($0 * Double(columns))), label) }
    }
  }

  /// The numbers below the ticks, those that have no room left out.
  private func tickLine(_ columns: Int) -> String {
    var line = ""
    for (column, label) in tickPlaces(columns) {
      // One cell for the corner of the axis.
      let start = max(0, column + 1 - label.count / 2)
      guard line.isEmpty || start > line.count, start + label.count <= columns + 1 else { continue }
      line += String(repeating: " ", count: start - line.count) + label
    }
    let label = Cells.safe(panel.x.label, style)
    return label.isEmpty || line.count + 2 + Cells.width(label) > columns + 1 ? line : line + "  " + label
  }

  /// A line for each label of upright rules, with the places.
  private var ruleLegend: [TextLine] {
    var labels: [(label: String, values: [String])] = []
    for rule in rules where !rule.label.isEmpty {
      let value = NumberText.significant(rule.value, 3)
      if let index = labels.firstIndex(where: { $0.label == rule.label }) {
        labels[index].values.append(value)
      } else {
        labels.append((rule.label, [value]))
      }
    }
    return labels.map {
      TextLine("\(style.threshold) \($0.label) at \($0.values.joined(separator: " and "))", .dim)
    }
  }

  /// What lines, bands and colours mean.
  private var legend: [TextLine] {
    ruleLegend
      + panel.marks.flatMap { mark -> [TextLine] in
        switch mark {
        case .band(let band) where band.axis == .x && !band.label.isEmpty:
          [
            TextLine(
              "\(band.label): \(NumberText.significant(band.values.lowerBound, 4)) to "
                + NumberText.significant(band.values.upperBound, 4), .dim)
          ]
        case .line(let series), .points(let series):
          series.name.isEmpty ? [] : [TextLine("\(style.dot) \(series.name)", TextLine.Colour(series.ink))]
        default: []
        }
      }
  }
}

/// A grid of dots, two across and four down in each cell.
struct DotGrid {
  let columns: Int
  let rows: Int
  private var cells: [UInt8]
  /// Cells in which a single point is to be seen.
  private var marked: Set<Int> = []

  /// Bits of braille by row and column of a cell.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  func across(_ fraction: Double) -> Int { min(columns * 2 - 1, Int(fraction * Double(columns * 2))) }
  func down(_ fraction: Double) -> Int { min(rows * 4 - 1, Int(fraction * Double(rows * 4))) }

  mutating func set(_ x: Int, _ y: Int) {
    guard (0..<columns * 2).contains(x), (0..<rows * 4).contains(y) else { return }
    cells[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
  }

  /// Makes a single point seen: a dot of braille alone is easily missed.
  mutating func mark(_ x: Int, _ y: Int) {
    set(x, y)
    if (0..<columns * 2).contains(x), (0..<rows * 4).contains(y) { marked.insert(y / 4 * columns + x / 2) }
  }

  /// All dots of a straight line.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let count = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...count {
      let part = Double(step) / Double(count)
      set(
        Int((Double(start.x) + Double(end.x - start.x) * part).rounded()),
        Int((Double(start.y) + Double(end.y - start.y) * part).rounded()))
    }
  }

  func isEmpty(_ column: Int, _ row: Int) -> Bool {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return true }
    return cells[row * columns + column] == 0
  }

  func text(_ column: Int, _ row: Int, isUnicode: Bool) -> String {
    if marked.contains(row * columns + column) { return isUnicode ? "•" : "o" }
    let cell = cells[row * columns + column]
    if isUnicode { return Unicode.Scalar(0x2800 + UInt32(cell)).map { String(Character($0)) } ?? " " }
    let count = cell.nonzeroBitCount
    return count > 4 ? "#" : count > 2 ? ":" : "."
  }
}
