// threshold: when a layer counts as degraded.

import XQConsole
import XQLanguage
import XQMeasure

/// Lists the limits by which layers are flagged, or changes one.
struct ThresholdCommand: Command {
  static let declaration = CommandDeclaration(
    name: "threshold",
    summary: "when a layer counts as degraded",
    details: """
      Alone: every metric with its limit, the side that is bad, and how many layers it flags where they were measured. \
      With a metric and a value: changes the limit; 'off' takes it away. Limits are inclusive.

      SQNR says how much stronger the signal is than the error: 10 dB more is a tenth of the error's power. It does not \
      depend on the size of the values, so one limit suits all layers.
      """,
    group: "investigate",
    parameters: [
      .optional("metric", .choice(Thresholds.metrics.map(\.name)), "the metric whose limit is changed"),
      .optional("value", .value, "the new limit, or off"),
    ],
    output: .value, outputColumns: .fixed(columns.map(\.name)),
    examples: [
      .init("threshold sqnr 20dB", "flag every layer whose error has 1 % of the signal's power or more"),
      .init("threshold mse 0.05", "flag by mean squared error too"),
      .init("threshold mse off", "no longer"),
    ],
    related: ["errors", "profile", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let workbench = Workbench.of(context)
    guard let name = call.string("metric"), let metric = Thresholds.metrics.first(where: { $0.name == name }) else {
      return .table(table(context))
    }
    guard call.given.contains("value") else {
      return .table(table(context).rows(at: Thresholds.metrics.indices.filter { Thresholds.metrics[$0].name == name }))
    }
    let limit = try limit(call["value"], metric, call)
    workbench.changeThresholds { $0.set(name, to: limit, origin: call.place.text) }
    let side = metric.isDegradedAbove ? "or more" : "or less"
    let says = limit.map { "degraded at \(metric.value(of: $0).text) \(side)" } ?? "no layer is flagged by it"
    context.say(.message("threshold \(name): \(says)"))
    return nil
  }

  private func limit(
    _ value: Value, _ metric: Thresholds.Metric, _ call: Invocation
  ) throws(Diagnostic) -> Double? {
    switch value {
    case .string("off"), .none: return nil
    case .number(let number) where !number.isNaN: return number
    case .quantity(let quantity) where metric.unit?.kind == quantity.kind: return quantity.base
    default:
      throw Diagnostic(
        .notAMetric,
        "the limit of '\(metric.name)' is a number\(metric.unit.map { " in \($0.rawValue)" } ?? "") or "
          + "'off', found \(value.text)", at: call.place(of: "value"))
    }
  }

  // MARK: - The list

  private static let columns = [
    Column("metric", .string, isKey: true),
    Column("limit", .any, help: "none: not used"),
    Column("degraded", .string, help: "the side of the limit that is bad"),
    Column("flags", .number, help: "layers that it flags alone, of those measured"),
    Column("default", .any),
    Column("set", .string, help: "where the limit was set", isDetail: true),
    Column("help", .string, isProse: true),
  ]

  private func table(_ context: Context) -> Table {
    let workbench = Workbench.of(context)
    let thresholds = workbench.thresholds
    let errors = measured(workbench, context)
    return Table(
      columns: Self.columns,
      rows: Thresholds.metrics.map { metric in
        [
          .string(metric.name), metric.value(of: thresholds.limit(of: metric)),
          .string(metric.isDegradedAbove ? "at or above" : "at or below"),
          errors.map { all in .number(Double(all.count { thresholds.isDegraded($0, by: metric) })) } ?? .none,
          metric.value(of: thresholds.profile.limit(of: metric)), .string(thresholds.origin(of: metric)),
          .string(metric.help),
        ]
      })
  }

  /// The errors of the current comparison by the profile's aggregate, of all data sets that were measured; `nil` where
  /// none was.
  private func measured(_ workbench: Workbench, _ context: Context) -> [ErrorMetrics]? {
    guard let comparison = (context.session.subject?.object as? ComparisonObject)?.comparison else { return nil }
    let known = comparison.roles.compactMap { comparison.known($0, options: workbench.options(context)) }
    guard !known.isEmpty else { return nil }
    return known.flatMap(\.layers).compactMap { layer in
      guard case .measured(let accumulator) = layer else { return nil }
      return workbench.thresholds.profile.aggregate == .batch ? accumulator.batch : accumulator.pooled
    }
  }
}
