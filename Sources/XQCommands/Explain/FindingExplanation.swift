// A finding: what it says, what was tried, and at which quantizers.

import XQJudge
import XQLanguage
import XQMeasure

/// Explains one finding of a judgement.
struct FindingExplanation {
  let finding: Finding
  let verdict: Verdict

  private static let shownSites = 8

  var lines: [String] {
    guard let cause = finding.cause else { return ["\(finding.judge): \(finding.says)"] }
    let rank = finding.rank.map { "\($0), " } ?? ""
    let kind = finding.severity == .note ? "note" : "finding"
    var lines = ["\(kind) \(rank)\(finding.judge): \(cause.rawValue) at \(finding.layer), \(finding.severity.rawValue)"]
    lines += ["\(finding.says)"]
    if let meaning = AdviceTable.meaning(of: cause) { lines += HelpText.wrapped(meaning) }
    return lines + AlignedText.lines(figures) + sites + trust
  }

  // MARK: - Private

  private var figures: [[String]] {
    var rows: [[String]] = []
    if let fact = finding.fact {
      let limit = fact.threshold.map { "against \(NumberText.display($0))" } ?? ""
      rows.append(["the fact that decided", "\(fact.name) \(NumberText.significant(fact.value, 3))", limit])
    }
    func row(_ says: String, _ gain: Double?, _ remark: String) {
      guard let gain else { return }
      rows.append([says, "\(FindingOutline.signed(gain)) dB at \(verdict.place.words)", remark])
    }
    let before = (finding.rank ?? 1) > 1 ? ", those before it repaired too" : ""
    row("the repair gains", finding.gain, "tried: \(finding.repair?.words ?? "the differing part taken out")\(before)")
    row("no quantizer there gains", finding.gainFloat, before.isEmpty ? "" : "those before it repaired too")
    row("the best setting gains", finding.gainAdvice, finding.rank.map { "advise \($0)" } ?? "")
    return rows
  }

  private var sites: [String] {
    guard !finding.tensors.isEmpty else { return [] }
    let shown = finding.tensors.prefix(Self.shownSites).map { "'\($0)'" }.joined(separator: ", ")
    let rest = finding.tensors.count - Self.shownSites
    let order = finding.tensors.count > 1 ? ", the one that does most harm first" : ""
    return [
      "at \(Counted.text(finding.tensors.count, "quantizer"))\(order): \(shown)\(rest > 0 ? " and \(rest) more" : "")"
    ]
  }

  private var trust: [String] {
    guard let samples = finding.effectiveSamples else { return [] }
    let carry = "\(NumberText.decimals(samples, 1)) of \(verdict.sampleCount) samples carry the error"
    return [finding.restsOnFewSamples ? "rests on few samples: \(carry), so that the gain is no promise" : carry]
  }
}
