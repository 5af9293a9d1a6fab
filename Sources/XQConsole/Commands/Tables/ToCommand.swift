// `to json`, `to csv errors.csv`, `to md`

import XQLanguage
import XQSystem

struct ToCommand: Command {
  static let declaration = CommandDeclaration(
    name: "to", summary: "write a value as JSON, CSV or markdown",
    details: "Without a file the text is the value. All columns are written. In JSON and CSV numbers have all their digits and "
      + "quantities are plain numbers (decibels, bytes, seconds); nan, inf and -inf are strings in JSON, none is null there and an "
      + "empty field in CSV.",
    group: "tables",
    parameters: [
      .required("format", .choice(["json", "csv", "md"]), "what to write"),
      .optional("file", .path(.init(endings: ["json", "csv", "md"], isWritten: true)), "where to write it"),
    ],
    input: .value, output: .value, effects: .writesFiles,
    examples: [
      .init("[{a: 1, b: none}] | to csv", "for a spreadsheet", prints: "a,b\n1,"),
      .init("{a: 1, b: [inf, none]} | to json", "for a program", prints: "{\"a\": 1, \"b\": [\"inf\", null]}"),
    ],
    related: ["show", "select"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let text = try text(call)
    guard let path = call.string("file") else { return .string(text) }
    let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    do {
      try context.files.write(path, bytes)
    } catch {
      throw Diagnostic(error, isWriting: true, at: call.place(of: "file"))
    }
    context.say(.message("wrote \(path)  ·  \(Sentence.count(bytes.count, "byte"))"))
    return nil
  }

  private func text(_ call: Invocation) throws(Diagnostic) -> String {
    let input = call.input ?? .none
    let format = call.string("format") ?? ""
    if format == "json" { return JSONText.text(input) }
    let table: Table
    if let given = Table(input) {
      table = given
    } else if case .record(let record) = input {
      table = Table(records: [record])
    } else {
      throw Diagnostic(
        .notWritable, "'to \(format)' writes a table, found \(input.described)", help: ["'to json' writes any value"])
    }
    return format == "csv" ? CSVText.text(table) : MarkdownText.text(table)
  }
}
