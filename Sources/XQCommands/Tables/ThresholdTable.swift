// All thresholds as a table: limits of metrics, numbers of judges.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// What `threshold` lists.
struct ThresholdTable {
  /// What can be set.
  enum Entry {
    case metric(Thresholds.Metric)
    case judge(JudgeParameter)

    var name: String {
      switch self {
      case .metric(let metric): metric.name
      case .judge(let parameter): parameter.fullName
      }
    }
  }

  static let columns = [
    Column("threshold", .string, help: "a metric, or a judge and the name of its number", isKey: true),
    Column("limit", .any, help: "none: not used"),
    Column("applies", .string, help: "the side of the limit that is bad, or on which the judge's rule applies"),
    Column(
      "flags", .number, help: "layers that it flags: of a metric those measured, of a judge those in its findings"),
    Column("default", .any),
    Column("set", .string, help: "where the limit was set", isDetail: true),
    Column("help", .string, isProse: true),
  ]

  let entries: [Entry]
  private let thresholds: Thresholds
  private let errors: [ErrorMetrics]?
  private let verdict: Verdict?

  init(_ workbench: Workbench, _ context: Context) {
    thresholds = workbench.thresholds
    let object = context.session.subject?.object as? ComparisonObject
    errors = Self.measured(object?.comparison, workbench, context)
    verdict = object?.judged(values: thresholds.judgeValues)
    entries = Self.entries(workbench.judges)
  }

  static func entries(_ judges: [any Judge]) -> [Entry] {
    Thresholds.metrics.map { .metric($0) } + Judges.parameters(of: judges).map { .judge($0) }
  }

  var table: Table { Table(columns: Self.columns, rows: entries.map(row)) }

  func rows(of entry: Entry) -> Table { Table(columns: Self.columns, rows: [row(entry)]) }

  private func row(_ entry: Entry) -> [Value] {
    switch entry {
    case .metric(let metric):
      [
        .string(metric.name), metric.value(of: thresholds.limit(of: metric)),
        .string(metric.isDegradedAbove ? "at or above" : "at or below"),
        count(errors.map { all in all.count { thresholds.isDegraded($0, by: metric) } }),
        metric.value(of: thresholds.profile.limit(of: metric)), .string(thresholds.origin(of: metric)),
        .string(metric.help),
      ]
    case .judge(let parameter):
      [
        .string(parameter.fullName), parameter.value(of: thresholds.judgeValues[parameter]),
        .string(parameter.side.rawValue), count(flagged(by: parameter)), parameter.value(of: parameter.defaultValue),
        .string(thresholds.origin(of: parameter)), .string(parameter.reason),
      ]
    }
  }

  /// The layers that the judge's findings name.
  private func flagged(by parameter: JudgeParameter) -> Int? {
    verdict.map { verdict in
      Set(verdict.findings.filter { $0.judge == parameter.judge }.flatMap(\.layers)).count
    }
  }

  private func count(_ number: Int?) -> Value { number.map { .number(Double($0)) } ?? .none }

  /// The errors of a comparison by the profile's aggregate, of all data sets that were measured; `nil` where none was.
  private static func measured(
    _ comparison: Comparison?, _ workbench: Workbench, _ context: Context
  ) -> [ErrorMetrics]? {
    guard let comparison else { return nil }
    let known = comparison.roles.compactMap { comparison.known($0, options: workbench.options(context)) }
    guard !known.isEmpty else { return nil }
    return known.flatMap(\.layers).compactMap { layer in
      guard case .measured(let accumulator) = layer else { return nil }
      return workbench.thresholds.profile.aggregate == .batch ? accumulator.batch : accumulator.pooled
    }
  }
}

extension JudgeParameter {
  var quantityUnit: Quantity.Unit? { unit == .decibels ? .decibels : nil }

  /// The number as a value of the language.
  func value(of number: Double) -> Value {
    quantityUnit.map { .quantity(Quantity(base: number, unit: $0)) } ?? .number(number)
  }
}
