// Reports: what they look like, that they run, and what a replay finds.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct ReportTests {
  private func page(_ texts: [String], isClean: Bool = false) -> String {
    let journal = Journal()
    var files = FileAccess()
    files.discardsWrites = true
    let console = TestHost.console(TranscriptSink(), files: files, journal: journal)
    for text in texts { _ = console.run(Source(name: "prompt", text: text), mode: .prompt) }
    return MarkdownReport(SessionRecord(ofRunning: journal), isClean: isClean).text(files: FileAccess())
  }

  /// What stands below the head.
  private func body(_ page: String) -> String {
    page.components(separatedBy: "\n---\n").last ?? ""
  }

  @Test func readsLikeALabPage() {
    let page = page([
      "section \"Load\"", "sample | head 2 | select layer mse", "erors", "note \"all is <well>\"", "print $(now())",
    ])
    #expect(
      page.hasPrefix("# Report of a session of testing\n\n|  |  |\n| --- | --- |\n| date | 2026-01-31T12:00:00Z |\n"))
    #expect(page.contains("| program | testing 1.0 |\n") && page.contains("| engine | none |\n"))
    #expect(page.contains("| threads | 2 | default |\n"))
    #expect(
      body(page) == """

        ## Load

        ```xq
        section "Load"
        sample | head 2 | select layer mse
        ```

        ```text
        layer      mse
        conv1  0.00071
        conv2   0.0913
        ```

        ```xq failed
        erors
        ```

        ```text
        error XQ0203: there is no command 'erors'
         1 | erors
           | ^^^^^
           = help: help --find erors
        ```

        all is &lt;well>

        ```xq
        note "all is <well>"
        print $(now())
        ```

        ```text
        2026-01-31T12:00:00Z
        ```

        """)
  }

  @Test func cleanLeavesOutWhatFailed() {
    let page = page(["print 1", "erors", "print 2"], isClean: true)
    #expect(!page.contains("erors") && page.contains("print 1") && page.contains("print 2"))
  }

  @Test func looksBackIsNoWork() {
    let page = page(["print 1", "history", "report /nowhere/x.md", "quit"])
    #expect(body(page) == "\n```xq\nprint 1\n```\n\n```text\n1\n```\n")
  }

  /// Text of a user never becomes a command of the page.
  @Test func nothingThatIsPrintedRuns() throws {
    let page = page([
      #"print "```\n```xq\nbreak-engine\n```""#, #"note "```xq\nbreak-engine\n```""#,
      #"section "a\n```xq\nbreak-engine""#, #"note "x\n---\n~~~xq\nbreak-engine""#,
      "print \"\"\"\n```\n```xq\nbreak-engine\n```\n\"\"\"", "print 5",
    ])
    let script = try ReportReader(Source(name: "r.md", text: page)).script(folder: nil)
    let sink = TranscriptSink()
    #expect(TestHost.console(sink).run(script).exitCode == 0, "\(page)")
    #expect(sink.take().hasSuffix("5\n"))
  }

  @Test func runsAgainAsOneScriptOnItsOwnLines() throws {
    let page = page(["let n = 3", "erors", "print ($n + 1)", "sample | sort nothing"])
    let reader = ReportReader(Source(name: "r.md", text: page))
    let script = try reader.script(folder: nil)
    let sink = TranscriptSink()
    #expect(TestHost.console(sink).run(script).exitCode == 0)
    #expect(sink.take() == "n = 3\n4\n")
    // The line of an error is that of the page.
    let broken = Source(name: "r.md", text: "# Title\n\n```xq\nprint 1\n```\n\ntext\n\n```xq\nerors\n```\n")
    let outcome = TestHost.console(TranscriptSink()).run(try ReportReader(broken).script(folder: nil))
    #expect(outcome.diagnostics.first?.place?.text == "r.md:10:1")
  }

  @Test func aDefinitionMayBeGivenAgainInASession() throws {
    let page = page(["def f(a) { return $a }", "print $(f 1)", "def f(a, b) { return ($a + $b) }", "print $(f 1 2)"])
    let (replay, outcome) = try replay(page)
    #expect(outcome.exitCode == 0 && replay.differences == [] && replay.stepCount == 4, "\(outcome.diagnostics)")
  }

  @Test func aPageWithoutCommandsIsRefused() {
    #expect(throws: Diagnostic.self) {
      try ReportReader(Source(name: "r.md", text: "# Title\n\n```sh\nls\n```\n")).script(folder: nil)
    }
  }

  // MARK: - Replay

  private func replay(_ page: String) throws -> (replay: Replay, outcome: Outcome) {
    try Console.replay(
      Source(name: "r.md", text: page), host: TestHost.host, files: FileAccess(), sink: RecordingSink(),
      clock: FixedClock("2030-05-06T07:08:09Z"))
  }

  @Test func theSameSessionIsTheSame() throws {
    let page = page([
      "section \"Load\"\nlet n = 3", "erors", "sample", "note \"n is {$n}\"", "print $(now())", "expect 1 == 2",
      "for i in [1, 2] { note \"{$i}\"\nprint $i }", "try { break-engine }", "history", "note \"end\"",
      "[{a: 1}] | to csv \"/nowhere/else/x.csv\"", "sample | to csv nobody-writes-this.csv",
    ])
    let (replay, outcome) = try replay(page)
    #expect(replay.differences == [] && replay.stepCount == 8 && outcome.failedExpectations == 1)
    #expect(!FileAccess().exists("nobody-writes-this.csv"))
  }

  static let changes: [(String, String, Bool)] = [
    ("0.4121", "0.4122", true), ("0.4121", "0.4221", false), ("38.2", "38.3", true), ("38.2", "38.4", false),
    ("conv1", "conv7", false), ("six layers", "five layers", false), ("12 samples", "13 samples", false),
    ("● degraded", "", false), ("2026-01-31T12:00:00Z\n```", "2020-02-02T02:02:02Z\n```", true),
    ("text\nn = 3", "text\nn = 4", false),
  ]

  @Test(arguments: changes)
  func finds(_ old: String, _ new: String, _ isSame: Bool) throws {
    let page = page(["let n = 3\nsample | show --all", "sample", "print $(now())"])
    #expect(page.contains(old))
    let (replay, _) = try replay(page.replacingOccurrences(of: old, with: new))
    #expect(replay.differences.isEmpty == isSame, "\(replay.differences)")
  }

  @Test func saysWhatWasThereAndWhatIs() throws {
    let page = page(["print 1", "print 2"])
    let (replay, _) = try replay(page.replacingOccurrences(of: "text\n2\n", with: "text\n5\n"))
    let line = page.components(separatedBy: "\n").lastIndex(of: "2")
    #expect(replay.differences == [.init(line: (line ?? 0) + 1, expected: ["5"], found: ["2"])])
  }

  @Test func aRunThatEndsEarlierDiffers() throws {
    let page = page(["print 1", "print 2"]).replacingOccurrences(of: "xq\nprint 1", with: "xq\nbreak-engine")
    let (replay, outcome) = try replay(page)
    #expect(outcome.exitCode == 4 && replay.differences.count == 1)
  }

  static let lines: [(String, String, Bool)] = [
    ("a  1", "a 1", true), ("conv3", "conv4", false), ("1e-3", "1.0005e-3", true), ("1e-3", "2e-3", true),
    ("1.00e-3", "1.02e-3", false), ("inf", "-inf", false), ("[N,1,8,8]", "[N,1,8,9]", false),
    ("100.0 %", "99.9 %", true),
    ("100.0 %", "99.7 %", false), ("1", "0.9999", true), ("-0.5", "0.5", false),
    ("  --> a.xq:3:4", "  --> b.md:9:4", true),
    (" 3 | x", " 17 | x", true), ("3 samples", "4 samples", false), ("int8", "int9", false), ("1.2.3", "1.2.4", false),
  ]

  @Test(arguments: lines)
  func sameLine(_ one: String, _ two: String, _ isSame: Bool) {
    #expect(PrintedText(one).isSame(as: PrintedText(two)) == isSame)
  }
}
