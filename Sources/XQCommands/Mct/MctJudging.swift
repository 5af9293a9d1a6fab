// Judging as the XQuant Extension Tool does, from a session.

import Synchronization
import XQConsole
import XQFormats
import XQJudge
import XQLanguage
import XQMeasure

/// What a comparison keeps of judging by the tool's rules: its layers at the operators, and what was measured there.
final class MctWork: Sendable {
  private struct State {
    var comparison: Comparison?
    var evidence: (measurements: [Comparison.Role: Measurement], evidence: MctEvidence)?
  }

  private let state = Mutex(State())
  let log: MctLog?

  init(log: MctLog?) { self.log = log }

  /// The comparison at the operators' own outputs, where the tool compares: the given one, or another that is made once.
  func comparison(like given: Comparison) throws(MeasureError) -> Comparison {
    if case .op = given.place { return given }
    if let known = state.withLock({ $0.comparison }) { return known }
    let made = try Comparison(
      float: given.float, quantized: given.quantized, data: given.data, batch: given.batch, place: .op(inPlace: []))
    return state.withLock { state in
      state.comparison = state.comparison ?? made
      return state.comparison ?? made
    }
  }

  func keep(_ subject: MctCase, _ measurements: [Comparison.Role: Measurement], _ evidence: MctEvidence) {
    state.withLock {
      $0.comparison = subject.comparison
      $0.evidence = (measurements, evidence)
    }
  }

  /// What the judges say with other limits about what they looked at before; `nil` before they looked.
  func judgement(with thresholds: Thresholds) -> MctJudgement? {
    let known = state.withLock { state in state.evidence.flatMap { known in state.comparison.map { ($0, known) } } }
    guard let (comparison, known) = known else { return nil }
    return MctJudgement(
      MctCase(comparison, known.measurements, limits: MctLimits(thresholds), log: log), evidence: known.evidence)
  }
}

enum MctJudging {
  /// Judges a comparison by the tool's rules, measuring what is not known yet.
  ///
  /// - Parameter thresholds: the session's where they are left out.
  static func judgement(
    of object: ComparisonObject, with thresholds: Thresholds? = nil, in context: Context
  ) throws(Diagnostic) -> MctJudgement {
    let workbench = Workbench.of(context)
    let (comparison, measurements) = try measured(object, in: context)
    let subject = MctCase(
      comparison, measurements, limits: MctLimits(thresholds ?? workbench.thresholds), log: object.mct.log)
    defer { context.say(.progress(nil)) }
    do throws(MeasureError) {
      let evidence = try MctEvidence(
        subject, threads: workbench.options(context).threads, engine: workbench.engine(context),
        cancellation: context.cancellation
      ) { done, total in
        context.say(.progress(Progress(activity: "looking at ranges", done: done, total: total, unit: "samples")))
      }
      object.mct.keep(subject, measurements, evidence)
      return MctJudgement(subject, evidence: evidence)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Both data sets measured as the tool does, at the operators.
  static func measured(
    _ object: ComparisonObject, in context: Context
  ) throws(Diagnostic) -> (Comparison, [Comparison.Role: Measurement]) {
    let workbench = Workbench.of(context)
    let comparison: Comparison
    do throws(MeasureError) { comparison = try object.mct.comparison(like: object.comparison) } catch {
      throw Diagnostic(error)
    }
    var measurements: [Comparison.Role: Measurement] = [:]
    for role in comparison.roles {
      measurements[role] = try workbench.measure(
        comparison, role, convention: .modelCompressionToolkit, in: context)
    }
    return (comparison, measurements)
  }

  /// How many findings a judge's parameter made; `nil` for a name that is none of these judges'.
  static func findings(of threshold: String, in judgement: MctJudgement) -> Int? {
    let judge: MctTroubleshoot.Kind? =
      switch threshold {
      case "outliers.zscore": .outliers
      case "concat.ratio": .concat
      case "bitwidth.bits": .bitwidth
      default: nil
      }
    return judge.map { judge in judgement.findings.count { $0.judge == judge && !$0.isSkipped } }
  }
}

extension MctLimits {
  /// The limits that are set in a session.
  init(_ thresholds: Thresholds) {
    self.init()
    metrics = thresholds.metrics.compactMap { metric in
      guard let limit = thresholds.limit(of: metric), let value = metric.value else { return nil }
      return MetricLimit(
        name: metric.name, limit: limit, isDegradedAbove: thresholds.isBadAbove(metric), value: value)
    }
    degradedRatio = thresholds.limit(of: "degraded_ratio")
    zScore = thresholds.limit(of: "outliers.zscore")
    concatRatio = thresholds.limit(of: "concat.ratio")
    bits = thresholds.limit(of: "bitwidth.bits")
  }
}
