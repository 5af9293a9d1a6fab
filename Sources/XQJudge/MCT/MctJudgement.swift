// The four judges of the XQuant Extension Tool, in its order.

import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

/// What the tool's judges find, and what the tool itself would report.
public struct MctJudgement: Sendable {
  public let subject: MctCase
  /// In the order in which the tool judges: outliers, concat, negative, bitwidth. Those that a judge could not judge stand
  /// among them: ``MctFinding/isSkipped``.
  public let findings: [MctFinding]
  /// The layer at which the tool itself would stop with an error, and write no findings.
  public let failure: String?
  private let concat: [MctTroubleshoot.Entry]

  /// Judges from evidence that was gathered before; pure.
  public init(_ subject: MctCase, evidence: MctEvidence) {
    self.subject = subject
    guard !subject.isBeyondJudging else {
      (findings, failure, concat) = ([], nil, [])
      return
    }
    let judge = MctConcatJudge(subject)
    findings =
      MctOutlierJudge.findings(subject, evidence) + judge.findings(evidence) + MctNegativeJudge.findings(subject)
      + MctBitwidthJudge.findings(subject)
    failure = judge.failure
    concat = judge.reported(evidence)
  }

  /// Gathers the evidence by running the float model over the representative data, where a judge needs any, and judges.
  ///
  /// - Throws: ``MeasureError``; where data are needed and none are there ``MeasureError/noSamples(_:)``.
  public init(
    _ subject: MctCase, threads: Int = 1, engine: any Engine, cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) {
    let evidence = try MctEvidence(
      subject, threads: threads, engine: engine, cancellation: cancellation, progress: progress)
    self.init(subject, evidence: evidence)
  }

  /// The findings as the tool writes them into its report, with its own pairs where they are not the right ones.
  ///
  /// - Parameter folder: the report's folder, as it was given; the path of a layer's picture starts with it.
  public func report(folder: String) -> MctTroubleshoot {
    var entries: [MctTroubleshoot.Entry] = []
    for finding in findings where !finding.isSkipped && finding.judge != .concat {
      let texts =
        finding.judge == .outliers
        ? [finding.names[0], picture(of: finding.names[0], in: folder)] : Array(finding.names.prefix(1))
      entries.append(MctTroubleshoot.Entry(kind: finding.judge, texts: texts))
    }
    let pairs =
      subject.log == nil || failure != nil
      ? findings.filter { $0.judge == .concat && !$0.isSkipped }.map { finding in
        MctTroubleshoot.Entry(kind: .concat, texts: finding.names + [MctWarnings.scaling(finding.value ?? 0)])
      } : concat
    return MctTroubleshoot(entries + pairs)
  }

  /// The tool's warnings for these findings, word for word and in its order.
  public func warnings(folder: String) -> [String] {
    var lines: [String] = []
    var titled: Set<MctTroubleshoot.Kind> = []
    for finding in findings where !finding.isSkipped {
      if titled.insert(finding.judge).inserted { lines.append(MctWarnings.title(finding.judge)) }
      lines.append(finding.judge == .outliers ? picture(of: finding.names[0], in: folder) : finding.warning)
    }
    return lines
  }

  /// The toolkit's name of the folder is misspelt like this.
  private func picture(of layer: String, in folder: String) -> String {
    folder + (folder.hasSuffix("/") ? "" : "/") + "outlier_histgrams/\(layer).png"
  }
}
