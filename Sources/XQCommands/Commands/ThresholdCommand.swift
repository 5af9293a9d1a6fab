// threshold: when a layer counts as degraded, and what judges decide by.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Lists the limits of metrics and the numbers of judges, or changes one.
struct ThresholdCommand: Command {
  static let declaration = CommandDeclaration(
    name: "threshold",
    summary: "when a layer counts as degraded, and what judges decide by",
    details: """
      Alone: every metric with its limit, the side that is bad, and how many layers it flags where they were measured; then \
      the numbers of the judges, with what they flagged where it was judged. With a name and a value: changes it; 'default' \
      takes the default again, 'off' takes the limit of a metric away. Limits of metrics are inclusive.

      SQNR says how much stronger the signal is than the error: 10 dB more is a tenth of the error's power. It does not \
      depend on the size of the values, so one limit suits all layers.
      """,
    group: "investigate",
    parameters: [
      .optional("name", .pattern(of: "threshold"), "the metric, or JUDGE.NUMBER, that is shown or changed"),
      .optional("value", .value, "the new limit, off, or default"),
    ],
    output: .value, outputColumns: .fixed(ThresholdTable.columns.map(\.name)),
    examples: [
      .init("threshold sqnr 20dB", "flag every layer whose error has 1 % of the signal's power or more"),
      .init("threshold mse 0.05", "flag by mean squared error too"),
      .init("threshold mse off", "no longer"),
      .init("threshold outliers.spread 12", "let a judge be less strict"),
    ],
    related: ["errors", "judge", "profile", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let workbench = Workbench.of(context)
    let table = ThresholdTable(workbench, context)
    guard let name = call.string("name") else { return .table(table.table) }
    guard let entry = table.entries.first(where: { $0.name == name }) else {
      throw Diagnostic(
        .notAMetric, "there is no threshold '\(name)'", at: call.place(of: "name"),
        caption: Suggestions.question(Suggestions.close(to: name, among: table.entries.map(\.name))),
        help: ["list them: threshold"])
    }
    guard call.given.contains("value") else { return .table(table.rows(of: entry)) }
    let says = try change(entry, to: call["value"], workbench, call)
    context.say(.message("threshold \(name): \(says)"))
    return nil
  }

  /// Changes one, and says what holds now.
  private func change(
    _ entry: ThresholdTable.Entry, to value: Value, _ workbench: Workbench, _ call: Invocation
  ) throws(Diagnostic) -> String {
    let origin = call.place.text
    switch entry {
    case .metric(let metric):
      let isDefault = value.equals(.string("default"))
      let limit = try isDefault ? workbench.thresholds.profile.limit(of: metric) : limit(value, metric, call)
      workbench.changeThresholds { $0.set(metric.name, to: limit, origin: isDefault ? "default" : origin) }
      let side = metric.isDegradedAbove ? "or more" : "or less"
      return limit.map { "degraded at \(metric.value(of: $0).text) \(side)" } ?? "no layer is flagged by it"
    case .judge(let parameter):
      let number = try value.equals(.string("default")) ? nil : number(value, parameter, call)
      workbench.changeThresholds { $0.set(parameter, to: number, origin: origin) }
      return "\(parameter.value(of: number ?? parameter.defaultValue).text): \(parameter.reason)"
    }
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

  private func number(
    _ value: Value, _ parameter: JudgeParameter, _ call: Invocation
  ) throws(Diagnostic) -> Double {
    switch value {
    case .number(let number) where !number.isNaN: return number
    case .quantity(let quantity) where quantity.kind == parameter.quantityUnit?.kind: return quantity.base
    default:
      throw Diagnostic(
        .notAMetric,
        "'\(parameter.fullName)' is a number\(parameter.quantityUnit.map { " in \($0.rawValue)" } ?? "") or 'default', "
          + "found \(value.text)", at: call.place(of: "value"))
    }
  }
}
