// From facts to a verdict: rules, trials, settings, findings.

import Glibc
import XQMeasure

/// Judges a comparison.
///
///     let file = CaseFile(facts)
///     let suspicions = Suspicions(file)
///     let verdict = try Judgement(file, suspicions, bench).verdict()
///
/// The rules propose, trials decide: nothing is a finding whose repair does not gain at the output.
public struct Judgement {
  private let file: CaseFile
  private let suspicions: Suspicions
  private let bench: any TrialBench
  private let judges: [any Judge]

  /// - Parameter judges: those that made the suspicions; their sentences stand in the findings.
  public init(
    _ file: CaseFile, _ suspicions: Suspicions, _ bench: any TrialBench, judges: [any Judge] = Judges.standard
  ) {
    self.file = file
    self.suspicions = suspicions
    self.bench = bench
    self.judges = judges
  }

  /// Runs the trials.
  ///
  /// - Parameter measuresAllSites: runs every site alone, for ``Verdict/worth``: as many runs as sites.
  public func verdict(measuresAllSites: Bool = false) throws(MeasureError) -> Verdict {
    let peeling = try Peeling(file, suspicions, bench, measuresAllSites: measuresAllSites)
    var verdict = Verdict(
      decibels: peeling.base.decibels, plainDecibels: peeling.plain.decibels, sampleCount: bench.sampleCount,
      effectiveSamples: peeling.base.effectiveSamples, runCount: peeling.runCount)
    verdict.quantizerCount = file.sites.count
    verdict.worth = peeling.noiseAlone.mapValues(Decibels.of)
    var findings = peeling.steps.compactMap { finding($0, peeling.base) }
    var skipped = suspicions.skipped
    do {
      findings = placed(try graphMismatch(peeling, &skipped), among: findings)
    } catch {
      if error.isCancelled { throw error }
      skipped.append(.init(judge: GraphJudge.name, reason: "failed: \(error)"))
    }
    verdict.settings = try bench.imitateSettings().sorted {
      ($1.gain, $0.setting.rawValue) < ($0.gain, $1.setting.rawValue)
    }
    complete(&verdict, findings, skipped)
    return verdict
  }

  // MARK: - One finding

  private func finding(_ step: Peeling.Step, _ base: TrialResult) -> Finding? {
    guard let worst = step.candidates.first, step.gain >= file.values[.note] else { return nil }
    let site = file.sites[worst.site]
    let isFew = isFew(min(step.effectiveSamples, base.effectiveSamples))
    return Finding(
      cause: worst.cause, judge: worst.judge, sites: step.candidates.map(\.site),
      tensors: step.candidates.map { file.sites[$0.site].tensor }, name: site.name,
      layers: step.candidates.map { file.sites[$0.site].layer },
      severity: severity(step, base), gain: step.gain, gainFloat: step.gainFloat, fact: worst.fact,
      says: judge(worst.judge)?.says(worst, in: file) ?? "",
      effectiveSamples: min(step.effectiveSamples, base.effectiveSamples), restsOnFewSamples: isFew,
      isWholeModel: isWholeModel(step.candidates), repair: worst.repair)
  }

  private func judge(_ name: String) -> (any Judge)? { judges.first { $0.name == name } }

  /// By the gain; a note where it is below the line of its cause.
  private func severity(_ step: Peeling.Step, _ base: TrialResult) -> Severity {
    guard let worst = step.candidates.first, step.gain >= line(step, worst, base) else { return .note }
    return Severity(gain: step.gain, file.values)
  }

  /// What the repair has to gain to be a finding.
  private func line(_ step: Peeling.Step, _ worst: Candidate, _ base: TrialResult) -> Double {
    switch worst.cause {
    case .calibrationSmall:
      return isFew(base.effectiveSamples) ? .infinity : file.values[CalibrationJudge.gain]
    case .activationOutlier:
      let isByChannel = step.candidates.allSatisfy { $0.repair == .perChannelActivation }
      let isMild = file.activation(worst.site).map { OutliersJudge.isMild($0, file.values) } ?? false
      return isByChannel && isMild ? file.values[OutliersJudge.gain] : file.values[.finding]
    default: return file.values[.finding]
    }
  }

  /// Whether so few samples carry the error that a gain is no promise.
  private func isFew(_ effectiveSamples: Double) -> Bool {
    effectiveSamples < max(file.values[CalibrationJudge.samples], 0.05 * Double(bench.sampleCount))
  }

  private func isWholeModel(_ group: [Candidate]) -> Bool {
    guard let worst = group.first else { return false }
    let kind = file.sites[worst.site].evidence.kind
    let all = file.sites.count { $0.evidence.kind == kind && !$0.isView }
    return 2 * group.count > all
  }

  // MARK: - The graph

  /// What is left without quantizers, as a finding; `nil` where it is nothing, or no tensor differs: then it is in
  /// `skipped`.
  private func graphMismatch(
    _ peeling: Peeling, _ skipped: inout [Suspicions.Skipped]
  ) throws(MeasureError) -> Finding? {
    let (base, plain) = (peeling.base.noise, peeling.plain.noise)
    let limit = file.values[GraphJudge.agreement]
    guard judge(GraphJudge.name) != nil, peeling.plain.decibels < limit else { return nil }
    let gain = -10 * log10(max(base - plain, base * 1e-3) / base)
    guard gain >= file.values[.note] else { return nil }
    guard let tensor = try bench.firstDifferingTensor() else {
      skipped.append(
        Suspicions.Skipped(
          judge: GraphJudge.name,
          reason:
            "without any quantizer no tensor differs, and yet the output has no figure: look for nan and inf in the data"
        ))
      return nil
    }
    let fact = DecidingFact("plain dB", peeling.plain.decibels, limit)
    let candidate = Candidate(site: 0, cause: .graphMismatch, judge: GraphJudge.name, repair: .float, fact: fact)
    return Finding(
      cause: .graphMismatch, judge: GraphJudge.name, sites: [], tensors: [tensor], name: tensor, layers: [tensor],
      severity: gain >= file.values[.finding] ? Severity(gain: gain, file.values) : .note, gain: gain, gainFloat: gain,
      fact: fact, says: GraphJudge().says(candidate, in: file), effectiveSamples: peeling.base.effectiveSamples,
      restsOnFewSamples: isFew(peeling.base.effectiveSamples))
  }

  private func placed(_ mismatch: Finding?, among findings: [Finding]) -> [Finding] {
    guard let mismatch else { return findings }
    let all = [mismatch] + findings
    let gains = all.map { $0.gain ?? 0 }
    return all.indices.sorted { (gains[$1], $0) < (gains[$0], $1) }.map { all[$0] }
  }

  // MARK: - The whole

  private func complete(_ verdict: inout Verdict, _ findings: [Finding], _ skipped: [Suspicions.Skipped]) {
    var advised: Set<AdvisedSetting> = []
    let completed = (findings.filter(\.severity.isFinding) + findings.filter { !$0.severity.isFinding })
      .enumerated().map { index, finding in
        var finding = finding
        finding.rank = index + 1
        AdviceTable.advise(&finding, verdict.settings, file)
        if finding.severity.isFinding { advised.formUnion(finding.cause.map(AdvisedSetting.answering) ?? []) }
        return finding
      }
    verdict.findings = completed.filter(\.severity.isFinding)
    verdict.notes = completed.filter { !$0.severity.isFinding }
    verdict.skipped = skipped.map { skipped in
      Finding(
        judge: skipped.judge, sites: [], tensors: [], name: "", layers: [], severity: .skipped, says: skipped.reason)
    }
    let heard = Set(completed.map(\.judge) + skipped.map(\.judge))
    verdict.silent = judges.map(\.name).filter { !heard.contains($0) }
    verdict.furtherSettings = verdict.settings.filter {
      $0.gain >= file.values[.finding] && !advised.contains($0.setting)
    }
  }
}

extension Severity {
  /// Of a finding that gains so many dB.
  init(gain: Double, _ values: ParameterValues) {
    self = gain >= values[.severe] ? .severe : gain >= values[.major] ? .major : .minor
  }
}

extension Evidence {
  /// What kind of site it is.
  var kind: Site.Kind {
    switch self {
    case .activation: .activation
    case .weights: .weights
    case .bias: .bias
    }
  }
}
