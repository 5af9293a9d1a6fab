// What each judge looks at: the pages behind `help judge.outliers`.

import XQConsole
import XQJudge
import XQLanguage

/// Help on judges, one page a judge, from what they say of themselves.
enum JudgeTopics {
  static func all(_ judges: [any Judge]) -> [Host.Topic] {
    judges.map { judge in
      Host.Topic(name: "judge.\(judge.name)", summary: "judge: \(judge.summary)", text: page(judge))
    }
  }

  private static func page(_ judge: any Judge) -> String {
    var lines = ["\(judge.name): \(judge.summary)", ""] + wrapped(judge.details) + [""]
    lines.append("causes")
    for cause in judge.causes {
      lines.append("  \(cause.rawValue)")
      if let meaning = AdviceTable.meaning(of: cause) { lines += wrapped(meaning, indent: 6) }
    }
    if !judge.parameters.isEmpty {
      lines += ["", "thresholds"]
      for parameter in judge.parameters {
        let unit = parameter.unit == .decibels ? " dB" : ""
        lines.append("  \(parameter.fullName) \(NumberText.display(parameter.defaultValue))\(unit)")
        lines += wrapped(parameter.reason, indent: 6)
      }
    }
    if !judge.source.isEmpty { lines += [""] + wrapped("source: \(judge.source)") }
    lines += ["", "see also: judge, threshold"]
    return lines.joined(separator: "\n")
  }

  /// Paragraphs as lines that fit a page.
  private static func wrapped(_ text: String, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      paragraph.isEmpty ? [""] : HelpText.wrapped(String(paragraph), to: 80 - indent).map { margin + $0 }
    }
  }
}
