// plot errors: a panel for each metric and data set.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

/// The errors of all layers as a chart.
struct ErrorsChart {
  /// One layer on one data set.
  private struct Row {
    let layer: String
    let metrics: ErrorMetrics
    let isBroken: Bool
    let isDegraded: Bool
  }

  /// Layers up to which three panels stand side by side.
  private static let fewLayers = 24

  private let comparison: Comparison
  private let thresholds: Thresholds
  private let metrics: [ThresholdDeclaration]
  private var rows: [(role: Comparison.Role, rows: [Row])] = []
  private var notes: [String] = []

  init(_ call: Invocation, _ context: Context) throws(Diagnostic) {
    let subject = try Subject(call, in: context)
    comparison = subject.comparison
    let workbench = Workbench.of(context)
    thresholds = workbench.thresholds
    metrics = try Self.metrics(call)
    for role in try subject.roles(call) {
      let measurement = try workbench.measure(comparison, role, in: context)
      rows.append((role, rows(measurement, subject)))
    }
    guard rows.contains(where: { !$0.rows.isEmpty }) else {
      throw Diagnostic(.nothingToDraw, "no layer has an error to draw", at: call.place, help: ["errors", "pairs"])
    }
  }

  /// The metrics of `--metric`, or those of the seed of all such pictures.
  static func metrics(_ call: Invocation, default names: [String] = ["mse", "cs", "sqnr"]) throws(Diagnostic)
    -> [ThresholdDeclaration]
  {
    let wanted = call.given.contains("metric") ? call.list("metric").map(\.text) : names
    var metrics: [ThresholdDeclaration] = []
    for name in wanted {
      guard let metric = ThresholdDeclaration.metrics.first(where: { $0.name == name }) else {
        let all = ThresholdDeclaration.metrics.map(\.name)
        throw Diagnostic(
          .notAMetric, "there is no metric '\(name)'", at: call.place(of: "metric"),
          caption: Suggestions.question(Suggestions.close(to: name, among: all)),
          help: ["metrics are \(all.joined(separator: ", "))"])
      }
      metrics.append(metric)
    }
    return metrics
  }

  private mutating func rows(_ measurement: Measurement, _ subject: Subject) -> [Row] {
    var rows: [Row] = []
    for (pair, result) in zip(comparison.pairing.pairs, measurement.layers) where subject.includes(pair) {
      switch result {
      case .measured(let accumulator):
        let metrics = thresholds.profile.aggregate == .pooled ? accumulator.pooled : accumulator.batch
        let nonfinite = (float: accumulator.referenceNonfinite, quantized: accumulator.otherNonfinite)
        rows.append(
          Row(
            layer: pair.layer, metrics: metrics, isBroken: (nonfinite.float == 0) != (nonfinite.quantized == 0),
            isDegraded: thresholds.isDegraded(metrics, nonfinite: nonfinite)))
      case .notComparable(let reason):
        let note = "\(pair.layer) is not compared: \(reason)"
        if !notes.contains(note) { notes.append(note) }
      }
    }
    return rows
  }

  var chart: Chart {
    let largest = rows.map(\.rows.count).max() ?? 0
    let isWide = largest > Self.fewLayers
    let names = "\(comparison.float.name) and \(comparison.quantized.name)"
    return Chart(
      title: "Quantization error of each layer: \(names)", summary: summary,
      panels: rows.flatMap { set in metrics.map { panel($0, set.role, set.rows) } },
      columns: isWide ? 1 : metrics.count, notes: notes, plotWidth: isWide ? 760 : 320,
      plotHeight: isWide ? 180 : 200)
  }

  private var summary: String {
    rows.map { set in
      let degraded = set.rows.filter(\.isDegraded)
      let names = degraded.prefix(8).map(\.layer).joined(separator: ", ")
      let more = degraded.count > 8 ? " and \(degraded.count - 8) more" : ""
      let layers = Counted.text(set.rows.count, "layer")
      let start = "\(set.role.rawValue): \(degraded.count) of \(layers) degraded"
      return degraded.isEmpty ? start : "\(start) (\(names)\(more))"
    }.joined(separator: "; ")
  }

  private func panel(_ metric: ThresholdDeclaration, _ role: Comparison.Role, _ rows: [Row]) -> Panel {
    let limit = thresholds.limit(of: metric)
    let marked = rows.map { row in
      guard limit != nil else { return row.isDegraded }
      return thresholds.isDegraded(row.metrics, by: metric) || (row.isBroken && row.isDegraded)
    }
    let unit = metric.unit.map { " " + $0.rawValue } ?? ""
    let points = rows.indices.map { index in
      let value = metric.figure(of: rows[index].metrics) ?? .nan
      let state = marked[index] ? ", degraded" : ""
      return Point(
        Double(index), value,
        tooltip: "\(rows[index].layer): \(metric.name) \(NumberText.display(value))\(unit)\(state)",
        isMarked: marked[index])
    }
    var marks: [Mark] = [.line(Series("", points))]
    if let limit {
      marks.append(.rule(Rule(.y, at: limit, label: "threshold \(NumberText.display(limit))\(unit)")))
    }
    return Panel(
      title: "\(metric.name)\(unit) on \(role.rawValue)", group: role.rawValue,
      x: Axis("", .categories(rows.indices.map { Category(rows[$0].layer, isMarked: marked[$0]) })),
      y: Axis("", .automatic, includesZero: metric.name != "cs"), marks: marks)
  }
}
