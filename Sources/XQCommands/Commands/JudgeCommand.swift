// judge: why the output lost quality, and what repairing each cause brings.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// Names the causes of a comparison's error, what to do first.
struct JudgeCommand: Command {
  static let declaration = CommandDeclaration(
    name: "judge",
    summary: "why the output lost quality, and what repairing each cause brings",
    details: """
      Rules look at each quantizer and name what may be wrong with it; then the repair is tried on the model. What does \
      not bring anything at the output is no finding. The first finding is the repair that brings most; the gain of each \
      is measured with those before it repaired. A finding is one cause with all quantizers that have it; the one that \
      does most harm alone names it.

      Gains are measured on some of the validation samples, at the input of a final Softmax or Sigmoid where the model \
      ends in one ('--at output': at the output itself). Where the error of few samples decides, it is said: then a gain \
      is no promise. 'gain_advice' is what the advised setting brings, imitated on all quantizers that it concerns.

      With names, only these judges' findings are shown; they are judged together all the same. Rows below the line of a \
      finding have severity 'note' (on the screen with '--all'); judges that could not look have 'skipped'.

      Under 'profile mct' the four judges of MCT's XQuant Extension Tool speak: they try nothing, and find what the tool \
      finds; severity 'warning'.

      judges: \(Judges.standard.map(\.name).joined(separator: ", ")); each has a page: help judge.outliers
      """,
    group: "investigate",
    parameters: [
      .rest(
        "judges", .either([.pattern(of: "judge"), .object(kind: "comparison")]), isRequired: false,
        "judges whose findings are shown, and the comparison where it is not the current one"),
      .option("layers", .list, "names or patterns of layers whose findings are shown"),
      .option(
        "at", .choice(GainPlace.allCases.map(\.rawValue)), default: .string("logits"), "where gains are measured"),
      .option(
        "worth", .choice(["8", "all"]), default: .string("8"),
        "run at most 8 quantizers of a finding alone to find the worst, or all of the model: as many runs"),
      .option("samples", .count(1...1_000_000), "validation samples that score; 64, or half of them below 128"),
      .option(
        "zscore", .number(range: 0...1e9, unit: nil),
        "judge outliers by the z-score of MCT's XQuant Extension Tool instead, from this one on"),
      .option("all", .bool, "also show what is below the line of a finding"),
      .option("settings", .bool, "instead of findings what the settings of quantizers bring, imitated on all layers"),
    ],
    output: .table,
    outputColumns: .derived { _, stage in
      let isSettings = stage.arguments.contains { $0.option == "settings" }
      return (isSettings ? SettingTable.columns : FindingTable.columns).map(\.name)
    },
    effects: [.runsModels],
    examples: [
      .init("judge", "what is wrong, what to do first"),
      .init("judge outliers weights", "two judges"),
      .init("judge --layers conv* --all", "some layers, with what is below the line"),
      .init("judge --settings", "what other settings of the quantizer would bring"),
      .init("judge | to json findings.json", "for another program"),
    ],
    related: ["advise", "explain", "errors", "threshold", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let subject = try Subject(call, in: context, comparisonsIn: "judges") { comparison throws(Diagnostic) in
      try Workbench.siteMap(of: comparison).sites.flatMap { [$0.layer, $0.tensor, $0.name] }
    }
    let workbench = Workbench.of(context)
    let names = try names(call, workbench.judges)
    guard workbench.thresholds.profile == .standard, call.number("zscore") == nil else {
      return .table(try MctFindingTable.table(subject, names, zScore: call.number("zscore"), call, in: context))
    }
    let request = JudgeRequest(
      place: call.string("at").flatMap(GainPlace.init) ?? .logits, measuresAllSites: call.string("worth") == "all",
      samples: call.count("samples"), values: workbench.thresholds.values(for: workbench.judges))
    let verdict = try workbench.judge(subject.object, request, at: call.place, in: context)
    if call.isOn("settings") { return .table(SettingTable(verdict: verdict).table) }
    func isWanted(_ finding: Finding) -> Bool {
      guard names.isEmpty || names.contains(finding.judge) else { return false }
      if finding.severity == .skipped { return true }
      return zip(finding.layers, finding.tensors).contains { subject.includes(layer: $0, tensor: $1) }
    }
    let rows = verdict.rows.filter(isWanted)
    var table = FindingTable(findings: rows).table
    let shown = rows.filter { $0.severity.isFinding || (call.isOn("all") && $0.severity == .note) }
    table.outline = FindingOutline.outline(shown, place: verdict.place.words)
    table.notes = VerdictLines(verdict, place: verdict.place, judges: names).lines(
      shown: shown, of: rows, showsNotes: call.isOn("all"))
    return .table(table)
  }

  /// The judges that were named; empty: all.
  private func names(_ call: Invocation, _ judges: [any Judge]) throws(Diagnostic) -> Set<String> {
    var names: Set<String> = []
    for value in call.list("judges") {
      if case .object = value { continue }
      guard judges.contains(where: { $0.name == value.text }) else {
        throw Diagnostic(
          .noSuchJudge, "there is no judge '\(value.text)'", at: call.place(of: "judges", word: value.text),
          caption: Suggestions.question(Suggestions.close(to: value.text, among: judges.map(\.name))),
          help: ["judges: \(judges.map(\.name).joined(separator: ", "))"])
      }
      names.insert(value.text)
    }
    return names
  }
}
