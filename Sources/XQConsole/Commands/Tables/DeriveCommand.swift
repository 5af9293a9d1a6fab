// `derive ratio = max_abs / mse`

import XQLanguage

struct DeriveCommand: Command {
  static let declaration = CommandDeclaration(
    name: "derive", summary: "add a column that is computed from the others",
    details: "The expression stands over the cells of one row, as in 'where'. A column of the same name is replaced.",
    group: "tables",
    parameters: [
      .required("column", .rowExpression(named: true), "NAME = what it holds, such as ratio = max_abs / mse")
    ],
    input: .table, output: .table,
    outputColumns: .derived { input, stage in
      guard let input, let name = stage.rowName else { return nil }
      return input.contains(name) ? input : input + [name]
    },
    examples: [
      .init("[{a: 1, b: 4}] | derive ratio = b / a", "one column more", prints: "a  b  ratio\n1  4      4")
    ],
    related: ["where", "rename", "group"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    guard let row = call.row, let name = row.name else { return .table(table) }
    let cells = try row.evaluate(table)
    return .table(table.replacing(Column(name, cells: cells), cells))
  }
}
