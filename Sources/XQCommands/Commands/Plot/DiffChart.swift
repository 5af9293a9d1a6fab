// plot diff: two comparisons over each other.

import XQConsole
import XQLanguage
import XQMeasure
import XQPlot

enum DiffChart {
  static func make(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    let objects = call.list("layers").compactMap { value -> ComparisonObject? in
      if case .object(let object) = value { object as? ComparisonObject } else { nil }
    }
    guard objects.count == 2 else {
      throw Diagnostic(
        .nothingToDraw, "'plot diff' lays two comparisons over each other, found \(objects.count)", at: call.place,
        help: ["plot diff $before $after"])
    }
    let metrics = try ErrorsChart.metrics(call, default: ["sqnr"])
    let roles = try Self.roles(call, objects)
    var panels: [Panel] = []
    var sentences: [String] = []
    for role in roles {
      let before = try errors(objects[0], role, call, context)
      let after = try errors(objects[1], role, call, context)
      for metric in metrics {
        panels.append(panel(metric, role, before, after, Workbench.of(context).thresholds))
        sentences.append(sentence(metric, role, before, after))
      }
    }
    guard panels.contains(where: { !$0.x.categories.isEmpty }) else {
      throw Diagnostic(
        .nothingToDraw, "the two comparisons have no layer in common", at: call.place(of: "layers"),
        help: ["layers $before", "layers $after"])
    }
    let isWide = panels.contains { $0.x.categories.count > 24 }
    return Chart(
      title: "Before and after", summary: sentences.joined(separator: "; "), panels: panels, columns: 1,
      notes: sentences, plotWidth: isWide ? 760 : 520, plotHeight: 220)
  }

  private static func roles(
    _ call: Invocation, _ objects: [ComparisonObject]
  ) throws(Diagnostic) -> [Comparison.Role] {
    let common = objects[0].comparison.roles.filter(objects[1].comparison.roles.contains)
    let wanted = call.string("data")
    let roles = common.filter { wanted == nil || $0.rawValue == wanted }
    guard !roles.isEmpty else {
      throw Diagnostic(
        .noData, "the two comparisons have no data set in common" + (wanted.map { " that is '\($0)'" } ?? ""),
        at: call.place, help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    return roles
  }

  /// The errors of the layers that the call names, in the order of the network.
  private static func errors(
    _ object: ComparisonObject, _ role: Comparison.Role, _ call: Invocation, _ context: Context
  ) throws(Diagnostic) -> [(layer: String, metrics: ErrorMetrics)] {
    let patterns = call.list("layers").compactMap { value -> LayerPattern? in
      if case .string(let text) = value { LayerPattern(text) } else { nil }
    }
    let workbench = Workbench.of(context)
    let measurement = try workbench.measure(object.comparison, role, in: context)
    return zip(object.comparison.pairing.pairs, measurement.layers).compactMap { pair, result in
      guard case .measured(let accumulator) = result,
        patterns.isEmpty || patterns.contains(where: { $0.matches(pair.layer) })
      else { return nil }
      let isPooled = workbench.thresholds.profile.aggregate == .pooled
      return (pair.layer, isPooled ? accumulator.pooled : accumulator.batch)
    }
  }

  private static func panel(
    _ metric: ThresholdDeclaration, _ role: Comparison.Role, _ before: [(layer: String, metrics: ErrorMetrics)],
    _ after: [(layer: String, metrics: ErrorMetrics)], _ thresholds: Thresholds
  ) -> Panel {
    let old = Dictionary(before.map { ($0.layer, $0.metrics) }, uniquingKeysWith: { first, _ in first })
    let common = after.filter { old[$0.layer] != nil }
    let unit = metric.unit.map { " " + $0.rawValue } ?? ""
    func series(_ name: String, _ ink: Ink, _ metrics: (Int) -> ErrorMetrics?) -> Series {
      Series(
        name, ink: ink,
        common.indices.map { index in
          let found = metrics(index)
          let value = found.flatMap(metric.figure) ?? .nan
          return Point(
            Double(index), value, tooltip: "\(common[index].layer), \(name): \(NumberText.display(value))\(unit)",
            isMarked: found.map { thresholds.isDegraded($0, by: metric) } ?? false)
        })
    }
    let later = series("after", .first) { common[$0].metrics }
    var marks: [Mark] = [
      .line(series("before", .second) { old[common[$0].layer] }), .line(later),
    ]
    if let limit = thresholds.limit(of: metric) {
      marks.append(.rule(Rule(.y, at: limit, label: "threshold \(NumberText.display(limit))\(unit)")))
    }
    return Panel(
      title: "\(metric.name)\(unit) on \(role.rawValue)", group: role.rawValue,
      x: Axis("", .categories(zip(common, later.points).map { Category($0.layer, isMarked: $1.isMarked) })),
      y: Axis("", .automatic, includesZero: metric.name != "cs"), marks: marks)
  }

  /// How many layers became better, how many worse.
  private static func sentence(
    _ metric: ThresholdDeclaration, _ role: Comparison.Role, _ before: [(layer: String, metrics: ErrorMetrics)],
    _ after: [(layer: String, metrics: ErrorMetrics)]
  ) -> String {
    let old = Dictionary(before.map { ($0.layer, $0.metrics) }, uniquingKeysWith: { first, _ in first })
    var (better, worse, same) = (0, 0, 0)
    for layer in after {
      guard let one = old[layer.layer].flatMap(metric.figure), let two = metric.figure(of: layer.metrics) else {
        continue
      }
      if one == two { same += 1 } else if (two > one) == metric.isBadAbove { worse += 1 } else { better += 1 }
    }
    return "\(metric.name) on \(role.rawValue): better in \(better), worse in \(worse), same in \(same)"
  }
}
