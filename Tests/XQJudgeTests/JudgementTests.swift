// Ranking: the order of findings, their lines, severities, advice, and judges that fail.

import Testing
import XQJudge
import XQMeasure

/// A model in which each site adds noise of its own, and settings gain what they are said to.
private final class AdditiveBench: TrialBench {
  var noises: [Double]
  var rest = 0.0
  var effectiveSamples = 40.0
  var settings: [SettingGain] = []
  var repaired = 0.0
  var locateFails = false
  var differing: String? = "conv7"
  private(set) var trials: [Trial] = []

  init(_ noises: [Double]) { self.noises = noises }

  let sampleCount = 64

  func run(_ trial: Trial) throws(MeasureError) -> TrialResult {
    trials.append(trial)
    let noise = noises.indices.reduce(rest) { sum, site in
      if trial.float.contains(site) { return sum }
      return sum + noises[site] * (trial.repaired[site] == nil ? 1 : repaired)
    }
    return TrialResult(noise: noise, effectiveSamples: effectiveSamples)
  }

  func partners(of site: Int, free: Set<Int>) throws(MeasureError) -> [Int] { free.sorted() }

  func firstDifferingTensor() throws(MeasureError) -> String? {
    if locateFails { throw .noSamples("val") }
    return differing
  }

  func imitateSettings() throws(MeasureError) -> [SettingGain] { settings }
}

@Suite struct JudgementTests {
  private func site(_ name: String, _ change: (inout ActivationEvidence) -> Void = { _ in }) -> SiteCase {
    var evidence = ActivationRuleTests.healthy()
    change(&evidence)
    return SiteCase(tensor: name, name: "\(name)_q", layer: "layer \(name)", evidence: .activation(evidence))
  }

  private func wide(_ name: String) -> SiteCase {
    site(name) { ($0.validation.maximum, $0.validation.noise) = (0.2, 1e-3) }
  }

  private func outlier(_ name: String, spread: Double = 40) -> SiteCase { site(name) { $0.channelSpread = spread } }

  private func file(_ sites: [SiteCase]) -> CaseFile {
    CaseFile(sites: sites, shift: nil, hasRepresentativeData: true)
  }

  private func verdict(_ sites: [SiteCase], _ bench: any TrialBench, worth: Bool = false) throws -> Verdict {
    let file = file(sites)
    return try Judgement(file, Suspicions(file), bench).verdict(measuresAllSites: worth)
  }

  @Test func theRepairThatGainsMostComesFirst() throws {
    let bench = AdditiveBench([0.01, 0.09, 0.3, 0.001])
    let verdict = try verdict([site("a"), wide("b"), outlier("c"), wide("d")], bench)
    #expect(verdict.findings.map(\.cause) == [.activationOutlier, .rangeWide])
    #expect(verdict.findings.map(\.rank) == [1, 2])
    // 0.401 -> 0.101 -> 0.01
    let gains = verdict.findings.compactMap(\.gain)
    #expect(abs(gains[0] - 5.988) < 0.001 && abs(gains[1] - 10.043) < 0.001)
    #expect(verdict.findings.map(\.severity) == [.major, .severe])
    #expect(verdict.findings[1].tensors == ["b", "d"])
    #expect(verdict.findings[1].name == "b_q" && verdict.findings[1].layer == "layer b")
    #expect(verdict.silent.contains("concat") && !verdict.silent.contains("range"))
    #expect(bench.trials.count == verdict.runCount)
  }

  @Test func theWorstSiteOfAGroupIsTheOneThatMakesMostNoiseAlone() throws {
    // By their facts all three are alike.
    let bench = AdditiveBench([0.01, 0.05, 0.02])
    let verdict = try verdict([wide("a"), wide("b"), wide("c")], bench)
    #expect(verdict.findings.first?.tensors == ["b", "c", "a"])
    #expect(abs((verdict.worth[1] ?? 0) - 13.01) < 0.01)
    #expect(verdict.findings.first?.isWholeModel == true)
  }

  @Test func atMostEightSitesOfAGroupRunAlone() throws {
    let sites = (0..<12).map { wide("s\($0)") }
    #expect(try verdict(sites, AdditiveBench(Array(repeating: 0.01, count: 12))).worth.count == 8)
    #expect(try verdict(sites, AdditiveBench(Array(repeating: 0.01, count: 12)), worth: true).worth.count == 12)
  }

  @Test func viewsAndPartnersGoWithTheirSite() throws {
    let weights = SiteCase(tensor: "w", evidence: .weights(ConstantRuleTests.healthy()))
    var head = outlier("a")
    head.views = [2]
    let bench = AdditiveBench([0.1, 0.01, 0.001])
    _ = try verdict([head, weights, site("v") { $0.isView = true }], bench)
    let repaired = Trial(repaired: [0: .perChannelActivation, 1: .perChannelActivation], float: [2])
    #expect(bench.trials.contains(repaired))
    #expect(bench.trials.contains(Trial(float: [0, 1, 2])))
  }

  @Test func belowTheLineOfItsCauseAFindingIsANote() throws {
    // 2 dB: enough for a range, not for channels that are a little uneven, nor for few samples.
    let bench = { AdditiveBench([0.37, 0.63]) }
    #expect(try verdict([wide("a"), site("b")], bench()).findings.map(\.cause) == [.rangeWide])
    #expect(try verdict([outlier("a"), site("b")], bench()).findings.map(\.cause) == [.activationOutlier])
    let mild = try verdict([outlier("a", spread: 12), site("b")], bench())
    #expect(mild.findings.isEmpty && mild.notes.map(\.severity) == [.note] && mild.notes.map(\.rank) == [1])
    let tail = site("a") {
      ($0.validation.maximum, $0.validation.noise, $0.validation.clippedHigh) = (3, 1e-2, 9e-3)
    }
    #expect(try verdict([tail, site("b")], bench()).findings.isEmpty)
    // 7 dB are enough, unless few samples carry the error.
    #expect(try verdict([tail, site("b")], AdditiveBench([0.8, 0.2])).findings.map(\.cause) == [.calibrationSmall])
    let few = AdditiveBench([0.8, 0.2])
    few.effectiveSamples = 7.9
    #expect(try verdict([tail, site("b")], few).findings.isEmpty)
    #expect(try verdict([wide("a"), site("b")], few).findings.first?.restsOnFewSamples == true)
  }

  @Test func whatGainsNothingIsDropped() throws {
    let verdict = try verdict([wide("a"), site("b")], AdditiveBench([0.01, 0.99]))
    #expect(verdict.rows.isEmpty && verdict.silent.count == Judges.standard.count)
  }

  @Test func aGraphThatDiffersIsPlacedByItsGain() throws {
    let bench = AdditiveBench([0.2, 0.05])
    bench.rest = 0.3
    let verdict = try verdict([wide("a"), site("b")], bench)
    #expect(verdict.findings.map(\.cause) == [.graphMismatch, .rangeWide])
    #expect(abs((verdict.findings[0].gain ?? 0) - 3.424) < 0.001)
    #expect(verdict.findings[0].tensor == "conv7")
    #expect(verdict.findings[0].says == "without any quantizer the output is at 5.2 dB: the graphs differ from here on")
  }

  /// Where the data have nan, both models have it: the output's figure is that of nan, not of a difference.
  @Test func aGraphOfWhichNoTensorDiffersIsNoFinding() throws {
    let bench = AdditiveBench([0.2, 0.05])
    (bench.rest, bench.differing) = (0.3, nil)
    let verdict = try verdict([wide("a"), site("b")], bench)
    #expect(verdict.findings.map(\.cause) == [.rangeWide])
    #expect(verdict.skipped.map(\.judge) == ["graph"])
    #expect(verdict.skipped.first?.says.contains("look for nan and inf in the data") == true)
  }

  @Test func aJudgeThatFailsDoesNotStopTheOthers() throws {
    let bench = AdditiveBench([0.1, 0.01])
    (bench.rest, bench.locateFails) = (0.01, true)
    let verdict = try verdict([wide("a"), site("b")], bench)
    #expect(verdict.findings.map(\.cause) == [.rangeWide])
    #expect(verdict.skipped.map(\.judge) == ["graph"] && verdict.skipped.map(\.severity) == [.skipped])
  }

  // MARK: - A host's judge

  private struct Stranger: Judge {
    struct Failed: Error, CustomStringConvertible { let description = "no such table" }

    let name = "stranger"
    let summary = "sites that a host does not like"
    let details = ""
    let causes: [Cause] = [Cause(rawValue: "disliked")]
    var fails = false

    func examine(_ file: CaseFile) throws -> [Candidate] {
      if fails { throw Failed() }
      return file.sites.indices.filter { file.sites[$0].tensor == "b" }.map {
        Candidate(site: $0, cause: causes[0], judge: name, repair: .float, fact: DecidingFact("dislike", 3, 2))
      }
    }

    func says(_ candidate: Candidate, in file: CaseFile) -> String { "not liked at all" }
  }

  @Test func aHostsJudgeIsHeard() throws {
    let judges: [any Judge] = Judges.standard + [Stranger()]
    let file = file([site("a"), site("b")])
    let verdict = try Judgement(
      file, Suspicions(file, judges: judges), AdditiveBench([0.01, 0.5]), judges: judges
    ).verdict()
    #expect(verdict.findings.map { $0.cause?.rawValue } == ["disliked"])
    #expect(verdict.findings.first?.says == "not liked at all" && verdict.findings.first?.judge == "stranger")
    let failed = Suspicions(file, judges: Judges.standard + [Stranger(fails: true)])
    #expect(failed.skipped.map(\.judge) == ["stranger"])
    #expect(failed.skipped.map(\.reason) == ["failed: no such table"])
  }

  // MARK: - Settings and advice

  @Test func adviceIsOrderedByWhatWasTried() throws {
    let bench = AdditiveBench([0.5, 0.01])
    bench.settings = [
      SettingGain(setting: .percentile999, gain: 4, effectiveSamples: 30),
      SettingGain(setting: .percentile9999, gain: 9.5, effectiveSamples: 30),
      SettingGain(setting: .asymmetric, gain: 1.5, effectiveSamples: 30),
      SettingGain(setting: .minMax, gain: 0.4, effectiveSamples: 30),
    ]
    let finding = try #require(try verdict([outlier("a"), site("b")], bench).findings.first)
    #expect(finding.advice.first?.imitated == .excluded)
    #expect(
      finding.advice.first?.setting
        == "quantize_static(…, extra_options={'TensorQuantOverrides': {'a': [{'quant_type': QuantType.QUInt16}]}})")
    #expect(finding.gainAdvice == finding.gainFloat)
    let percentile = try #require(finding.advice.first { $0.imitated == .percentile9999 })
    #expect(percentile.gain == 9.5 && percentile.setting.contains("'CalibPercentile': 99.99}"))
    #expect(!finding.advice.contains { $0.setting.contains("Entropy") }, "that is for few values, not for a channel")
    let further = try verdict([outlier("a"), site("b")], bench).furtherSettings
    #expect(further.map(\.setting) == [.asymmetric])
  }

  @Test func everyCauseHasAJudgeAndAdvice() {
    for cause in Cause.allCases {
      #expect(Judges.standard.count { $0.causes.contains(cause) } == 1, "\(cause.rawValue)")
      #expect(AdviceTable.meaning(of: cause)?.hasSuffix(".") == true, "\(cause.rawValue)")
    }
  }

  @Test func everyJudgeExplainsItself() {
    let names = Judges.parameters().map(\.fullName)
    #expect(Set(names).count == names.count)
    for judge in Judges.standard {
      #expect(judge.details.count > 80 && judge.source.count > 10 && !judge.summary.hasSuffix("."))
      for parameter in judge.parameters {
        #expect(parameter.judge == judge.name && parameter.reason.count > 10 && !parameter.reason.hasSuffix("."))
      }
    }
  }
}
