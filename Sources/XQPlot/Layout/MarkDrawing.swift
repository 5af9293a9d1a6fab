// Turns the marks of a panel into primitives.

/// Draws marks into the frame of a panel.
struct MarkDrawing {
  let frame: Scene.Box
  let x: Scale
  let y: Scale

  /// Points beyond which they become smaller.
  private static let manyPoints = 150

  private func across(_ value: Double) -> Double? { x.fraction(value).map { frame.x + frame.width * $0 } }
  private func down(_ value: Double) -> Double? { y.fraction(value).map { frame.y + frame.height * (1 - $0) } }

  /// Bands lie behind everything, the grid too.
  func drawBands(_ marks: [Mark], into scene: inout Scene) {
    for case .band(let band) in marks {
      let box: Scene.Box
      switch band.axis {
      case .x:
        guard let from = across(band.values.lowerBound), let to = across(band.values.upperBound) else { continue }
        box = Scene.Box(x: from, y: frame.y, width: to - from, height: frame.height)
      case .y:
        guard let from = down(band.values.upperBound), let to = down(band.values.lowerBound) else { continue }
        box = Scene.Box(x: frame.x, y: from, width: frame.width, height: to - from)
      }
      scene.elements.append(
        .rectangle(box, .fill(band.ink, opacity: 0.13), tooltip: TextMetrics.safe(band.label)))
    }
  }

  func draw(_ marks: [Mark], into scene: inout Scene) {
    for mark in marks {
      switch mark {
      case .line(let series):
        drawLine(series, into: &scene)
        drawPoints(series, into: &scene)
      case .points(let series): drawPoints(series, into: &scene)
      case .bars(let set): for bar in set.bars { draw(bar, set.ink, into: &scene) }
      case .steps(let steps): draw(steps, into: &scene)
      case .annotation(let annotation):
        guard let x = across(annotation.x), let y = down(annotation.y) else { continue }
        scene.add(annotation.text, x: x + 6, y: y - 6, size: Scene.Size.small, ink: annotation.ink)
      case .rule(let rule): draw(rule, into: &scene)
      case .band: break
      }
    }
  }

  private func draw(_ rule: Rule, into scene: inout Scene) {
    let paint = Scene.Paint.stroke(rule.ink, width: 1.5, isDashed: rule.isDashed)
    switch rule.axis {
    case .x:
      guard x.holds(rule.value), let at = across(rule.value) else { return }
      scene.elements.append(.path([.init(at, frame.y), .init(at, frame.y + frame.height)], paint))
    case .y:
      guard y.holds(rule.value), let at = down(rule.value) else { return }
      scene.elements.append(.path([.init(frame.x, at), .init(frame.x + frame.width, at)], paint))
    }
  }

  /// Joined points; the line breaks where a value is no number or infinite.
  private func drawLine(_ series: Series, into scene: inout Scene) {
    var run: [Scene.Spot] = []
    func flush(_ scene: inout Scene) {
      if run.count > 1 { scene.elements.append(.path(run, .stroke(series.ink, width: 1.5))) }
      run = []
    }
    for point in series.points {
      guard point.x.isFinite, point.y.isFinite, let x = across(point.x), let y = down(point.y) else {
        flush(&scene)
        continue
      }
      run.append(.init(x, y))
    }
    flush(&scene)
  }

  private func drawPoints(_ series: Series, into scene: inout Scene) {
    let radius = series.points.count > Self.manyPoints ? 1.5 : 2.75
    for point in series.points {
      guard let x = across(point.x), let y = down(point.y) else { continue }
      let tooltip = TextMetrics.safe(point.tooltip)
      if point.isMarked {
        scene.elements.append(
          .circle(.init(x, y), radius: 6, .stroke(.alarm, width: 2), tooltip: tooltip))
      }
      if point.y.isInfinite {
        let tip = point.y > 0 ? y - 5 : y + 5
        scene.elements.append(
          .path([.init(x - 4, y), .init(x, tip), .init(x + 4, y), .init(x - 4, y)], .fill(series.ink)))
      }
      scene.elements.append(.circle(.init(x, y), radius: radius, .fill(series.ink), tooltip: tooltip))
    }
  }

  private func draw(_ bar: BarSet.Bar, _ ink: Ink, into scene: inout Scene) {
    guard let left = across(bar.x.lowerBound), let right = across(bar.x.upperBound),
      let top = down(bar.y.upperBound), let bottom = down(bar.y.lowerBound)
    else { return }
    let gap = right - left > 4 ? 0.5 : 0
    // What has no extent is still to be seen.
    let box = Scene.Box(
      x: left + gap, y: min(top, bottom - 1), width: max(right - left - 2 * gap, 0.6), height: max(bottom - top, 1))
    scene.elements.append(
      .rectangle(
        box, .fill(bar.isMarked ? .alarm : ink, opacity: 0.85), tooltip: TextMetrics.safe(bar.tooltip)))
  }

  private func draw(_ steps: Steps, into scene: inout Scene) {
    guard steps.edges.count == steps.heights.count + 1, let base = down(y.isLogarithmic ? y.low : 0) else { return }
    for (isMarked, run) in runs(steps) {
      var outline: [Scene.Spot] = []
      for index in run {
        guard let from = across(steps.edges[index]), let to = across(steps.edges[index + 1]),
          let top = down(steps.heights[index])
        else { continue }
        outline += [.init(from, top), .init(to, top)]
      }
      guard let first = outline.first, let last = outline.last else { continue }
      let closed = [.init(first.x, base)] + outline + [.init(last.x, base)]
      let ink = isMarked ? Ink.alarm : steps.ink
      if steps.isFilled { scene.elements.append(.path(closed, .fill(ink, opacity: isMarked ? 0.6 : 0.45))) }
      if !steps.isFilled || isMarked { scene.elements.append(.path(closed, .stroke(ink, width: 1.25))) }
    }
  }

  /// Stretches of bins that have one colour.
  private func runs(_ steps: Steps) -> [(isMarked: Bool, run: Range<Int>)] {
    var runs: [(isMarked: Bool, run: Range<Int>)] = []
    for index in steps.heights.indices {
      let isMarked = steps.isMarked(index)
      if let last = runs.last, last.isMarked == isMarked {
        runs[runs.count - 1].run = last.run.lowerBound..<(index + 1)
      } else {
        runs.append((isMarked, index..<(index + 1)))
      }
    }
    return runs
  }
}
