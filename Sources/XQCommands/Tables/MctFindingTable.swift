// What the judges of MCT's XQuant Extension Tool find, in the columns of `judge`.

import XQConsole
import XQFormats
import XQJudge
import XQLanguage
import XQMeasure

enum MctFindingTable {
  /// The tool's findings about a comparison, by the session's thresholds.
  ///
  /// - Parameters:
  ///   - names: judges whose findings are shown; empty: all, or the outliers' where a z-score is given.
  ///   - zScore: takes the place of the threshold of outliers for this time.
  static func table(
    _ subject: Subject, _ names: Set<String>, zScore: Double?, _ call: Invocation, in context: Context
  ) throws(Diagnostic) -> Table {
    let workbench = Workbench.of(context)
    var thresholds = Thresholds(profile: .mct, declarations: workbench.thresholds.declarations)
    if workbench.thresholds.profile == .mct { thresholds = workbench.thresholds }
    if let zScore, let threshold = thresholds["outliers.zscore"] {
      thresholds.set(threshold, to: zScore, origin: call.place.text)
    }
    let judgement = try MctJudging.judgement(of: subject.object, with: thresholds, in: context)
    let wanted = names.isEmpty && zScore != nil ? ["outliers"] : names
    let findings = judgement.findings.filter { wanted.isEmpty || wanted.contains($0.judge.name) }
      .filter { finding in
        finding.isSkipped || finding.names.contains { subject.includes(layer: $0, tensor: finding.tensor ?? $0) }
      }
    let rows =
      findings.filter { !$0.isSkipped }.enumerated().map { Finding($1, rank: $0 + 1) }
      + findings.filter(\.isSkipped).map { Finding($0, rank: nil) }
    var table = FindingTable(findings: rows).table
    table.outline = FindingOutline.outline(rows, place: "")
    table.notes = notes(judgement, findings)
    return table
  }

  private static func notes(_ judgement: MctJudgement, _ findings: [MctFinding]) -> [String] {
    var notes: [String] = []
    if judgement.subject.isBeyondJudging {
      notes.append("so many layers are degraded that the tool judges nothing: threshold degraded_ratio")
    } else if !findings.contains(where: { !$0.isSkipped }) {
      notes.append("the tool's judges find nothing")
    }
    if let failure = judgement.failure { notes.append("the tool itself stops with an error at '\(failure)'") }
    notes += findings.compactMap { finding in finding.differs.map { "\(finding.names.joined(separator: ", ")): \($0)" }
    }
    let degraded = Counted.text(judgement.subject.degraded.count, "degraded layer")
    return notes + ["\(degraded) of \(judgement.subject.layers.count) compared, by MCT's thresholds"]
  }
}

extension MctTroubleshoot.Kind {
  /// The judge's name here.
  fileprivate var name: String {
    switch self {
    case .outliers: "outliers"
    case .negative: "negative"
    case .concat: "concat"
    case .bitwidth: "bitwidth"
    }
  }

  fileprivate var cause: Cause {
    switch self {
    case .outliers: .activationOutlier
    case .negative: .negativeWaste
    case .concat: .concatUnbalanced
    case .bitwidth: .lastLayerBits
    }
  }
}

extension Finding {
  /// A finding of the tool; it tries nothing, so that no gain is known.
  fileprivate init(_ finding: MctFinding, rank: Int?) {
    let fact = finding.value.map { DecidingFact("value", $0, finding.threshold) }
    self.init(
      rank: rank, cause: rank == nil ? nil : finding.judge.cause, judge: finding.judge.name, sites: [],
      tensors: finding.tensor.map { [$0] } ?? finding.names, name: finding.names.first ?? "", layers: finding.names,
      severity: rank == nil ? .skipped : .warning, fact: fact,
      says: finding.missing.map { "\(finding.sentence); needs \($0)" } ?? finding.sentence)
  }
}
