// The findings of a judgement as a table.

import XQJudge
import XQLanguage
import XQMeasure

/// Builds what `judge` gives: a row for each finding, best first, then notes, then what was skipped.
struct FindingTable {
  static let columns: [Column] = [
    Column("rank", .number, help: "1 is what to do first; each gain is measured with those before it repaired"),
    Column("cause", .string, help: "what is wrong", isKey: true),
    Column("judge", .string, help: "who says so"),
    Column(
      "layer", .string, help: "the float model's tensor, or constant, at the worst site", isKey: true, isName: true),
    Column("tensor", .string, help: "that site's name in the quantized model", isDetail: true),
    Column("severity", .string, help: "severe from 6 dB, major from 3, minor from 1; note: below; skipped: not judged"),
    Column(
      "gain", .quantity, unit: .decibels, help: "what repairing all sites brings at the output, measured", good: .high,
      format: .decimals(1)),
    Column(
      "gain_float", .quantity, unit: .decibels, help: "the same with these sites in float", isDetail: true,
      format: .decimals(1)),
    Column(
      "gain_advice", .quantity, unit: .decibels, help: "what the best setting of the advice brings, imitated",
      isDetail: true, format: .decimals(1)),
    Column("value", .number, help: "the fact that decided", isDetail: true),
    Column("threshold", .number, help: "what it was held against", isDetail: true),
    Column("says", .string, help: "one sentence with the numbers", isProse: true),
    Column("advice", .string, help: "what to set, best first", isDetail: true, isProse: true),
    Column("trust", .number, help: "how many samples carry the error; below 8 a gain is no promise", isDetail: true),
    Column("fact", .string, help: "the name of the fact that decided", isDetail: true),
    Column("sites", .number, help: "quantizers that have the cause", isDetail: true),
    Column("tensors", .any, help: "their float tensors, worst first", isDetail: true),
    Column("whole", .bool, help: "whether most quantizers of the kind have it", isDetail: true),
    Column("at", .string, help: "the name that users know the worst layer by", isDetail: true),
  ]

  let findings: [Finding]

  var table: Table { Table(columns: Self.columns, rows: findings.map(Self.row)) }

  private static func row(_ finding: Finding) -> [Value] {
    let isSkipped = finding.severity == .skipped
    func text(_ string: String) -> Value { isSkipped ? .none : .string(string) }
    return [
      finding.rank.map { .number(Double($0)) } ?? .none,
      finding.cause.map { .string($0.rawValue) } ?? .none, .string(finding.judge), text(finding.tensor),
      text(finding.name), .string(finding.severity.rawValue), decibels(finding.gain), decibels(finding.gainFloat),
      decibels(finding.gainAdvice), number(finding.fact?.value), number(finding.fact?.threshold), .string(finding.says),
      isSkipped ? .none : .list(finding.advice.map { .string("\($0.tool.rawValue): \($0.setting)") }),
      number(finding.effectiveSamples), finding.fact.map { .string($0.name) } ?? .none,
      isSkipped ? .none : .number(Double(finding.sites.count)),
      isSkipped ? .none : .list(finding.tensors.map { .string($0) }),
      isSkipped ? .none : .bool(finding.isWholeModel), text(finding.layer),
    ]
  }

  private static func decibels(_ value: Double?) -> Value {
    value.map { .quantity(Quantity(base: $0, unit: .decibels)) } ?? .none
  }

  private static func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .none }
}
