// What countermeasures promise, and in which order they are named.

import Testing
import XQLanguage
import XQMeasure

@testable import XQCommands
@testable import XQJudge

@Suite struct AdviceTests {
  private func verdict(_ settings: [(AdvisedSetting, gain: Double, samples: Double)]) -> Verdict {
    var verdict = Verdict(decibels: 10, plainDecibels: 150, sampleCount: 64, effectiveSamples: 40, runCount: 3)
    verdict.settings = settings.map { SettingGain(setting: $0.0, gain: $0.gain, effectiveSamples: $0.samples) }
    return verdict
  }

  @Test func promisesAreAsSureAsTheyWereMeasured() {
    let verdict = verdict([
      (.perChannel, 4.25, 20), (.minMax, 3, 1.9), (.percentile999, -2, 30), (.percentile9999, 0.1, 30),
      (.moreData, 1.5, 30),
    ])
    func sentence(_ setting: AdvisedSetting) -> String? { verdict.expected(setting)?.sentence }
    #expect(
      sentence(.perChannel)
        == "SQNR at the output 10.0 -> 14.2 dB (measured: 'per channel' imitated on all layers, 64 samples of val)")
    #expect(
      sentence(.minMax)
        == "up to SQNR at the output 10.0 -> 13.0 dB (measured: 'MinMax' imitated on all layers, 64 samples of val); rests on "
        + "few samples: 1.9 carry the error")
    #expect(
      sentence(.percentile999)
        == "a loss, leave it: SQNR at the output 10.0 -> 8.0 dB (measured: 'Percentile 99.9' imitated on all layers, 64 samples of val)"
    )
    #expect(sentence(.percentile9999)?.hasPrefix("next to nothing: SQNR at the output 10.0 -> 10.1 dB") == true)
    #expect(
      sentence(.moreData)
        == "may be SQNR at the output 10.0 -> 11.5 dB (measured: ranges fitted on half of val, scored on the other half; how "
        + "other samples fall cannot be foreseen)")
    #expect(sentence(.asymmetric) == nil)
  }

  /// What only a finding's own trials did is measured on top of the findings before it.
  @Test func laterFindingsStandOnEarlierOnes() {
    var verdict = verdict([])
    verdict.findings = [(1, 6.0), (2, 3.0)].map { rank, gain in
      Finding(
        rank: rank, cause: .biasWrong, judge: "bias", sites: [rank], tensors: ["b\(rank)"], name: "b", layers: ["l"],
        severity: .major, gain: gain, gainFloat: gain + 1, says: "off")
    }
    let second = verdict.findings[1]
    #expect(verdict.expected(.repair, against: second)?.before == 16)
    #expect(verdict.expected(.repair, against: second)?.after == 19)
    #expect(verdict.expected(.excluded, against: second)?.after == 20)
  }

  @Test func whatGainsComesFirstAndWhatLosesLast() {
    let advice = GeneralAdvice(
      verdict: verdict([(.perChannel, 0.2, 20), (.minMax, -2, 20), (.asymmetric, 3, 20)]), facts: nil)
    let pages = advice.measures.map(\.measure.page)
    #expect(pages.first == "negative" && pages.last == "error-method")
    #expect(pages.firstIndex(of: "dataset-size") == 1)
    let unordered = GeneralAdvice(verdict: nil, facts: nil).measures.map(\.measure.page)
    #expect(unordered == GeneralMeasure.all.map(\.page))
    #expect(unordered.first == "dataset-size")
  }

  /// A percentile that gains more is the one that is named.
  @Test func theBetterPercentileIsNamed() throws {
    let measure = try #require(GeneralMeasure.all.first { $0.page == "error-method" })
    let gains = [
      SettingGain(setting: .percentile999, gain: 2, effectiveSamples: 9),
      SettingGain(setting: .percentile9999, gain: 1, effectiveSamples: 9),
    ]
    let line = try #require(measure.lines(gains).first)
    #expect(line.setting.contains("'CalibPercentile': 99.9}") && line.gain == 2)
  }

  @Test func theNoiseOfTheLargestIsSaid() {
    var verdict = verdict([])
    verdict.worth = [0: 10, 1: 20, 2: 20, 3: 20, 4: 20, 5: 20]
    let advice = GeneralAdvice(verdict: verdict, facts: nil)
    // 0.1 and four times 0.01 of 0.15.
    #expect(advice.notes == ["the 5 largest of 6 quantizers hold 93 % of the noise at the output"])
  }
}
