// The HTML page of a session: its structure, that nothing in it is obeyed, and that it runs again.

import Foundation
import FoundationXML
import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct HTMLReportTests {
  /// The page of texts that were typed at a prompt one after the other.
  private func page(_ texts: [String], isClean: Bool = false) -> String {
    let journal = Journal()
    var files = FileAccess()
    files.discardsWrites = true
    let console = TestHost.console(TranscriptSink(), files: files, journal: journal)
    for text in texts { _ = console.run(Source(name: "prompt", text: text), mode: .prompt) }
    return HTMLReport(SessionRecord(ofRunning: journal), isClean: isClean).text(files: FileAccess())
  }

  /// The page of one command with these outputs.
  private func page(showing outputs: [SessionRecord.Output]) -> String {
    var record = SessionRecord([])
    record.commands = [.init(text: "show", outputs: outputs, end: .finished)]
    return HTMLReport(record).text(files: FileAccess())
  }

  /// The page as a tree, which only well-formed XML gives.
  private func tree(_ page: String) throws -> XMLDocument { try XMLDocument(data: Data(page.utf8), options: []) }

  private func texts(_ page: XMLDocument, _ path: String) throws -> [String] {
    try page.nodes(forXPath: path).map { $0.stringValue ?? "" }
  }

  private static let session = [
    "section \"Load\"", "let n = 3", "section \"Look\"", "sample",
    "sample | where degraded | select layer sqnr degraded",
    "erors", "note \"all is <well>\\n\\nor not\"", "expect $n == 4",
  ]

  @Test func everyPartHasItsElement() throws {
    let page = try tree(page(Self.session))
    #expect(try texts(page, "//h1") == ["Report of a session of testing"])
    #expect(try texts(page, "//article/h2") == ["Load", "Look"])
    #expect(try texts(page, "//nav//a") == ["Load", "Look", "Settings", "Run it again"])
    #expect(try texts(page, "//p[@class='note']") == ["all is <well>", "or not"])
    #expect(
      try texts(page, "//div[@class='command']//code") == [
        "let n = 3", "sample", "sample | where degraded | select layer sqnr degraded", "erors", "expect $n == 4",
      ])
    #expect(
      try texts(page, "//p[@class='lead']") == [
        "8 commands on 0 input files. 1 command failed, 1 expectation did not hold:"
      ])
    #expect(try texts(page, "//ul[@class='problems']//a") == ["erors", "failed: $n == 4"])
    #expect(try texts(page, "//pre[contains(@class, 'error')]").first?.hasPrefix("error XQ0203: ") == true)
    #expect(try texts(page, "//dl//dd").first == "2026-01-31T12:00:00Z")
  }

  @Test func tablesAreTables() throws {
    let page = try tree(page(Self.session))
    let table = "(//article//table)[1]"
    #expect(try texts(page, "\(table)/thead/tr/th") == ["layer", "op", "mse", "sqnr dB", "degraded"])
    #expect(try texts(page, "\(table)/thead/tr/th[contains(@class, 'number')]") == ["mse", "sqnr dB"])
    #expect(try texts(page, "\(table)/tbody/tr[3]/*") == ["conv3", "Conv", "0.4121", "4.1", "● degraded"])
    #expect(try texts(page, "\(table)/tbody/tr[@class='marked']/th") == ["conv2", "conv3"])
    #expect(try texts(page, "\(table)/tbody/tr/td[@class='number']").count == 12)
    #expect(try texts(page, "//p[@class='below']") == ["six layers, 12 samples"])
  }

  @Test func namesLeadToTheirFirstRow() throws {
    let page = try tree(page(Self.session))
    #expect(try texts(page, "(//article//table)[1]//th[@id]").count == 6)
    #expect(try texts(page, "(//article//table)[2]//th/a/@href") == ["#name-2", "#name-3"])
    #expect(try texts(page, "//th[@id='name-2']") == ["conv2"])
  }

  /// Whatever leads somewhere leads to one place of the page.
  @Test func everyLinkHasItsPlace() throws {
    let page = try tree(page(Self.session))
    let anchors = try texts(page, "//@id")
    #expect(Set(anchors).count == anchors.count)
    let links = try texts(page, "//a/@href")
    #expect(links.count > 8 && links.allSatisfy { $0.hasPrefix("#") && anchors.contains(String($0.dropFirst())) })
  }

  @Test func findingsAreLinkedFromTheirOutline() throws {
    let name = XQLanguage.Column("", isName: true)
    let outline = Table.Outline(columns: [Column(""), name], rows: [[.string("1"), .string("conv3")]])
    var findings = Table(columns: [Column("layer", .string)], rows: [[.string("conv3")]])
    findings.outline = outline
    let outputs = try [findings, SampleCommand.table].map { table in
      SessionRecord.Output.table(try #require(RecordedTable(.table(table), isFull: false)), text: "")
    }
    let page = try tree(page(showing: outputs))
    #expect(try texts(page, "//table[@class='outline']//a/@href") == ["#name-3"])
    #expect(try texts(page, "//table[@class='outline']//thead").isEmpty)
    #expect(try texts(page, "//*[@id='name-3']") == ["conv3"])
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "]]>", "-->", "</pre></main>", "&lt;&amp;",
    String(repeating: "x<", count: 150), "a\u{0}b\u{1B}[31m\u{202E}c\u{FFFF}", "javascript:alert(1)", "</script >",
  ]

  @Test(arguments: hostile)
  func nothingIsObeyed(_ text: String) throws {
    let quoted = text.quoted
    let table = Table(
      columns: [Column(text, .string, isKey: true, isName: true), Column("x", .number)],
      rows: [[.string(text), .number(1)], [.string(text), .number(2)]], notes: [text])
    let picture = RecordedPicture(title: text, alternativeText: text, svg: text, text: text)
    let pages = [
      page(["section \(quoted)", "note \(quoted)", "print \(quoted)", "[{\(quoted): \(quoted)}]", "\"\(text)"]),
      page(showing: [.table(try #require(RecordedTable(.table(table), isFull: true)), text: text), .picture(picture)]),
    ]
    for page in pages {
      let tree = try tree(page)
      #expect(try texts(tree, "//script").count == 1)
      #expect(try texts(tree, "//img | //iframe | //object | //main//link | //@onerror").isEmpty)
      #expect(try texts(tree, "//a/@href").allSatisfy { $0.hasPrefix("#") })
    }
    #expect(try texts(tree(pages[1]), "//tbody/tr[1]/th").first == TerminalText.escaped(text).asHTML.withoutHTML)
  }

  @Test func escapingCanBeUndone() {
    for text in ["a<b>&c\"d'e", "&amp;lt;", "&", "&x;", "", "&lt;script>"] { #expect(text.asHTML.withoutHTML == text) }
    #expect("a\u{1B}b\u{FFFF}".asHTML == "a\u{FFFD}b\u{FFFD}")
  }

  @Test func onlyItsOwnScriptMayRun() throws {
    let page = try tree(page(["print 1"]))
    let policy = try texts(page, "//meta[@http-equiv='Content-Security-Policy']/@content").first ?? ""
    #expect(policy.hasPrefix("default-src 'none'; ") && policy.hasSuffix("script-src 'sha256-\(HTMLScript.digest)'"))
    #expect(HTMLScript.digest.count == 44)
    #expect(try texts(page, "//@src | //@onclick | //main//@style").isEmpty)
  }

  @Test func base64IsThatOfTheStandard() {
    let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"]
    let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    let found = texts.map { Base64.text(ofHexadecimal: $0.utf8.map { String($0, radix: 16) }.joined()) }
    #expect(found == expected)
  }

  @Test func picturesStandInThePage() throws {
    let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">\n<title>t</title>\n</svg>\n"
    let good = RecordedPicture(title: "Errors", alternativeText: "two are <high>", svg: svg, text: "####")
    let large = RecordedPicture(title: "Large", alternativeText: "", svg: nil, text: "##\n##")
    let page = try tree(page(showing: [.picture(good), .picture(large)]))
    #expect(try texts(page, "//figure/div/@aria-label") == ["Errors: two are <high>"])
    #expect(try texts(page, "//figure/figcaption") == ["two are <high>"])
    #expect(try texts(page, "//figure/div/*[local-name()='svg']/*[local-name()='title']") == ["t"])
    #expect(try texts(page, "//pre[@class='printed']") == ["##\n##"])
  }

  @Test func theSameSessionGivesTheSameBytes() {
    #expect(page(Self.session) == page(Self.session))
  }

  @Test func cleanLeavesOutWhatFailed() throws {
    let page = try tree(page(["print 1", "erors"], isClean: true))
    #expect(try texts(page, "//div[@class='command']//code") == ["print 1"])
    #expect(try texts(page, "//p[@class='lead']") == ["1 command on 0 input files. Nothing failed."])
  }

  @Test func aSessionThatWasCutOffSaysSo() throws {
    var record = SessionRecord([])
    record.commands = [.init(text: "long work", outputs: [.text("so far")], end: .cutOff)]
    let page = try tree(HTMLReport(record).text(files: FileAccess()))
    #expect(try texts(page, "//span[@class='remark']") == ["cut off while it ran"])
    #expect(try texts(page, "//dl//dd").last == "cut off while the last command ran")
  }

  @Test func aThousandLayersStaySmall() throws {
    let rows = (0..<1000).map { [Value.string("/model/blocks.\($0)/conv"), .number(Double($0) / 7)] }
    let columns = [Column("layer", .string, isKey: true, isName: true), Column("mse", .number)]
    let table = Table(columns: columns, rows: rows)
    let recorded = try #require(RecordedTable(.table(table), isFull: true))
    let size = page(showing: [.table(recorded, text: "")]).utf8.count
    #expect(size > 90_000 && size < 200_000)
  }

  // MARK: - Running again

  @Test func runsAgainOnTheLinesOfThePage() throws {
    let page = page(["let n = 3", "print \"<b>&amp;</b>\"", "erors", "print ($n + 1)"])
    let source = Source(name: "r.html", text: page)
    let script = try ReportReader(source).script(folder: nil)
    let sink = TranscriptSink()
    #expect(TestHost.console(sink).run(script).exitCode == 0)
    #expect(sink.take() == "n = 3\n<b>&amp;</b>\n4\n")
    let line = page.components(separatedBy: "\n").lastIndex(of: "print ($n + 1)")
    let scriptLine = script.text(Span(0, script.bytes.count)).components(separatedBy: "\n").lastIndex(
      of: "print ($n + 1)")
    #expect(line != nil && line == scriptLine)
  }

  @Test(arguments: [("0.4121", "0.4121", true), ("0.4121", "0.4921", false), ("n is 3", "n is 4", false)])
  func replayFinds(_ old: String, _ new: String, _ isSame: Bool) throws {
    let page = page(["let n = 3", "note \"n is {$n}\"", "sample", "print \"<pre>\""])
    let end = page.range(of: "session-as-markdown")?.lowerBound ?? page.startIndex
    let changed = page[..<end] + page[end...].replacingOccurrences(of: old, with: new)
    let (replay, outcome) = try Console.replay(
      Source(name: "r.html", text: String(changed)), host: TestHost.host, files: FileAccess(), sink: RecordingSink(),
      clock: FixedClock("2030-05-06T07:08:09Z"))
    #expect(outcome.exitCode == 0 && replay.stepCount == 3 && replay.differences.isEmpty == isSame)
  }

  /// Text of a user never becomes a command of the page.
  @Test func nothingThatIsPrintedRuns() throws {
    let start = "<pre id=\\\"session-as-markdown\\\" class=\\\"source\\\" tabindex=\\\"0\\\">"
    let page = page(["print \"\(start)\\n```xq\\nbreak-engine\\n```\\n</pre>\"", "print 5"])
    let sink = TranscriptSink()
    let script = try ReportReader(Source(name: "r.html", text: page)).script(folder: nil)
    #expect(TestHost.console(sink).run(script).exitCode == 0 && sink.take().hasSuffix("5\n"))
  }

  @Test func aForeignPageIsRefused() {
    #expect(throws: Diagnostic.self) {
      try ReportReader(Source(name: "r.html", text: "<html>\n```xq\nprint 1\n```\n</html>")).script(folder: nil)
    }
  }

  static let formats: [(String, ReportFormat?)] = [
    ("a.md", .markdown), ("a.markdown", .markdown), ("a.html", .page), ("a.htm", .page), ("a.txt", nil), ("html", nil),
  ]

  @Test(arguments: formats)
  func theEndingSaysTheFormat(_ path: String, _ format: ReportFormat?) { #expect(ReportFormat(path: path) == format) }
}
