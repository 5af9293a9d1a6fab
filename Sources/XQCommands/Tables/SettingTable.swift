// What settings of quantizers bring, each imitated on the whole model.

import XQJudge
import XQLanguage

/// Builds what `judge --settings` gives: a row a setting, best first.
struct SettingTable {
  static let columns: [Column] = [
    Column("setting", .string, help: "what a user of a quantizer can choose", isKey: true),
    Column(
      "gain", .quantity, unit: .decibels, help: "what it brings, imitated on all quantizers that it concerns",
      good: .high, format: .decimals(2)),
    Column("before", .quantity, unit: .decibels, help: "the model as it is", isDetail: true, format: .decimals(2)),
    Column("after", .quantity, unit: .decibels, help: "the model with it", format: .decimals(2)),
    Column(
      "trust", .number, help: "how many samples carry the error; below 8 a gain is no promise",
      format: .decimals(1)),
  ]

  let verdict: Verdict

  var table: Table {
    Table(
      columns: Self.columns,
      rows: verdict.settings.map { setting in
        [
          .string(setting.setting.rawValue), Self.decibels(setting.gain), Self.decibels(verdict.decibels),
          Self.decibels(verdict.decibels + setting.gain), .number(setting.effectiveSamples),
        ]
      },
      notes: [
        "at \(verdict.place.words), \(Counted.text(verdict.sampleCount, "sample")) of val; settings that the model has "
          + "already are left out"
      ])
  }

  private static func decibels(_ value: Double) -> Value { .quantity(Quantity(base: value, unit: .decibels)) }
}
