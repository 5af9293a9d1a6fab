// `tail 5`

import XQLanguage

struct TailCommand: Command {
  static let declaration = CommandDeclaration(
    name: "tail", summary: "keep the last rows", group: "tables",
    parameters: [.optional("rows", .count(0...Int(Int32.max)), default: .number(10), "how many")],
    input: .table, output: .table,
    examples: [.init("[{a: 1}, {a: 2}, {a: 3}] | tail 2", "two of three rows", prints: "a\n2\n3")],
    related: ["head", "first", "sort"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    let count = call.count("rows") ?? 10
    return .table(table.rows(at: Array(max(0, table.rowCount - count)..<table.rowCount)))
  }
}
