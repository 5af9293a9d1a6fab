// Values as text, CSV, JSON and markdown; progress; text that is made to fit.

import Testing
import XQLanguage

@testable import XQConsole

@Suite struct RenderingTests {
  private func lines(_ value: Value, _ style: TextStyle = TextStyle(), isFull: Bool = false) -> [String] {
    TextRenderer(style).lines(value, isFull: isFull)
  }

  private static let names = Table(
    columns: [Column("layer", .string, isKey: true), Column("mse", .number), Column("note", .string)],
    rows: [
      [.string("model/backbone/layer3/conv1/Conv_output_0"), .number(0.5), .string("a long remark about this layer")],
      [.string("fc"), .number(12), .none],
    ])

  @Test func textsAreShortenedInTheirMiddleAndNumbersAreNot() {
    let text = lines(.table(Self.names), TextStyle(width: 40))
    #expect(
      text == ["layer             mse  note", "model/ba…utput_0  0.5  a long r…is layer", "fc                 12  -"])
    #expect(text.allSatisfy { DisplayWidth.of($0) <= 40 })
  }

  @Test func columnsThatFindNoRoomAreNamed() {
    let columns = (1...9).map { Column("column\($0)", .number) }
    let table = Table(columns: columns, rows: [columns.map { _ in .number(0.1234) }])
    let text = lines(.table(table), TextStyle(width: 30))
    #expect(text[0] == "column1  column2  column3")
    #expect(text.last?.hasPrefix("… too narrow for 'column4', 'column5'") == true)
    #expect(lines(.table(table), TextStyle(width: 30), isFull: true)[0].hasSuffix("column9"))
  }

  @Test func wideAndCombiningCharactersTakeTheirCells() {
    let table = Table(
      columns: [Column("name", .string), Column("n", .number)],
      rows: [[.string("層一"), .number(1)], [.string("e\u{301}a"), .number(2)], [.string("plain"), .number(3)]])
    #expect(lines(.table(table)) == ["name   n", "層一   1", "e\u{301}a     2", "plain  3"])
  }

  @Test func controlCharactersAreShown() {
    let table = Table(columns: [Column("a\u{1B}[1m", .string)], rows: [[.string("x\u{1B}[31m\ny\u{202E}")]])
    #expect(lines(.table(table)) == ["a\\u{1B}[1m", "x\\u{1B}[31m\\u{A}y\\u{202E}"])
    #expect(lines(.string("one\r\ntwo\tthree\u{7}")) == ["one\\u{D}", "two\tthree\\u{7}"])
  }

  @Test func withoutUnicodeMarksAreASCII() {
    let style = TextStyle(isUnicode: false, cutsLongTables: true)
    let flags = Table(
      columns: [Column("n", .number), Column("bad", .bool, isFlag: true)], rows: [[.number(1), .bool(true)]])
    #expect(lines(.table(flags), style) == ["n", "1  * bad"])
    let long = Table(columns: [Column("n", .number)], cells: [(0..<40).map { .number(Double($0)) }])
    #expect(lines(.table(long), style).last == "... 20 more rows: | show --all")
  }

  @Test func longTablesAreCutAtThePromptAlone() {
    let long = Table(columns: [Column("n", .number)], cells: [(0..<25).map { .number(Double($0)) }])
    #expect(lines(.table(long), TextStyle(cutsLongTables: true)).count == 22)
    #expect(lines(.table(long)).count == 26)
    #expect(lines(.table(long.rows(at: Array(0..<24))), TextStyle(cutsLongTables: true)).count == 25)
  }

  @Test func colourMarksFlaggedRowsAlone() {
    let table = Table(
      columns: [Column("layer", .string, isKey: true), Column("bad", .bool, isFlag: true)],
      rows: [[.string("a"), .bool(true)], [.string("b"), .bool(false)]])
    let text = lines(.table(table), TextStyle(hasColour: true))
    #expect(text == ["\u{1B}[1mlayer\u{1B}[0m", "\u{1B}[31ma    \u{1B}[0m  \u{1B}[31m● bad\u{1B}[0m", "b"])
  }

  @Test func unitsStandInTheHeaderOnlyWhereAllCellsHaveThem() {
    let mixed = Table([.quantity(Quantity(2, .gibibytes)), .quantity(Quantity(512, .mebibytes))])
    #expect(lines(.table(mixed)) == ["v GiB", "    2", "  0.5"])
    #expect(lines(.table(Table([.number(1), .quantity(Quantity(2, .decibels))]))) == ["   v", "   1", "2 dB"])
    #expect(lines(.table(Table([.none, .quantity(Quantity(2, .decibels))]))) == ["v dB", "   -", "   2"])
  }

  @Test func emptyTablesSaySo() {
    #expect(lines(.table(Table(columns: [Column("a")], cells: [[]]))) == ["a", "(no rows)"])
    #expect(lines(.table(Table(columns: [], cells: []))) == ["(no columns)"])
  }

  // MARK: - JSON, CSV, markdown

  static let json: [(Value, String)] = [
    (.none, "null"), (.bool(true), "true"), (.number(0.1), "0.1"), (.number(.infinity), "\"inf\""),
    (.number(-.infinity), "\"-inf\""), (.number(.nan), "\"nan\""), (.number(1e21), "1e21"), (.number(-0.0), "-0"),
    (.quantity(Quantity(100, .milliseconds)), "0.1"),
    (.string("a\"\\\n\u{1}\u{7F}é"), "\"a\\\"\\\\\\n\\u0001\\u007fé\""),
    (.list([]), "[]"), (.record(Record([("a b", .number(1))])), "{\"a b\": 1}"),
  ]

  @Test(arguments: json)
  func asJSON(_ value: Value, _ expected: String) {
    #expect(JSONText.text(value) == expected)
  }

  @Test func numbersReadBack() {
    for number in [
      0.1, 1.0 / 3, .leastNonzeroMagnitude, 1.7976931348623157e308, -123456.789, 2.0 * 4_503_599_627_370_497,
    ] {
      #expect(Double(JSONText.text(number)) == number)
    }
  }

  @Test func markdownIsEscaped() {
    let table = Table(columns: [Column("a|b", .string)], rows: [[.string("x|y*`<z>")]])
    #expect(MarkdownText.text(table) == "| a\\|b |\n|---|\n| x\\|y\\*\\`\\<z> |\n")
  }

  @Test func recordsOfDifferentKeysMakeOneCSV() {
    let table = Table(records: [Record([("a", .number(1))]), Record([("b", .string("x y "))])])
    #expect(CSVText.text(table) == "a,b\n1,\n,\"x y \"\n")
  }

  // MARK: - Progress

  @Test func theBarSaysWhatHowFarAndHowLong() {
    let bar = ProgressBar(style: TextStyle())
    let progress = Progress(activity: "measuring", done: 252, total: 360, unit: "samples")
    #expect(
      bar.text(progress, elapsed: .seconds(7)) == "measuring  ███████░░░  252/360 samples  3 s left   (Ctrl-C stops)")
  }

  @Test func theBarWaitsHalfASecond() {
    var bar = ProgressBar(style: TextStyle())
    let start = ContinuousClock.Instant.now
    let progress = Progress(activity: "measuring", done: 1, total: 4, unit: "samples")
    #expect(bar.update(progress, at: start) == nil)
    #expect(bar.update(progress, at: start + .milliseconds(499)) == nil)
    #expect(bar.clear() == nil)
    #expect(bar.update(progress, at: start + .milliseconds(500))?.hasPrefix("\r\u{1B}[Kmeasuring") == true)
    #expect(bar.update(progress, at: start + .milliseconds(550)) == nil)
    #expect(bar.update(nil, at: start + .milliseconds(600)) == "\r\u{1B}[K")
  }

  @Test func shorteningKeepsBothEnds() {
    #expect(DisplayWidth.shortened("abcdefghij", to: 7, mark: "…") == "abc…hij")
    #expect(DisplayWidth.shortened("abc", to: 3, mark: "…") == "abc")
    #expect(DisplayWidth.of(DisplayWidth.shortened("層層層層層層", to: 6, mark: "…")) <= 6)
  }
}

extension Table {
  fileprivate init(_ cells: [Value]) { self.init(records: cells.map { Record([("v", $0)]) }) }
}
