// What stands below the findings: what was not found, what else gains, how the output stands.

import XQJudge
import XQLanguage
import XQMeasure

/// The last lines of a judgement, for a reader.
struct VerdictLines {
  private let verdict: Verdict
  private let place: GainPlace
  /// Judges that were asked for; empty: all.
  private let judges: Set<String>

  init(_ verdict: Verdict, place: GainPlace, judges: Set<String>) {
    self.verdict = verdict
    self.place = place
    self.judges = judges
  }

  /// - Parameters:
  ///   - shown: the findings above these lines.
  ///   - rows: all findings that were asked for.
  func lines(shown: [Finding], of rows: [Finding], showsNotes: Bool) -> [String] {
    let notes = rows.count { $0.severity == .note }
    var lines: [String] = []
    if !rows.contains(where: \.severity.isFinding) {
      lines.append(
        verdict.quantizerCount == 0 ? "no quantizer that can be judged" : "nothing that a trial confirms")
    }
    if !showsNotes, notes > 0 {
      lines.append("\(Counted.text(notes, "cause")) below the line of a finding: judge --all")
    }
    lines.append(silence(rows))
    lines += rows.filter { $0.severity == .skipped }.map { "\($0.judge): \($0.says)" }
    if judges.isEmpty { lines += settings }
    return lines + output
  }

  private func silence(_ rows: [Finding]) -> String {
    let silent = verdict.silent.filter { judges.isEmpty || judges.contains($0) }
    let skipped = rows.filter { $0.severity == .skipped }.map(\.judge)
    let names = silent.isEmpty ? "none" : silent.joined(separator: ", ")
    return "not found: \(names)  ·  skipped: \(skipped.isEmpty ? "none" : skipped.joined(separator: ", "))"
  }

  private var settings: [String] {
    guard !verdict.furtherSettings.isEmpty else { return [] }
    let gains = verdict.furtherSettings.map { "\($0.setting.rawValue) \(FindingOutline.signed($0.gain)) dB" }
    return ["settings that bring something beside these: \(gains.joined(separator: ", "))"]
  }

  private var output: [String] {
    let samples = Counted.text(verdict.sampleCount, "sample")
    let carrying = NumberText.decimals(verdict.effectiveSamples, 0)
    let line =
      "\(place.words): \(NumberText.decimals(verdict.decibels, 1)) dB, without quantizers \(plain)"
      + "     \(samples) of val, \(carrying) carry the error"
    return [line] + balance + answers
  }

  /// Float arithmetic in another order makes noise beyond 100 dB: then nothing but quantizers tells the models apart.
  private var plain: String {
    verdict.plainDecibels > 100
      ? "as the float model" : NumberText.decimals(verdict.plainDecibels, 0) + " dB"
  }

  private var balance: [String] {
    guard let balanced = verdict.balancedDecibels, balanced < verdict.decibels - 6 else { return [] }
    return [
      "of equal weight, the indices of axis 1 have \(NumberText.decimals(balanced, 1)) dB: small values are worse off than "
        + "the whole says: judge --at balanced"
    ]
  }

  private var answers: [String] {
    guard let answers = verdict.answers, answers.looksLikeScores || answers.labelled > 0, answers.total > 0 else {
      return []
    }
    func percent(_ part: Int, _ whole: Int) -> String {
      NumberText.decimals(100 * Double(part) / Double(max(whole, 1)), 1) + " %"
    }
    let same = "same answer \(percent(answers.same, answers.total))"
    guard answers.labelled > 0 else { return [same] }
    return [
      "accuracy on these: float \(percent(answers.floatRight, answers.labelled)), quantized "
        + "\(percent(answers.quantizedRight, answers.labelled)), \(same)"
    ]
  }
}

extension GainPlace {
  /// As sentences name it.
  var words: String {
    switch self {
    case .logits: "the logits"
    case .output: "the output"
    case .balanced: "the output, balanced"
    }
  }
}
