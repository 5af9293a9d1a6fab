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
    var lines = ["\(judge.name): \(judge.summary)", "", judge.details, ""]
    lines.append("causes")
    for cause in judge.causes {
      lines.append("  \(cause.rawValue)")
      if let meaning = AdviceTable.meaning(of: cause) { lines.append("      \(meaning)") }
    }
    if !judge.parameters.isEmpty {
      lines += ["", "thresholds"]
      for parameter in judge.parameters {
        let unit = parameter.unit == .decibels ? " dB" : ""
        lines.append("  \(parameter.fullName) \(NumberText.display(parameter.defaultValue))\(unit)")
        lines.append("      \(parameter.reason)")
      }
    }
    if !judge.source.isEmpty { lines += ["", "source: \(judge.source)"] }
    lines += ["", "see also: judge, threshold"]
    return lines.joined(separator: "\n")
  }
}
