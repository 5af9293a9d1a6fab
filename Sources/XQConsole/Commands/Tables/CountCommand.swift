// `count`

import XQLanguage

struct CountCommand: Command {
  static let declaration = CommandDeclaration(
    name: "count", summary: "the number of rows", group: "tables", input: .table, output: .value,
    examples: [.init("[{a: 1}, {a: 2}] | count", "how many", prints: "2")], related: ["group", "where"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    .number(Double(try call.table().rowCount))
  }
}
