// A report of the XQuant Extension Tool as a value of the language.

import XQFormats
import XQLanguage

/// A loaded report.
final class MctReportObject: HostObject {
  let report: MctReport

  init(_ report: MctReport) { self.report = report }

  let kind = "report"

  var summary: String {
    let layers = report.dataSets.first?.layers.count ?? 0
    let found: String
    if let findings = report.troubleshoot?.entries {
      found = findings.isEmpty ? "no findings" : Counted.text(findings.count, "finding")
    } else {
      found = "no 'troubleshoot_report.json'"
    }
    return "MCT report \(report.folder)  ·  \(Counted.text(layers, "layer")) on \(sets)  ·  \(found)"
  }

  private var sets: String { report.dataSets.map(\.name).joined(separator: " and ") }

  let memberNames = ["path", "layers", "output", "findings"]

  func member(_ name: String) -> Value? {
    switch name {
    case "path": .string(report.folder)
    case "layers": .number(Double(report.dataSets.first?.layers.count ?? 0))
    case "output": .table(output)
    case "findings": .table(findings)
    default: nil
    }
  }

  var details: Value { .table(findings) }

  /// The findings, as the report has them.
  var findings: Table {
    let entries = report.troubleshoot?.entries ?? []
    return Table(
      columns: [
        Column("judge", .string, help: "the judge, by this program's name", isKey: true),
        Column("layer", .string, help: "the first name that the finding has", isKey: true, isName: true),
        Column("other", .string, help: "the second layer of a pair"),
        Column("says", .string, help: "what the report says of it", isProse: true),
      ],
      rows: entries.map { entry in
        let isPair = entry.kind == .concat
        return [
          .string(entry.kind.judge), .string(entry.texts.first ?? ""), isPair ? .string(entry.texts[1]) : .none,
          entry.kind.parts == 1 ? .string(entry.kind.rawValue) : .string(entry.texts.last ?? ""),
        ]
      },
      notes: [
        report.troubleshoot == nil
          ? "MCT writes no 'troubleshoot_report.json' where one of its judges fails"
          : entries.isEmpty ? "nothing was found, or nothing was judged: the report does not tell these apart" : nil,
        "the errors: errors $report",
      ].compactMap { $0 })
  }

  private var output: Table {
    Table(
      columns: [Column("data", .string, isKey: true)]
        + (report.dataSets.first?.output ?? []).map { Column($0.name, .number) },
      rows: report.dataSets.map { set in [.string(set.name)] + set.output.map { .number($0.value) } })
  }
}

extension MctTroubleshoot.Kind {
  /// The judge's name in this program.
  var judge: String {
    switch self {
    case .outliers: "outliers"
    case .negative: "negative"
    case .concat: "concat"
    case .bitwidth: "bitwidth"
    }
  }
}
