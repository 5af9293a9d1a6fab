// What a setting would bring, said as carefully as it was measured.

import XQJudge
import XQLanguage
import XQMeasure

/// The promise of a countermeasure: from where to where, measured how.
struct ExpectedGain {
  let setting: AdvisedSetting
  let gain: Double
  /// The output without it, in dB.
  let before: Double
  /// How many samples carry the error, the smaller of before and after; `nil` where it is not known.
  let effectiveSamples: Double?
  let restsOnFewSamples: Bool
  let verdict: Verdict

  var after: Double { before + gain }

  /// `SQNR at the output 9.8 -> 23.0 dB (measured: …)`.
  var sentence: String {
    let place = verdict.place.words
    let change = "SQNR at \(place) \(NumberText.decimals(before, 1)) -> \(NumberText.decimals(after, 1)) dB"
    if isLoss { return "a loss, leave it: \(change) (\(how))" }
    guard isWorthwhile else { return "next to nothing: \(change) (\(how))" }
    return "\(certainty)\(change) (\(how))" + few
  }

  /// What is below moves within what chance does.
  private static let noticeable = 0.5

  var isWorthwhile: Bool { gain >= Self.noticeable }
  var isLoss: Bool { gain <= -Self.noticeable }

  /// What cannot be foreseen surely is said so.
  private var certainty: String {
    switch setting {
    case .moreData, .otherData: "may be "
    default: restsOnFewSamples ? "up to " : ""
    }
  }

  private var how: String {
    let samples = "\(Counted.text(verdict.sampleCount, "sample")) of val"
    return switch setting {
    case .repair: "measured: these quantizers repaired, \(samples)"
    case .excluded: "measured: these quantizers in float, \(samples)"
    case .moreData, .otherData:
      "measured: ranges fitted on half of val, scored on the other half; how other samples fall cannot be foreseen"
    case .onlyMatrixOperators: "measured: all other quantizers in float, \(samples)"
    default: "measured: '\(setting.rawValue)' imitated on all layers, \(samples)"
    }
  }

  private var few: String {
    guard restsOnFewSamples, let effectiveSamples else { return "" }
    return "; rests on few samples: \(NumberText.decimals(effectiveSamples, 1)) carry the error"
  }
}

extension Verdict {
  /// What a setting brings by itself; `nil` for one that was not imitated.
  func expected(_ setting: AdvisedSetting) -> ExpectedGain? {
    guard let measured = settings.first(where: { $0.setting == setting }) else { return nil }
    return ExpectedGain(
      setting: setting, gain: measured.gain, before: decibels, effectiveSamples: measured.effectiveSamples,
      restsOnFewSamples: isFew(measured.effectiveSamples), verdict: self)
  }

  /// What a setting against a finding brings. What only this finding's trials did is measured on top of those before it.
  func expected(_ setting: AdvisedSetting, against finding: Finding) -> ExpectedGain? {
    guard setting == .repair || setting == .excluded else { return expected(setting) }
    guard let gain = setting == .repair ? finding.gain : finding.gainFloat else { return nil }
    let earlier = (findings + notes).filter { ($0.rank ?? 0) < (finding.rank ?? 1) }.compactMap(\.gain).reduce(0, +)
    return ExpectedGain(
      setting: setting, gain: gain, before: decibels + earlier, effectiveSamples: finding.effectiveSamples,
      restsOnFewSamples: finding.restsOnFewSamples, verdict: self)
  }

  /// Whether a gain that so few samples carry is no promise.
  private func isFew(_ samples: Double) -> Bool { samples < max(8, 0.05 * Double(sampleCount)) }
}
