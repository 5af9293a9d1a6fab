// Places the panels of a chart, its title, legend and notes.

extension Scene {
  /// Sizes of text, in pixels.
  enum Size {
    static let title = 17.0
    static let panel = 13.0
    static let small = 11.0
    static let line = 16.0
    static let margin = 20.0
    static let gap = 28.0
  }

  /// Lays a chart out. The size follows from what it holds; text does not overlap, where names have no room some are left
  /// out, marked ones last.
  public init(_ chart: Chart) {
    let panels = chart.panels.map { PanelLayout($0, width: chart.plotWidth, height: chart.plotHeight) }
    let columns = min(max(1, chart.columns), max(1, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let widths = (0..<columns).map { column in
      stride(from: column, to: panels.count, by: columns).map { panels[$0].width }.max() ?? 0
    }
    let content = max(widths.reduce(0, +) + Double(columns - 1) * Size.gap, 240)
    self.init(
      width: content + 2 * Size.margin, height: 0, title: TextMetrics.safe(chart.title),
      summary: TextMetrics.safe(chart.summary))
    var y = Size.margin
    addHead(chart, &y)
    for row in 0..<rows {
      let inRow = (row * columns)..<min(panels.count, (row + 1) * columns)
      var x = Size.margin
      for index in inRow {
        panels[index].draw(into: &self, x: x, y: y)
        x += widths[index - row * columns] + Size.gap
      }
      y += inRow.map { panels[$0].height }.max() ?? 0
      if row + 1 < rows { y += Size.gap * 0.75 }
    }
    addNotes(chart.notes, &y)
    height = y + Size.margin * 0.75
    elements.insert(
      .rectangle(Box(x: 0, y: 0, width: width, height: height), .fill(.paper), tooltip: ""), at: 0)
  }

  private mutating func addHead(_ chart: Chart, _ y: inout Double) {
    let room = width - 2 * Size.margin
    if !chart.title.isEmpty {
      add(title, x: Size.margin, y: y + Size.title * 0.8, size: Size.title, ink: .text, isBold: true, room: room)
      y += Size.title + 10
    }
    addLegend(Self.legend(chart), room, &y)
    y += 6
  }

  private mutating func addLegend(_ entries: [(name: String, ink: Ink)], _ room: Double, _ y: inout Double) {
    guard !entries.isEmpty else { return }
    var x = Size.margin
    for entry in entries {
      let name = TextMetrics.shortened(TextMetrics.safe(entry.name), to: room - 18, size: Size.small)
      let length = 18 + TextMetrics.width(name, size: Size.small)
      if x > Size.margin, x + length > Size.margin + room {
        x = Size.margin
        y += Size.line
      }
      elements.append(
        .rectangle(Box(x: x, y: y - 1, width: 11, height: 11), .fill(entry.ink, opacity: 0.85), tooltip: ""))
      add(name, x: x + 17, y: y + 8.5, size: Size.small, ink: .text)
      x += length + 18
    }
    y += Size.line + 2
  }

  private mutating func addNotes(_ notes: [String], _ y: inout Double) {
    guard !notes.isEmpty else { return }
    y += 10
    let room = width - 2 * Size.margin
    for line in notes.flatMap({ TextMetrics.wrapped(TextMetrics.safe($0), to: room, size: Size.small) }) {
      y += Size.line
      add(line, x: Size.margin, y: y - 4, size: Size.small, ink: .muted)
    }
  }

  /// Each name once, in order; a single one says nothing.
  private static func legend(_ chart: Chart) -> [(name: String, ink: Ink)] {
    var entries: [(name: String, ink: Ink)] = []
    for entry in chart.panels.flatMap({ $0.marks.compactMap(\.legend) })
    where !entries.contains(where: { $0.name == entry.name }) {
      entries.append(entry)
    }
    return entries.count > 1 ? entries : []
  }

  /// A line of text; shortened where it is wider than the room.
  mutating func add(
    _ text: String, x: Double, y: Double, size: Double, ink: Ink, anchor: Label.Anchor = .start, isBold: Bool = false,
    angle: Double = 0, room: Double = .infinity
  ) {
    let safe = TextMetrics.safe(text)
    // Bold text is wider than the table says.
    let shown = TextMetrics.shortened(safe, to: isBold ? room / 1.08 : room, size: size)
    guard !shown.isEmpty else { return }
    elements.append(
      .text(
        Label(
          text: shown, spot: Spot(x, y), size: size, ink: ink, anchor: anchor, isBold: isBold, angle: angle,
          tooltip: shown == safe ? "" : safe)))
  }
}
