// plot histogram: the values of one layer in both models, over each other.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum HistogramChart {
  /// Bins that are drawn, and levels of a quantizer up to which each has a line.
  private static let barCount = 128
  private static let fewLevels = 32

  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let source = try ValueSource(call, context)
    let pair = try source.layer(for: "histogram")
    let limit = call.number("zscore") ?? 5
    var panels: [Panel] = []
    var sentences: [String] = []
    var notes: [String] = []
    for role in source.roles {
      let histogram = try source.histogram(of: pair, role)
      panels.append(panel(histogram, role, limit))
      sentences.append("\(role.rawValue): \(sentence(histogram, limit))")
      notes += Self.notes(histogram, role)
    }
    notes.insert(contentsOf: sentences, at: 0)
    return Chart(
      title: "Values of \(pair.layer)", summary: sentences.joined(separator: "; "), panels: panels,
      columns: 1, notes: notes, plotWidth: 760, plotHeight: 240)
  }

  private static func panel(_ histogram: LayerHistogram, _ role: Comparison.Role, _ limit: Double) -> Panel {
    let edges = edges(histogram)
    let scores = histogram.float.scores.flatMap { $0.standardDeviation > 0 ? $0 : nil }
    let inside = scores?.bounds(at: limit)
    var marks: [Mark] = []
    if let range = histogram.pair.quantizer?.range {
      marks.append(.band(Band(.x, range.low...range.high, label: "range of the quantizer", ink: .third)))
      let levels = ((range.high - range.low) / range.step).rounded() + 1
      if levels <= Double(fewLevels) {
        marks += (0..<Int(levels)).map {
          .rule(Rule(.x, at: range.low + Double($0) * range.step, ink: .grid, isDashed: false))
        }
      }
    }
    marks += [
      .steps(
        Steps("float", ink: .first, edges: edges, heights: histogram.float.counts(between: edges), inside: inside)),
      .steps(
        Steps(
          "quantized", ink: .second, edges: edges, heights: histogram.quantized.counts(between: edges),
          isFilled: false)),
    ]
    if let inside {
      let text = "z = \(NumberText.display(limit))"
      if histogram.float.low < inside.lowerBound { marks.append(.rule(Rule(.x, at: inside.lowerBound, label: text))) }
      if histogram.float.high > inside.upperBound { marks.append(.rule(Rule(.x, at: inside.upperBound, label: text))) }
    }
    return Panel(
      title: "on \(role.rawValue)", x: Axis("value", .linear), y: Axis("elements", .automatic, includesZero: true),
      marks: marks,
      top: scores.map {
        SecondScale(label: "z: standard deviations from the mean", centre: $0.mean, spread: $0.standardDeviation)
      })
  }

  /// Ends of the bins that are drawn, over the values of both models. Where the quantizer's levels are known each bin holds
  /// the same number of them: else some bins would hold one more than others, and the picture would show a comb.
  private static func edges(_ histogram: LayerHistogram) -> [Double] {
    let low = min(histogram.float.low, histogram.quantized.low)
    let high = max(histogram.float.high, histogram.quantized.high)
    guard let range = histogram.pair.quantizer?.range, range.step > 0, (high - low).isFinite else {
      return (0...barCount).map { low + (high / Double(barCount) - low / Double(barCount)) * Double($0) }
    }
    let width = max(1, ((high - low) / range.step / Double(barCount)).rounded(.up)) * range.step
    let origin = range.low - range.step / 2
    let first = ((low - origin) / width).rounded(.down)
    let count = Int(min(4 * Double(barCount), ((high - origin) / width).rounded(.up) - first))
    return (0...max(1, count)).map { origin + (first + Double($0)) * width }
  }

  private static func sentence(_ histogram: LayerHistogram, _ limit: Double) -> String {
    let float = histogram.float
    guard let scores = float.scores, scores.standardDeviation > 0 else { return "all values are equal" }
    let (lower, upper) = (scores.score(of: float.edge(0)), scores.score(of: float.edge(float.counts.count - 1)))
    let outermost =
      "the outermost values lie \(NumberText.decimals(lower, 1)) standard deviations below and "
      + "\(NumberText.decimals(upper, 1)) above the mean"
    guard max(lower, upper) >= limit else { return outermost }
    return outermost + ", beyond the limit of \(NumberText.display(limit))"
  }

  private static func notes(_ histogram: LayerHistogram, _ role: Comparison.Role) -> [String] {
    var notes: [String] = []
    let nonfinite = histogram.floatNonfinite + histogram.quantizedNonfinite
    if nonfinite > 0 { notes.append("\(role.rawValue): \(Counted.text(nonfinite, "non-finite element")) left out") }
    if histogram.pair.quantizer?.range == nil, role == .representative || notes.isEmpty {
      notes.append("no range is drawn: the layer has no quantizer with one scale")
    }
    return notes
  }
}
