// Panels over categories as text: one line a category, each panel a column of values and bars.

import XQLanguage

/// Lists the categories that some panels share.
struct BarList {
  /// A value to draw in a line.
  enum Entry: Equatable {
    case nothing
    case value(Double)
    /// A label in place of the ends; empty for the ends.
    case range(ClosedRange<Double>, label: String)
  }

  /// One series of one panel.
  struct Column {
    let title: String
    let scale: Scale
    let ink: Ink
    /// By category.
    let entries: [Entry]
    let rules: [Double]
    let label: String
  }

  private static let gap = 2
  private static let narrowestBar = 8
  private static let widestBar = 48
  private static let widestName = 40

  private let group: String
  /// Above the heading, where the columns have the names of series.
  private let title: String
  private let categories: [Category]
  private let columns: [Column]
  private let marked: [Bool]
  private let style: TextPictureStyle

  init(_ panels: [Panel], style: TextPictureStyle) {
    self.style = style
    group = panels.first?.group ?? ""
    categories = panels.first?.x.categories ?? []
    let names = panels.first.map { $0.marks.compactMap(\.legend) } ?? []
    let isAlone = panels.count == 1 && !names.isEmpty
    title = isAlone ? panels[0].title : ""
    columns = panels.flatMap { BarList.columns($0, isAlone: isAlone) }
    marked = categories.indices.map { index in
      panels.contains { panel in
        let names = panel.x.categories
        return names.indices.contains(index) && names[index].isMarked
      }
    }
  }

  /// - Parameter isAlone: whether the names of the series say enough.
  private static func columns(_ panel: Panel, isAlone: Bool) -> [Column] {
    let scale = Scale(panel.y, .y, panel.marks)
    let count = panel.x.categories.count
    let rules = panel.marks.compactMap { mark -> Rule? in
      if case .rule(let rule) = mark, rule.axis == .y { rule } else { nil }
    }
    let label = rules.map(\.label).filter { !$0.isEmpty }.joined(separator: ", ")
    return panel.marks.compactMap { mark in
      var entries = [Entry](repeating: .nothing, count: count)
      func set(_ x: Double, _ entry: Entry) {
        guard let index = Int(exactly: x.rounded()), entries.indices.contains(index) else { return }
        entries[index] = entry
      }
      let name: String
      let ink: Ink
      switch mark {
      case .line(let series), .points(let series):
        (name, ink) = (series.name, series.ink)
        for point in series.points where point.x.isFinite { set(point.x, .value(point.y)) }
      case .bars(let bars):
        (name, ink) = (bars.name, bars.ink)
        for bar in bars.bars { set((bar.x.lowerBound + bar.x.upperBound) / 2, .range(bar.y, label: bar.label)) }
      case .steps, .band, .rule, .annotation: return nil
      }
      let titles = [panel.title == panel.group ? "" : panel.title, name].filter { !$0.isEmpty }
      let title = isAlone && !name.isEmpty ? name : titles.joined(separator: ", ")
      return Column(title: title, scale: scale, ink: ink, entries: entries, rules: rules.map(\.value), label: label)
    }
  }

  var lines: [TextLine] {
    let values = columns.map { column in column.entries.map(Self.text) }
    let valueWidths = values.map { $0.map(Cells.width).max() ?? 0 }
    let names = categories.map { Cells.safe($0.name, style) }
    let most = max(6, min(Self.widestName, style.width * 2 / 5))
    let nameWidth = min(most, names.map(Cells.width).max() ?? 0)
    let left = nameWidth + 2
    var lines: [TextLine] = []
    var start = 0
    while start < columns.count {
      let (end, bar) = fitting(from: start, valueWidths, left: left)
      let shown = start..<end
      if start == 0, !title.isEmpty { lines.append(TextLine(title, .bold)) }
      let hasHeading = !(title.isEmpty ? group : "").isEmpty || columns[shown].contains { !$0.title.isEmpty }
      if hasHeading { lines.append(heading(shown, valueWidths, left: left, bar: bar)) }
      lines += rows(shown, names, nameWidth, values, valueWidths, bar: bar)
      lines += foot(shown).flatMap { TextLine.wrapped($0, style) }
      start = end
    }
    return lines
  }

  /// How many columns fit side by side, at least one, and how wide their bars are; 0 for no bars.
  private func fitting(from start: Int, _ valueWidths: [Int], left: Int) -> (end: Int, bar: Int) {
    var end = start
    var used = left
    while end < columns.count {
      let next = used + Self.gap + valueWidths[end] + 1 + Self.narrowestBar
      if end > start, next > style.width { break }
      used = next
      end += 1
    }
    let fixed = valueWidths[start..<end].reduce(left) { $0 + Self.gap + $1 + 1 }
    let bar = (style.width - fixed) / (end - start)
    return (end, bar < 3 ? 0 : min(bar, Self.widestBar))
  }

  private func heading(_ shown: Range<Int>, _ valueWidths: [Int], left: Int, bar: Int) -> TextLine {
    var line = TextLine()
    line.add(
      Cells.padded(Cells.shortened(Cells.safe(title.isEmpty ? group : "", style), to: left, style), to: left), .dim)
    for index in shown {
      let room = valueWidths[index] + 1 + bar
      let title = Cells.shortened(Cells.safe(columns[index].title, style), to: room, style)
      line.add(String(repeating: " ", count: Self.gap) + Cells.padded(title, to: room), .bold)
    }
    return line
  }

  private func rows(
    _ shown: Range<Int>, _ names: [String], _ nameWidth: Int, _ values: [[String]], _ valueWidths: [Int], bar: Int
  ) -> [TextLine] {
    let kept = kept
    var lines: [TextLine] = []
    var left = 0
    func addGap(_ lines: inout [TextLine]) {
      if left > 0 { lines.append(TextLine("\(style.ellipsis) \(left) more", .dim)) }
      left = 0
    }
    for index in categories.indices {
      guard kept[index] else {
        left += 1
        continue
      }
      addGap(&lines)
      let isMarked = marked[index]
      var line = TextLine()
      line.add(
        Cells.padded(Cells.shortened(names[index], to: nameWidth, style), to: nameWidth), isMarked ? .red : .plain)
      line.add(isMarked ? " \(style.mark)" : "  ", .red)
      for column in shown {
        line.add(String(repeating: " ", count: Self.gap))
        line.add(Cells.padded(values[column][index], to: valueWidths[column], isRight: true) + " ")
        guard bar > 0 else { continue }
        TextBar(columns[column], width: bar, style: style)
          .add(columns[column].entries[index], isMarked: isMarked, to: &line)
      }
      lines.append(line)
    }
    addGap(&lines)
    if kept.contains(false), !style.allHint.isEmpty {
      lines += TextLine.wrapped("all of them: \(style.allHint)", style)
    }
    return lines
  }

  /// Which lines are shown where there are more than wanted: marked ones first, then others at even distances.
  private var kept: [Bool] {
    guard let most = style.largestCount, categories.count > most + 4 else {
      return categories.map { _ in true }
    }
    let places = categories.indices.filter { marked[$0] }
    let others = categories.indices.filter { !marked[$0] }
    var kept = [Bool](repeating: false, count: categories.count)
    for place in places.prefix(most) { kept[place] = true }
    let room = max(0, most - places.count)
    guard room > 0, !others.isEmpty else { return kept }
    for step in 0..<min(room, others.count) { kept[others[step * others.count / min(room, others.count)]] = true }
    return kept
  }

  /// What the bars mean: the ends of scales that are no plain lengths, and thresholds; once for columns that are alike.
  private func foot(_ shown: Range<Int>) -> [String] {
    var parts: [(words: String, titles: [String])] = []
    for column in columns[shown] {
      var words: [String] = []
      if column.scale.isLogarithmic {
        let ends = [column.scale.low, column.scale.high].map { NumberText.significant($0, 2) }
        words.append("log scale \(ends[0]) to \(ends[1])")
      }
      if !column.scale.isLogarithmic, column.scale.low > 0 {
        words.append("bars from \(NumberText.significant(column.scale.low, 2))")
      }
      if !column.label.isEmpty { words.append("\(style.threshold) \(column.label)") }
      let text = words.joined(separator: ", ")
      if text.isEmpty { continue }
      if let index = parts.firstIndex(where: { $0.words == text }) {
        parts[index].titles.append(column.title)
      } else {
        parts.append((text, [column.title]))
      }
    }
    if parts.count == 1, parts[0].titles.count == shown.count { return [parts[0].words] }
    return parts.map { "\($0.titles.joined(separator: ", ")): \($0.words)" }
  }

  private static func text(_ entry: Entry) -> String {
    switch entry {
    case .nothing: ""
    case .value(let value): NumberText.display(value)
    case .range(let range, let label):
      label.isEmpty
        ? "\(NumberText.significant(range.lowerBound, 3))..\(NumberText.significant(range.upperBound, 3))" : label
    }
  }
}

/// One bar of a list.
struct TextBar {
  private let column: BarList.Column
  private let width: Int
  private let style: TextPictureStyle

  private static let eighths = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  init(_ column: BarList.Column, width: Int, style: TextPictureStyle) {
    self.column = column
    self.width = width
    self.style = style
  }

  func add(_ entry: BarList.Entry, isMarked: Bool, to line: inout TextLine) {
    let colour: TextLine.Colour = isMarked ? .red : .plain
    let rules = Set(column.rules.filter { $0.isFinite }.compactMap { column.scale.fraction($0) }.map(cell))
    for (index, cell) in cells(entry).enumerated() {
      if rules.contains(index) {
        line.add(style.threshold, .red)
      } else {
        line.add(cell, cell == " " ? .plain : colour)
      }
    }
  }

  private func cell(_ fraction: Double) -> Int { min(width - 1, Int(fraction * Double(width))) }

  private func cells(_ entry: BarList.Entry) -> [String] {
    var cells = [String](repeating: " ", count: width)
    switch entry {
    case .nothing: break
    case .value(let value):
      guard let end = column.scale.fraction(value) else { break }
      // Lengths start at 0 where the scale has it.
      let start = column.scale.isLogarithmic ? 0 : column.scale.fraction(0) ?? 0
      fill(&cells, min(start, end), max(start, end))
      if value.isInfinite { cells[value > 0 ? width - 1 : 0] = value > 0 ? ">" : "<" }
    case .range(let range, _):
      guard let low = column.scale.fraction(range.lowerBound), let high = column.scale.fraction(range.upperBound)
      else { break }
      let (first, last) = (cell(low), cell(high))
      for index in first...max(first, last) { cells[index] = style.isUnicode ? "━" : "=" }
    }
    return cells
  }

  private func fill(_ cells: inout [String], _ start: Double, _ end: Double) {
    let (from, to) = (start * Double(width), end * Double(width))
    for index in cells.indices {
      let covered = min(to, Double(index + 1)) - max(from, Double(index))
      guard covered > 0 else { continue }
      let isTip = covered < 1
      if !style.isUnicode {
        if covered >= 0.5 || to - from < 1 { cells[index] = "#" }
      } else if isTip, Double(index) >= from {
        cells[index] = Self.eighths[max(0, min(7, Int((covered * 8).rounded()) - 1))]
      } else {
        cells[index] = isTip && covered < 0.5 ? "▐" : "█"
      }
    }
  }
}
