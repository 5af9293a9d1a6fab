// The errors in a report of the XQuant Extension Tool, in the columns that 'errors' has.

import Glibc
import XQFormats
import XQLanguage

enum MctReportTable {
  private struct Row {
    let cells: [Value]
    let badness: Double
  }

  /// A row for each layer and data set, and for the model's output; worst first. `sqnr` is in decibels here.
  static func table(_ report: MctReport, _ thresholds: Thresholds, includes: (String) -> Bool, data: String?) -> Table {
    let sets = report.dataSets.filter { data == nil || $0.name == data }
    let others = custom(report)
    var rows: [Row] = []
    for set in sets {
      for layer in set.layers + [MctReport.Layer(name: "output", metrics: set.output)] where includes(layer.name) {
        rows.append(row(layer, set.name, others, thresholds))
      }
    }
    let order = rows.indices.sorted { (rows[$0].badness, $0) < (rows[$1].badness, $1) }
    return Table(
      columns: columns(others, severalDataSets: sets.count > 1), rows: order.map { rows[$0].cells },
      notes: ["as reported in \(report.folder): means over batches, nothing was run"])
  }

  /// Names that commands accept.
  static func layers(_ report: MctReport) -> [String] { (report.dataSets.first?.layers.map(\.name) ?? []) + ["output"] }

  private static func columns(_ others: [String], severalDataSets: Bool) -> [Column] {
    let known = ErrorTable.columns(severalDataSets: severalDataSets, hasModules: false)
    let (first, last) = (["layer", "data", "mse", "cs", "sqnr"], ["degraded"])
    return known.filter { first.contains($0.name) }
      + others.map { Column($0, .number, help: "a metric that the report's maker added") }
      + known.filter { last.contains($0.name) }
  }

  /// Metrics beyond the three that every report has.
  private static func custom(_ report: MctReport) -> [String] {
    (report.dataSets.first?.output.map(\.name) ?? []).filter { !["mse", "cs", "sqnr"].contains($0) }
  }

  private static func row(_ layer: MctReport.Layer, _ data: String, _ others: [String], _ thresholds: Thresholds) -> Row
  {
    var values = Dictionary(layer.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    values["sqnr"] = values["sqnr"].map { 10 * log10($0) }
    let sqnr = values["sqnr"]
    let numbers = others.map { values[$0].map { Value.number($0) } ?? .none }
    return Row(
      cells: [
        .string(layer.name), .string(data), values["mse"].map { .number($0) } ?? .none,
        values["cs"].map { .number($0) } ?? .none,
        sqnr.map { .quantity(Quantity(base: $0, unit: .decibels)) } ?? .none,
      ] + numbers + [.bool(thresholds.isDegraded(values))],
      badness: sqnr.map { $0.isNaN ? .infinity : $0 } ?? .infinity)
  }
}
