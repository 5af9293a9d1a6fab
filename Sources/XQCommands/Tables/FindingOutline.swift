// Findings as a reader sees them: number, judge, layer, a sentence, what it is worth, and what to type next.

import XQJudge
import XQLanguage

/// Lays findings out in blocks, as a page would.
enum FindingOutline {
  private static let columns = [Column(""), Column(""), Column("", isName: true), Column("", isProse: true)]

  /// - Parameter place: where gains are measured: `the output`.
  static func outline(_ findings: [Finding], place: String) -> Table.Outline {
    Table.Outline(
      columns: columns,
      rows: findings.flatMap { finding in
        let head: [Value] = [
          .string(finding.rank.map { "\($0)" } ?? ""), .string(finding.judge), .string(finding.layer),
        ]
        let sentences = [says(finding), worth(finding, place: place)].filter { !$0.isEmpty }
        return sentences.enumerated().map { index, sentence in
          (index == 0 ? head : [.string(""), .string(""), .string("")]) + [.string(sentence)]
        }
      })
  }

  private static func says(_ finding: Finding) -> String {
    guard let cause = finding.cause else { return "skipped: \(finding.says)" }
    let others = finding.sites.count - 1
    return "\(cause.rawValue): \(finding.says)"
      + (others > 0 ? "; \(Counted.text(others, "more quantizer")) like it" : "")
  }

  private static func worth(_ finding: Finding, place: String) -> String {
    guard let gain = finding.gain, let rank = finding.rank else { return "" }
    let upTo = finding.restsOnFewSamples ? "up to " : ""
    let note = finding.severity == .note ? "note: below the line of a finding, " : ""
    var parts = ["\(note)worth \(upTo)\(signed(gain)) dB at \(place)"]
    if finding.restsOnFewSamples, let samples = finding.effectiveSamples {
      parts.append("rests on few samples (\(NumberText.decimals(samples, 1)) carry the error)")
    }
    parts.append("explain \(finding.judge) \(argument(finding.layer))")
    parts.append("advise \(rank)")
    return parts.joined(separator: "  ·  ")
  }

  static func signed(_ decibels: Double) -> String {
    (decibels < 0 ? "" : "+") + NumberText.decimals(decibels, 1)
  }

  /// A name as it can be typed.
  static func argument(_ name: String) -> String {
    let isWord = !name.isEmpty && name.utf8.allSatisfy { !" |;(){}\"'$,[]#".utf8.contains($0) }
    return isWord ? name : "'" + name.replacing("'", with: "''") + "'"
  }
}
