// A comparison with a quantized model that was changed in memory, and what the changes brought.

import Glibc
import XQConsole
import XQLanguage
import XQMeasure

/// How the end of a model stands on one data set.
struct EndState {
  /// -10 log10 of the mean over outputs of Σ(x-y)²/Σx²; `nil` where no output was measured.
  let decibels: Double?
  /// Shares from 0 to 1; `nil` where there are no labels, no classes.
  let accuracy: Double?
  let same: Double?

  init(_ measurement: Measurement, _ pairing: Pairing) {
    let ratios = zip(pairing.pairs, measurement.layers).compactMap { pair, result -> Double? in
      guard pair.isOutput, case .measured(let errors) = result else { return nil }
      return errors.pooled.nrmse.map { $0 * $0 }
    }
    decibels = ratios.isEmpty ? nil : -10 * log10(ratios.reduce(0, +) / Double(ratios.count))
    let answers = measurement.answers
    accuracy = answers.flatMap { Self.share($0.quantizedRight, $0.labelled) }
    same = answers.flatMap { Self.share($0.same, $0.total) }
  }

  private static func share(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

/// What was changed, on top of what, and what it brought.
struct WhatIf {
  /// The comparison of the models as they are in their files.
  let base: ComparisonObject
  /// The base's quantizers.
  let sites: [Site]
  /// All changes together, by index of the site.
  let setup: TrialSetup
  /// What each of these sites is now, in a few words.
  let words: [Int: String]
  let role: Comparison.Role
  let before: EndState
  let after: EndState

  /// The output's SQNR after the changes less that before; `nil` where either is not known.
  var gain: Double? {
    guard let before = before.decibels, let after = after.decibels, before.isFinite, after.isFinite else { return nil }
    return after - before
  }

  /// `output 20.1 dB → 25.3 dB (+5.2)  ·  accuracy 94.4 → 98.9 %  ·  2 quantizers changed`.
  var summary: String {
    var parts: [String] = []
    if let before = before.decibels, let after = after.decibels {
      parts.append("output \(Self.decibels(before)) → \(Self.decibels(after))" + Self.difference(gain))
    }
    if let before = before.accuracy, let after = after.accuracy {
      parts.append("accuracy \(Self.percent(before)) → \(Self.percent(after)) %")
    }
    if let before = before.same, let after = after.same {
      parts.append("same answer \(Self.percent(before)) → \(Self.percent(after)) %")
    }
    parts.append("\(Counted.text(setup.count, "quantizer")) changed")
    return parts.joined(separator: "  ·  ")
  }

  /// A row for each quantizer that is another one.
  var changes: Table {
    Table(
      columns: [
        Column("layer", .string, isKey: true, isName: true), Column("kind", .string, isKey: true),
        Column("tensor", .string),
        Column("now", .string),
      ],
      rows: words.keys.sorted().map { index in
        let site = sites[index]
        return [.string(site.layer), .string(site.kind.rawValue), .string(site.tensor), .string(words[index] ?? "")]
      })
  }

  private static func decibels(_ value: Double) -> String {
    value == .infinity ? "no error" : "\(NumberText.decimals(value, 1)) dB"
  }

  /// Nothing for what rounds to 0.
  private static func difference(_ gain: Double?) -> String {
    guard let gain, abs(gain) >= 0.05 else { return "" }
    return " (\(gain < 0 ? "" : "+")\(NumberText.decimals(gain, 1)))"
  }

  private static func percent(_ share: Double) -> String { NumberText.decimals(100 * share, 1) }
}
