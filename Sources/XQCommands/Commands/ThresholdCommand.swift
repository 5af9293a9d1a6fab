// threshold: when a layer counts as degraded, and when a judge speaks.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Lists the limits by which layers are flagged and judges speak, or changes one.
struct ThresholdCommand: Command {
  static let declaration = CommandDeclaration(
    name: "threshold",
    summary: "when a layer counts as degraded, and when a judge speaks",
    details: """
      Alone: every metric and every parameter of a judge with its limit, the side that is bad, and how many layers it flags \
      where they were measured. With a name and a value: changes the limit; 'off' takes it away. Limits are inclusive. \
      '--direction' says which side is bad: 'over' the limit or 'under' it.

      SQNR says how much stronger the signal is than the error: 10 dB more is a tenth of the error's power. It does not \
      depend on the size of the values, so one limit suits all layers. MCT states it as a ratio: its 0.1 is -10 dB.
      """,
    group: "investigate",
    parameters: [
      .optional("name", .pattern(of: "threshold"), "a metric, or a judge's parameter such as outliers.zscore"),
      .optional("value", .value, "the new limit, or off"),
      .option("direction", .choice(["over", "under"]), "the side of the limit that is bad"),
    ],
    output: .value, outputColumns: .fixed(columns.map(\.name)),
    examples: [
      .init("threshold sqnr 20dB", "flag every layer whose error has 1 % of the signal's power or more"),
      .init("threshold mse 0.05", "flag by mean squared error too"),
      .init("threshold mse off", "no longer"),
      .init("threshold outliers.zscore 6", "a judge's parameter"),
      .init("threshold cs 0.9 --direction under", "say which side is bad"),
    ],
    related: ["errors", "profile", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let workbench = Workbench.of(context)
    let thresholds = workbench.thresholds
    guard let name = call.string("name") else { return .table(table(context)) }
    let isChange = call.given.contains("value") || call.given.contains("direction")
    guard isChange else {
      let places = thresholds.declarations.indices.filter {
        LayerPattern(name).matches(thresholds.declarations[$0].name)
      }
      guard !places.isEmpty else { throw unknown(name, thresholds, call) }
      return .table(table(context).rows(at: places))
    }
    guard let threshold = thresholds[name] else { throw unknown(name, thresholds, call) }
    if call.given.contains("value") {
      let limit = try limit(call["value"], threshold, call)
      workbench.changeThresholds { $0.set(threshold, to: limit, origin: call.place.text) }
    }
    if let direction = call.string("direction") {
      workbench.changeThresholds { $0.turn(threshold, isBadAbove: direction == "over", origin: call.place.text) }
    }
    context.say(.message("threshold \(name): \(Self.sentence(threshold, workbench.thresholds))"))
    return nil
  }

  private static func sentence(_ threshold: ThresholdDeclaration, _ thresholds: Thresholds) -> String {
    let isMetric = threshold.value != nil
    guard let limit = thresholds.limit(of: threshold) else {
      return isMetric ? "no layer is flagged by it" : "off"
    }
    let side = thresholds.isBadAbove(threshold) ? "or more" : "or less"
    return (isMetric ? "degraded at " : "") + "\(threshold.value(of: limit).text) \(side)"
  }

  private func unknown(_ name: String, _ thresholds: Thresholds, _ call: Invocation) -> Diagnostic {
    let close = Suggestions.close(to: name, among: thresholds.declarations.map(\.name))
    return Diagnostic(
      .notAMetric, "there is no threshold '\(name)'", at: call.place(of: "name"),
      caption: Suggestions.question(close), help: ["list them: threshold"])
  }

  private func limit(
    _ value: Value, _ threshold: ThresholdDeclaration, _ call: Invocation
  ) throws(Diagnostic) -> Double? {
    let number: Double
    switch value {
    case .string("off"), .none: return nil
    case .number(let plain) where !plain.isNaN: number = plain
    case .quantity(let quantity) where threshold.unit?.kind == quantity.kind: number = quantity.base
    default:
      throw Diagnostic(
        .notAMetric,
        "the limit of '\(threshold.name)' is a number\(threshold.unit.map { " in \($0.rawValue)" } ?? "") or "
          + "'off', found \(value.text)", at: call.place(of: "value"))
    }
    guard threshold.range.contains(number) else {
      let (low, high) = (threshold.range.lowerBound, threshold.range.upperBound)
      let wanted =
        high.isInfinite
        ? "\(Value.number(low).text) or more" : "\(Value.number(low).text) to \(Value.number(high).text)"
      throw Diagnostic(
        .notAMetric, "the limit of '\(threshold.name)' is \(wanted), found \(value.text)", at: call.place(of: "value"))
    }
    return number
  }

  // MARK: - The list

  private static let columns = [
    Column("threshold", .string, help: "a metric, or a judge's parameter", isKey: true),
    Column("limit", .any, help: "none: not used"),
    Column("direction", .string, help: "the side that is bad: over or under the limit, which counts itself"),
    Column("flags", .number, help: "layers or findings that it alone flags, of those measured and judged"),
    Column("default", .any, help: "the limit of the profile in use"),
    Column("set", .string, help: "where the limit was set", isDetail: true),
    Column("source", .string, help: "the name in the configuration of MCT's XQuant Extension Tool", isDetail: true),
    Column("help", .string, isProse: true),
  ]

  private func table(_ context: Context) -> Table {
    let workbench = Workbench.of(context)
    let thresholds = workbench.thresholds
    let errors = measured(workbench, context)
    let judged = (context.session.subject?.object as? ComparisonObject)?.mct.judgement(with: thresholds)
    return Table(
      columns: Self.columns,
      rows: thresholds.declarations.map { threshold in
        let flags =
          threshold.value == nil
          ? judged.flatMap { MctJudging.findings(of: threshold.name, in: $0) }
          : errors.map { all in all.count { thresholds.isDegraded($0, by: threshold) } }
        return [
          .string(threshold.name), threshold.value(of: thresholds.limit(of: threshold)),
          .string(thresholds.isBadAbove(threshold) ? "over" : "under"), flags.map { .number(Double($0)) } ?? .none,
          threshold.value(of: threshold.limit(in: thresholds.profile)), .string(thresholds.origin(of: threshold)),
          threshold.source.isEmpty ? .none : .string(threshold.source), .string(threshold.help),
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
