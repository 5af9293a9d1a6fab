// CSV and JSON as tables: what was written reads back, what is damaged says where.

import Testing
import XQConsole
import XQLanguage

@Suite struct ReadingTests {
  private static let table = Table(
    columns: [
      Column("name", .string), Column("value", .number), Column("good", .bool), Column("note", .string),
      Column("nothing", .any),
    ],
    rows: [
      [.string("conv 1"), .number(0.1), .bool(true), .string(""), .none],
      [.string("12"), .number(.infinity), .bool(false), .string("two\nlines, \"quoted\""), .none],
      [.string("true"), .none, .none, .string(" blank "), .none],
      [.none, .number(-1.5e-300), .bool(true), .string("nan"), .none],
      [.string("ä\u{1F600}"), .number(9_007_199_254_740_991), .none, .none, .none],
    ])

  @Test func csvReadsBack() throws {
    let text = CSVText.text(Self.table)
    let read = try CSVReader.table(text)
    #expect(read.columns.map(\.name) == Self.table.columns.map(\.name))
    #expect(read.columns.map(\.type) == Self.table.columns.map(\.type))
    #expect(JSONText.text(.table(read)) == JSONText.text(.table(Self.table)))
    #expect(CSVText.text(read) == text)
  }

  @Test func jsonReadsBack() throws {
    let text = JSONText.text(.table(Self.table))
    let value = try JSONReader.value(text)
    guard case .table(let read) = value else {
      Issue.record("no table: \(value.text)")
      return
    }
    #expect(read.columns.map(\.type) == Self.table.columns.map(\.type))
    #expect(JSONText.text(value) == text)
    guard case .number(let number) = read.cells[1][1] else {
      Issue.record("no number: \(read.cells[1][1].text)")
      return
    }
    #expect(number == .infinity)
  }

  @Test(arguments: [
    ("a,b\r\n1,x\r\n", "[\n  {\"a\": 1, \"b\": \"x\"}\n]"),
    ("\u{FEFF}a\n007\nabc", "[\n  {\"a\": \"007\"},\n  {\"a\": \"abc\"}\n]"),
    ("a,b\n1,\n,true", "[\n  {\"a\": 1, \"b\": null},\n  {\"a\": null, \"b\": true}\n]"),
    ("a\nnan\n-inf", "[\n  {\"a\": \"nan\"},\n  {\"a\": \"-inf\"}\n]"),
    ("a\n0x10\n1e999", "[\n  {\"a\": \"0x10\"},\n  {\"a\": \"1e999\"}\n]"),
  ])
  func csvAsOthersWriteIt(text: String, json: String) throws {
    #expect(JSONText.text(.table(try CSVReader.table(text))) == json)
  }

  @Test(arguments: [
    ("", 1, "is empty"), ("a,a\n", 1, "two columns are named 'a'"), ("a,,b\n", 1, "column 2 has no name"),
    ("a,b\n1,2\n1\n", 3, "wanted 2 fields, as in the header, found 1"),
    ("a,b\n\"x\ny\",2\n1,2,3", 4, "found 3"), ("a\n\"x\n\n", 2, "does not end"), ("a\n\"x\"y\n", 2, "behind a quoted"),
    ("a\nx\"y\n", 2, "a quote inside"),
  ])
  func damagedCSVSaysTheLine(text: String, line: Int, words: String) {
    let problem = #expect(throws: TextProblem.self) { try CSVReader.table(text) }
    #expect(problem?.line == line)
    #expect(problem?.problem.contains(words) == true, "\(String(describing: problem))")
  }

  @Test(arguments: [
    ("{\"a\": [1, -0.5e3, true, null, \"x\"]}", "{\"a\": [1, -500, true, null, \"x\"]}"),
    ("[NaN, Infinity, -Infinity]", "[\"nan\", \"inf\", \"-inf\"]"),
    ("\"\\u00e4\\ud83d\\ude00\\n\\/\"", "\"ä\u{1F600}\\n/\""),
    (" [ ] ", "[]"), ("{}", "{}"),
    ("[{\"a\": 1}, {\"b\": 2}]", "[\n  {\"a\": 1, \"b\": null},\n  {\"a\": null, \"b\": 2}\n]"),
  ])
  func jsonAsOthersWriteIt(text: String, json: String) throws {
    #expect(JSONText.text(try JSONReader.value(text)) == json)
  }

  @Test(arguments: [
    ("", 1, 1, "ends where a value"), ("[1,\n 2", 2, 3, "wanted ',' or ']'"),
    ("{\"a\": 1,\n\"a\": 2}", 2, 1, "'a' twice"),
    ("{a: 1}", 1, 2, "a name in quotes"), ("[01]", 1, 2, "found '01'"), ("[1.]", 1, 2, "found '1.'"),
    ("[1e999]", 1, 2, "found '1e999'"), ("[+1]", 1, 2, "found '+1'"), ("1 2", 1, 3, "follows the value"),
    ("\"\\ud800\"", 1, 8, "half a character"), ("\"\\x\"", 1, 4, "unknown escape"), ("\"a", 1, 1, "does not end"),
    (String(repeating: "[", count: 200_000), 1, 129, "128 deep"),
  ])
  func damagedJSONSaysThePlace(text: String, line: Int, column: Int, words: String) {
    let problem = #expect(throws: TextProblem.self) { try JSONReader.value(text) }
    #expect(problem?.line == line && problem?.column == column, "\(String(describing: problem))")
    #expect(problem?.problem.contains(words) == true, "\(String(describing: problem))")
  }
}
