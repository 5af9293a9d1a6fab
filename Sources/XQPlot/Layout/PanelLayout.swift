// Places the axes of one panel and what lies between them.

/// One panel: its scales, the room that its labels need, and how it is drawn.
struct PanelLayout {
  typealias Size = Scene.Size

  let panel: Panel
  let x: Scale
  let y: Scale
  let width: Double
  let height: Double
  private let plot: (width: Double, height: Double)
  private let left: Double
  private let top: Double
  private let yTicks: Ticks
  private let names: CategoryNames?
  private let ruleLabels: RuleLabels

  /// Pixels for each name of an axis of categories, and the widest that an axis becomes by them.
  private static let widthOfCategory = 17.0
  private static let widest = 1100.0
  private static let right = 16.0

  init(_ panel: Panel, width plotWidth: Double, height plotHeight: Double) {
    self.panel = panel
    x = Scale(panel.x, .x, panel.marks)
    y = Scale(panel.y, .y, panel.marks)
    let categories = panel.x.categories
    let wanted = Double(categories.count) * Self.widthOfCategory
    plot = (max(plotWidth, min(wanted, max(plotWidth, Self.widest))), plotHeight)
    yTicks = Ticks(y, count: Int(plotHeight / 42))
    let tickWidth = yTicks.labels.map { TextMetrics.width($0, size: Size.small) }.max() ?? 0
    names = categories.isEmpty ? nil : CategoryNames(categories, width: plot.width)
    left = max(tickWidth + 10 + (panel.y.label.isEmpty ? 0 : Size.line + 2), (names?.leftOverhang ?? 0) + 4)
    ruleLabels = RuleLabels(panel, x, width: plot.width)
    top =
      (panel.title.isEmpty && ruleLabels.besideTitle.isEmpty ? 6 : Size.line + 8)
      + Double(ruleLabels.rowCount) * Size.line + (panel.top == nil ? 0 : 2 * Size.line + 4)
    let bottom = (names?.height ?? Size.line + 4) + (panel.x.label.isEmpty ? 0 : Size.line + 2)
    width = left + plot.width + Self.right
    height = top + plot.height + bottom
  }

  func draw(into scene: inout Scene, x originX: Double, y originY: Double) {
    let frame = Scene.Box(x: originX + left, y: originY + top, width: plot.width, height: plot.height)
    let marks = MarkDrawing(frame: frame, x: x, y: y)
    marks.drawBands(panel.marks, into: &scene)
    drawYAxis(frame, &scene, originX)
    drawXAxis(frame, &scene, originY + height)
    drawTopScale(frame, &scene)
    marks.draw(panel.marks, into: &scene)
    ruleLabels.draw(frame, lift: panel.top == nil ? 0 : 2 * Size.line + 4, into: &scene)
    let labelRoom = ruleLabels.draw(besideTitle: frame, at: originY + Size.panel, into: &scene)
    scene.add(
      panel.title, x: frame.x, y: originY + Size.panel, size: Size.panel, ink: .text, isBold: true,
      room: frame.width - labelRoom)
  }

  private func drawYAxis(_ frame: Scene.Box, _ scene: inout Scene, _ originX: Double) {
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      guard let fraction = y.fraction(value) else { continue }
      let at = frame.y + frame.height * (1 - fraction)
      scene.elements.append(.path([.init(frame.x, at), .init(frame.x + frame.width, at)], .stroke(.grid)))
      scene.add(label, x: frame.x - 6, y: at + 4, size: Size.small, ink: .muted, anchor: .end)
    }
    scene.add(
      panel.y.label, x: originX + Size.small, y: frame.y + frame.height / 2, size: Size.small, ink: .muted,
      anchor: .middle, angle: -90, room: frame.height)
  }

  private func drawXAxis(_ frame: Scene.Box, _ scene: inout Scene, _ bottom: Double) {
    let base = frame.y + frame.height
    scene.elements.append(.path([.init(frame.x, base), .init(frame.x + frame.width, base)], .stroke(.frame)))
    if let names {
      names.draw(frame, x, into: &scene)
    } else {
      let ticks = Ticks(x, count: max(2, Int(frame.width / 80)))
      for (value, label) in zip(ticks.values, ticks.labels) {
        guard let fraction = x.fraction(value) else { continue }
        let at = frame.x + frame.width * fraction
        scene.elements.append(.path([.init(at, base), .init(at, base + 4)], .stroke(.frame)))
        scene.add(label, x: at, y: base + Size.line, size: Size.small, ink: .muted, anchor: .middle)
      }
    }
    scene.add(
      panel.x.label, x: frame.x + frame.width / 2, y: bottom - 4, size: Size.small, ink: .muted, anchor: .middle,
      room: frame.width)
  }

  private func drawTopScale(_ frame: Scene.Box, _ scene: inout Scene) {
    guard let second = panel.top, second.spread > 0, !x.isLogarithmic else { return }
    let step = Ticks.step((x.high - x.low) / second.spread, max(2, Int(frame.width / 90)))
    guard step > 0 else { return }
    scene.elements.append(
      .path([.init(frame.x, frame.y), .init(frame.x + frame.width, frame.y)], .stroke(.frame)))
    let first = ((x.low - second.centre) / second.spread / step).rounded(.up)
    let last = ((x.high - second.centre) / second.spread / step).rounded(.down)
    guard last - first < 200 else { return }
    for multiple in stride(from: first, through: last, by: 1) {
      guard let fraction = x.fraction(second.centre + multiple * step * second.spread) else { continue }
      let at = frame.x + frame.width * fraction
      scene.elements.append(.path([.init(at, frame.y), .init(at, frame.y - 4)], .stroke(.frame)))
      scene.add(
        TickText.text(abs(multiple * step), step: step), x: at, y: frame.y - 8, size: Size.small, ink: .muted,
        anchor: .middle)
    }
    scene.add(
      second.label, x: frame.x + frame.width / 2, y: frame.y - Size.line - 8, size: Size.small, ink: .muted,
      anchor: .middle)
  }
}
