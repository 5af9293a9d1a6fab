// Judging with an engine: from measured facts to a verdict.

import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

/// How a comparison is judged.
public struct JudgeOptions: Sendable {
  public var values: ParameterValues
  public var judges: [any Judge]
  /// Where gains are measured.
  public var place: GainPlace
  /// Runs every site alone: as many runs as sites.
  public var measuresAllSites: Bool
  /// Validation samples that score; `nil`: 64, or half of them where there are fewer than 128.
  public var samples: Int?
  public var threads: Int

  public init(
    values: ParameterValues = ParameterValues(), judges: [any Judge] = Judges.standard, place: GainPlace = .logits,
    measuresAllSites: Bool = false, samples: Int? = nil, threads: Int = 1
  ) {
    self.values = values
    self.judges = judges
    self.place = place
    self.measuresAllSites = measuresAllSites
    self.samples = samples
    self.threads = threads
  }
}

extension Judgement {
  /// Judges a comparison whose sites were measured.
  ///
  ///     let facts = try comparison.facts(engine: engine)
  ///     let verdict = try Judgement.judge(facts, pairing: comparison.pairing, data: samples, engine: engine)
  ///     verdict.findings.first?.cause
  ///
  /// - Parameters:
  ///   - data: validation data, of which the first samples score.
  ///   - progress: called after each run of the quantized model with the runs so far.
  /// - Throws: ``MeasureError``; a judge that fails is no error but a finding that says so.
  public static func judge(
    _ facts: ModelFacts, pairing: Pairing, data: DataSet, batch: Int? = nil, options: JudgeOptions = JudgeOptions(),
    engine: any Engine, cancellation: Cancellation = Cancellation(),
    progress: @escaping (_ runs: Int) -> Void = { _ in }
  ) throws(MeasureError) -> Verdict {
    let file = CaseFile(facts, values: options.values)
    var suspicions = Suspicions(file, judges: options.judges)
    var judges = options.judges
    if let reason = reasonAgainstGraphs(facts.siteMap, pairing) {
      suspicions.skip(GraphJudge.name, reason)
      judges.removeAll { $0.name == GraphJudge.name }
    }
    let branches = suspicions.candidates.filter { $0.repair == .perChannelActivation || $0.repair == .eightBits }
    let trials = try TrialModel(
      facts.siteMap, pairing: pairing, data: data, batch: batch, samples: options.samples,
      branches: Set(branches.map(\.site)), engine: engine, threads: options.threads, cancellation: cancellation)
    let bench = EngineBench(trials, facts, place: options.place, cancellation: cancellation, progress: progress)
    var verdict = try Judgement(file, suspicions, bench, judges: judges)
      .verdict(measuresAllSites: options.measuresAllSites)
    let unchanged = try bench.unchanged()
    verdict.answers = unchanged.answers
    let hasLogits = unchanged.logits.map(\.tensor) != unchanged.outputs.map(\.tensor)
    verdict.place = options.place == .logits && !hasLogits ? .output : options.place
    if options.place != .balanced { verdict.balancedDecibels = unchanged.decibels(at: .balanced) }
    return verdict
  }

  /// Why a difference without quantizers would say nothing of the graphs; `nil` where it does.
  private static func reasonAgainstGraphs(_ map: SiteMap, _ pairing: Pairing) -> String? {
    if pairing.mct != nil {
      return "the quantizer corrects biases on purpose: the float parts always differ a little"
    }
    let remaining = map.models.quantizers.filter { quantizer in
      switch quantizer.form {
      case .dynamic, .cast, .qOperator: true
      case .qdq, .mctq: quantizer.blockSize != 0
      }
    }
    guard let first = remaining.first else { return nil }
    let others = remaining.count > 1 ? " and \(remaining.count - 1) more" : ""
    return "the quantizer of '\(first.source)'\(others) cannot be taken out: what remains is not the graph alone"
  }
}
