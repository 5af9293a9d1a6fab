// `first`

import XQLanguage

struct FirstCommand: Command {
  static let declaration = CommandDeclaration(
    name: "first", summary: "the first row, as a record",
    details: "Of a table without rows it is none, whose members are none too.", group: "tables",
    input: .table, output: .value,
    examples: [
      .init("[{layer: \"conv1\", mse: 0.2}] | first", "one row", prints: "layer  conv1\nmse    0.2")
    ],
    related: ["head", "sort"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    return table.rowCount > 0 ? .record(table.row(0)) : Value.none
  }
}
