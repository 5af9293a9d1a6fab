// What a judge states of a site is what its rule decides by.

import Testing

@testable import XQJudge

@Suite struct StatedFactTests {
  private func file(_ evidence: Evidence, shift: ShiftEvidence? = nil) -> CaseFile {
    CaseFile(
      sites: [SiteCase(tensor: "t", evidence: evidence)], shift: shift, hasRepresentativeData: true)
  }

  @Test func outliersAreHeldAgainstTheirSpread() throws {
    var site = ActivationRuleTests.healthy()
    site.channelSpread = 40
    let facts = file(.activation(site)).statedFacts(of: "outliers", at: 0)
    let spread = try #require(facts.first)
    #expect(spread.value == "40" && spread.limit == 8 && spread.parameter?.fullName == "outliers.spread")
    #expect(facts.map(\.speaksForCause) == [true, false, true])
    site.channelSpread = 7.9
    #expect(file(.activation(site)).statedFacts(of: "outliers", at: 0).first?.speaksForCause == false)
  }

  @Test func aUnusedRangeSpeaksForItself() throws {
    var site = ActivationRuleTests.healthy()
    site.validation.maximum = 1
    let used = try #require(file(.activation(site)).statedFacts(of: "range", at: 0).last)
    #expect(used.value == "39 %" && used.speaksForCause == true && used.parameter?.fullName == "range.used")
    let plain = file(.activation(site)).plainFacts(at: 0)
    #expect(plain.map(\.value) == ["0…2.55", "0…1", "0…2.5"])
  }

  @Test func scalesOfOneRoundingStepAreTheSame() {
    var site = ActivationRuleTests.healthy()
    site.dequantizedScale = 0.010000001
    #expect(file(.activation(site)).statedFacts(of: "scales", at: 0).map(\.speaksForCause) == [false])
    site.dequantizedScale = 0.013
    #expect(file(.activation(site)).statedFacts(of: "scales", at: 0).map(\.speaksForCause) == [true])
  }

  @Test func distancesCountAgainstThoseOfHalves() {
    let site = ActivationRuleTests.healthy()
    let shift = ShiftEvidence(input: 0.18, median: 0.12, inputOfHalves: 0.15, medianOfHalves: 0.02)
    let facts = file(.activation(site), shift: shift).statedFacts(of: "calibration", at: 0)
    #expect(facts.suffix(2).map(\.speaksForCause) == [false, true])
    #expect(facts.last?.value == "0.12, halves of validation 0.02")
  }

  @Test func weightsAndBiasesHaveTheirOwn() {
    let weights = WeightEvidence(
      bits: 8, count: 100, rank: 4, scaleAxis: nil, outputAxis: 0, noise: 1e-4, noiseRequantized: 1e-4,
      channelNoise: 1e-2, channelNoisePerChannel: 1e-3, gainResidual: 1e-4, meanError: 0.2)
    #expect(file(.weights(weights)).statedFacts(of: "weights", at: 0).map(\.value) == ["yes", "10", "1"])
    let mean = file(.weights(weights)).statedFacts(of: "bias", at: 0)
    // 0.2 of 0.289/√100 = 6.92 standard errors.
    #expect(mean.map(\.value) == ["1", "0.2", "6.92"] && mean.map(\.speaksForCause) == [false, true, true])
    let bias = BiasEvidence(relativeNoise: 1e-3, exceedsSteps: true)
    #expect(file(.bias(bias)).statedFacts(of: "bias", at: 0).map(\.speaksForCause) == [false, true, true])
    #expect(file(.bias(bias)).statedFacts(of: "outliers", at: 0).isEmpty)
    #expect(file(.bias(bias)).statedFacts(of: "bias", at: 7).isEmpty)
  }

  /// Every judge of this package has something to say of some kind of site, but for the one that looks at the graph.
  @Test func everyJudgeStatesFacts() {
    let weights = WeightEvidence(
      bits: 8, count: 10, rank: 2, scaleAxis: 0, outputAxis: 0, noise: 1, noiseRequantized: 1, channelNoise: 1,
      channelNoisePerChannel: 1, gainResidual: 1)
    let files = [
      file(.activation(ActivationRuleTests.healthy())), file(.weights(weights)),
      file(.bias(BiasEvidence(relativeNoise: 0, exceedsSteps: false))),
    ]
    for judge in Judges.standard where judge.name != "graph" {
      #expect(files.contains { !$0.statedFacts(of: judge.name, at: 0).isEmpty }, "\(judge.name)")
    }
  }
}
