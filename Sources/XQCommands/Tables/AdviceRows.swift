// Countermeasures as a table, and as a reader sees them.

import XQJudge
import XQLanguage
import XQMeasure

/// Collects countermeasures: a row for each setting of a tool, a block for each finding or measure.
struct AdviceRows {
  static let columns: [Column] = [
    Column("rank", .number, help: "the finding it answers; none for what helps in general", isKey: true),
    Column("cause", .string, help: "what is wrong there"),
    Column("judge", .string, help: "who says so", isDetail: true),
    Column("layer", .string, help: "the worst layer of the finding"),
    Column("says", .string, help: "what to do", isDetail: true, isProse: true),
    Column("tool", .string, help: "whose setting it is", isKey: true),
    Column("setting", .string, help: "what to set there", isKey: true, isProse: true),
    Column("imitated", .string, help: "what was tried of it on this model; none: nothing", isDetail: true),
    Column(
      "gain", .quantity, unit: .decibels, help: "what that gained at the output", good: .high, format: .decimals(1)),
    Column(
      "before", .quantity, unit: .decibels, help: "the output without it", isDetail: true, format: .decimals(1)),
    Column("after", .quantity, unit: .decibels, help: "the output with it", isDetail: true, format: .decimals(1)),
    Column("trust", .number, help: "samples that carry the error; below 8 a gain is no promise", isDetail: true),
    Column("expected", .string, help: "the same in a sentence", isDetail: true, isProse: true),
    Column("page", .string, help: "the page of help that explains it", isDetail: true),
  ]

  private static let blockColumns = [Column(""), Column(""), Column(""), Column("", isProse: true)]

  private var rows: [[Value]] = []
  private var blocks: [[Value]] = []
  var notes: [String] = []

  var table: Table {
    var table = Table(columns: Self.columns, rows: rows, notes: notes)
    table.outline = Table.Outline(columns: Self.blockColumns, rows: blocks)
    return table
  }

  // MARK: - Against a finding

  mutating func add(_ finding: Finding, _ verdict: Verdict) {
    guard let cause = finding.cause else { return }
    let meaning = AdviceTable.meaning(of: cause) ?? finding.says
    head(finding.rank.map { "\($0)" } ?? "", finding.judge, "\(finding.layer): \(meaning)")
    let page = ManualPages.name(ofJudge: finding.judge)
    let lines = finding.advice.map { line in
      (line: line, expected: line.imitated.flatMap { verdict.expected($0, against: finding) })
    }
    add(
      lines,
      [
        finding.rank.map { .number(Double($0)) } ?? .none, .string(cause.rawValue), .string(finding.judge),
        .string(finding.layer), .string(meaning),
      ], page: page)
    let best = lines.compactMap(\.expected).max { $0.gain < $1.gain }
    expectation(best?.sentence ?? repairOnly(finding, verdict))
  }

  /// Where no setting could be imitated, the repair shows what there is to gain.
  private func repairOnly(_ finding: Finding, _ verdict: Verdict) -> String {
    guard let gain = finding.gain else { return "not measured" }
    return
      "up to \(FindingOutline.signed(gain)) dB at \(verdict.place.words), which repairing these quantizers brings; no "
      + "setting of a tool does just that"
  }

  // MARK: - In general

  mutating func add(_ entry: GeneralAdvice.Entry, number: Int) {
    head("\(number)", "", entry.measure.says)
    add(entry.lines, [.none, .none, .none, .none, .string(entry.measure.says)], page: entry.measure.page)
    if let best = entry.best { expectation(best.sentence) }
  }

  // MARK: - Rows

  private mutating func head(_ number: String, _ judge: String, _ text: String) {
    blocks.append([.string(number), .string(judge), .string(""), .string(text)])
  }

  private mutating func expectation(_ text: String) {
    blocks.append([.string(""), .string("expected"), .string(""), .string(text)])
  }

  /// A row for each setting; one without a tool where no setting is known.
  private mutating func add(_ lines: [(line: AdviceLine, expected: ExpectedGain?)], _ head: [Value], page: String) {
    for (line, expected) in lines {
      let gain = expected.map { "\(FindingOutline.signed($0.gain)) dB" } ?? ""
      blocks.append([.string(""), .string(line.tool.rawValue), .string(gain), .string(Self.breakable(line.setting))])
      rows.append(
        head + [.string(line.tool.rawValue), .string(line.setting)] + Self.cells(expected) + [.string(page)])
    }
    if lines.isEmpty { rows.append(head + [.none, .none] + Self.cells(nil) + [.string(page)]) }
  }

  /// A word that is longer than a line of a screen gets a blank behind each bracket, which Python allows.
  private static func breakable(_ setting: String) -> String {
    setting.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.count > longestWord ? String($0).replacing("(", with: "( ") : String($0) }.joined(separator: " ")
  }

  private static let longestWord = 60

  private static func cells(_ expected: ExpectedGain?) -> [Value] {
    [
      expected.map { .string($0.setting.rawValue) } ?? .none, decibels(expected?.gain), decibels(expected?.before),
      decibels(expected?.after), expected?.effectiveSamples.map { .number($0) } ?? .none,
      expected.map { .string($0.sentence) } ?? .none,
    ]
  }

  private static func decibels(_ value: Double?) -> Value {
    value.map { .quantity(Quantity(base: $0, unit: .decibels)) } ?? .none
  }
}
