// `head 5`

import XQLanguage

struct HeadCommand: Command {
  static let declaration = CommandDeclaration(
    name: "head", summary: "keep the first rows", group: "tables",
    parameters: [.optional("rows", .count(0...Int(Int32.max)), default: .number(10), "how many")],
    input: .table, output: .table,
    examples: [.init("[{a: 1}, {a: 2}, {a: 3}] | head 2", "two of three rows", prints: "a\n1\n2")],
    related: ["tail", "first", "sort"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    let count = call.count("rows") ?? 10
    return .table(table.rows(at: Array(0..<min(count, table.rowCount))))
  }
}
