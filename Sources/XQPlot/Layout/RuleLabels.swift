// The labels of rules: those across the panel beside its title, those of upright ones in rows above the plot.

import XQLanguage

/// Places labels so that none lies over another one or over what is drawn.
struct RuleLabels {
  private struct Placed {
    let rule: Rule
    let text: String
    /// The left end within the plot.
    let x: Double
    let row: Int
  }

  private let placed: [Placed]
  private let scale: Scale
  /// Rules across the panel, whose labels stand beside its title.
  let besideTitle: [Rule]
  let rowCount: Int

  init(_ panel: Panel, _ scale: Scale, width: Double) {
    self.scale = scale
    let rules = panel.marks.compactMap { mark -> Rule? in
      if case .rule(let rule) = mark, !rule.label.isEmpty { rule } else { nil }
    }
    besideTitle = rules.filter { $0.axis == .y }
    let size = Scene.Size.small
    var ends: [Double] = []
    placed = rules.filter { $0.axis == .x }.sorted { $0.value < $1.value }.compactMap { rule in
      guard let fraction = scale.fraction(rule.value) else { return nil }
      let isOutside = !scale.holds(rule.value)
      let arrow = isOutside ? (fraction == 0 ? "← " : "→ ") : ""
      let text = TextMetrics.shortened(TextMetrics.safe(arrow + rule.label), to: width, size: size)
      let length = TextMetrics.width(text, size: size)
      let x = min(max(0, fraction * width - length / 2), max(0, width - length))
      let row = ends.firstIndex { $0 + 10 <= x } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = x + length
      return Placed(rule: rule, text: text, x: x, row: row)
    }
    rowCount = ends.count
  }

  /// Draws the labels of upright rules; `lift` is the room of the top scale, which stands below them.
  func draw(_ frame: Scene.Box, lift: Double, into scene: inout Scene) {
    for label in placed {
      let y = frame.y - 6 - lift - Double(label.row) * Scene.Size.line
      scene.add(label.text, x: frame.x + label.x, y: y, size: Scene.Size.small, ink: label.rule.ink)
    }
  }

  /// Draws the labels of rules across the panel at the right end of its title.
  ///
  /// - Returns: the room that they take.
  func draw(besideTitle frame: Scene.Box, at y: Double, into scene: inout Scene) -> Double {
    guard !besideTitle.isEmpty else { return 0 }
    let text = besideTitle.map { TextMetrics.safe($0.label) }.joined(separator: "   ")
    let shown = TextMetrics.shortened(text, to: frame.width / 2, size: Scene.Size.small)
    let length = TextMetrics.width(shown, size: Scene.Size.small)
    let end = frame.x + frame.width
    scene.add(shown, x: end, y: y, size: Scene.Size.small, ink: besideTitle[0].ink, anchor: .end)
    scene.elements.append(
      .path(
        [.init(end - length - 24, y - 4), .init(end - length - 6, y - 4)],
        .stroke(besideTitle[0].ink, width: 1.5, isDashed: besideTitle[0].isDashed)))
    return length + 40
  }
}
