// advise: what to set in which tool, and what it would bring.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Lists countermeasures against the findings, or those that help in general.
struct AdviseCommand: Command {
  static let declaration = CommandDeclaration(
    name: "advise",
    summary: "what to set in which tool, and what it would bring",
    details: """
      For each finding of 'judge', or for those that are named by number, judge or cause: what to change, the settings of \
      ONNX Runtime's quantizer, MCT, AIMET and NNCF that do it, with this model's names and numbers, and what the best one \
      is expected to bring. Expected is what was measured: the setting imitated on the model as it is, on all quantizers \
      that it concerns. What was not imitated has no number.

      Where nothing was found, or there is no comparison yet, it lists what helps in general: what gained when it was \
      imitated comes first, what lost comes last.

      'judge' is run if it was not yet. A gain that few samples carry is called 'up to'; what more or other data bring \
      'may be'.
      """,
    group: "investigate",
    parameters: [
      .rest(
        "findings", .either([.pattern(of: "advice"), .object(kind: "comparison")]), isRequired: false,
        "numbers of findings, judges or causes, and the comparison where it is not the current one"),
      .option("general", .bool, "what helps in general, also where something was found"),
    ],
    output: .table, outputColumns: .fixed(AdviceRows.columns.map(\.name)), effects: [.runsModels],
    examples: [
      .init("advise", "against all that was found"),
      .init("advise 1", "against the first finding"),
      .init("advise outliers", "against what one judge found"),
      .init("advise --general", "what helps whatever is wrong"),
      .init("advise | to json advice.json", "for another program"),
    ],
    related: ["judge", "explain", "whatif"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let workbench = Workbench.of(context)
    let words = call.list("findings").filter { if case .object = $0 { false } else { true } }.map(\.text)
    try check(words, call, workbench.judges)
    var rows = AdviceRows()
    guard let object = Self.comparison(call, context), !object.comparison.roles.isEmpty else {
      if let rank = words.first(where: { Int($0) != nil }) {
        throw Diagnostic(
          .noComparison, "there is no finding \(rank): nothing was compared", at: call.place,
          help: ["compare FLOAT QUANTIZED --repr DATA --val DATA"])
      }
      addGeneral(&rows, GeneralAdvice(verdict: nil, facts: nil))
      rows.notes.append("nothing was compared yet, so that none of this was tried: compare FLOAT QUANTIZED --val DATA")
      return .table(rows.table)
    }
    if workbench.thresholds.profile == .mct {
      rows.notes.append("these findings are of this program's judges, not of MCT's: their pages say what MCT advises")
    }
    let verdict = try workbench.verdictAtHand(object, at: call.place, in: context)
    let findings = try wanted(words, verdict, call)
    if call.isOn("general") || (words.isEmpty && findings.isEmpty) {
      if findings.isEmpty { rows.notes.append("nothing that a trial confirms: this helps in general") }
      addGeneral(&rows, GeneralAdvice(verdict: verdict, facts: object.comparison.knownFacts))
    } else {
      for finding in findings { rows.add(finding, verdict) }
      rows.notes += Self.notes(findings, words, verdict)
    }
    return .table(rows.table)
  }

  // MARK: - What is meant

  private static func comparison(_ call: Invocation, _ context: Context) -> ComparisonObject? {
    for case .object(let object) in call.list("findings") {
      if let object = object as? ComparisonObject { return object }
    }
    return context.session.subject?.object as? ComparisonObject
  }

  /// - Throws: XQ0430 for a word that is no number, judge or cause.
  private func check(_ words: [String], _ call: Invocation, _ judges: [any Judge]) throws(Diagnostic) {
    let known = judges.flatMap { [$0.name] + $0.causes.map(\.rawValue) }
    for word in words where Int(word) == nil && !known.contains(word) {
      throw Diagnostic(
        .noSuchJudge, "'\(word)' is no finding's number, judge or cause", at: call.place(of: "findings", word: word),
        caption: Suggestions.question(Suggestions.close(to: word, among: known)),
        help: ["judges: \(judges.map(\.name).joined(separator: ", "))"])
    }
  }

  /// The findings, without words; else the findings and notes that the words name.
  private func wanted(_ words: [String], _ verdict: Verdict, _ call: Invocation) throws(Diagnostic) -> [Finding] {
    guard !words.isEmpty else { return verdict.findings }
    let all = verdict.findings + verdict.notes
    for word in words {
      guard let rank = Int(word), !all.contains(where: { $0.rank == rank }) else { continue }
      throw Diagnostic.noFinding(rank, count: all.count, at: call.place(of: "findings", word: word))
    }
    return all.filter { finding in
      words.contains { word in
        finding.rank.map { "\($0)" } == word || finding.judge == word || finding.cause?.rawValue == word
      }
    }
  }

  // MARK: - What is said

  private func addGeneral(_ rows: inout AdviceRows, _ advice: GeneralAdvice) {
    for (index, entry) in advice.measures.enumerated() { rows.add(entry, number: index + 1) }
    rows.notes += advice.notes
  }

  private static func notes(_ findings: [Finding], _ words: [String], _ verdict: Verdict) -> [String] {
    if findings.isEmpty {
      return ["\(words.joined(separator: ", ")): not found here; what helps in general: advise --general"]
    }
    let others = verdict.furtherSettings.map { "\($0.setting.rawValue) \(FindingOutline.signed($0.gain)) dB" }
    let further =
      words.isEmpty && !others.isEmpty
      ? ["settings that bring something beside these: \(others.joined(separator: ", "))"] : []
    let first = findings.compactMap { finding in finding.rank.map { (finding, $0) } }.first
    return further
      + (first.map { ["why: explain \($0.1)  ·  in words: help \(ManualPages.name(ofJudge: $0.0.judge))"] } ?? [])
  }
}
