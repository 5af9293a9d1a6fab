// `where mse > 0.1 or degraded`

import XQLanguage

struct WhereCommand: Command {
  static let declaration = CommandDeclaration(
    name: "where", summary: "keep the rows for which a condition holds",
    details: "The condition stands over the cells of one row: a bare name is a column, $it the whole row. "
      + "Rows for which it is none are left out. A $( ) in it runs once, before the first row.",
    group: "tables",
    parameters: [.required("condition", .rowExpression(named: false), "what must hold, such as mse > 0.1 or degraded")],
    input: .table, output: .table, outputColumns: .asInput,
    examples: [
      .init(
        "[{layer: \"conv1\", mse: 0.2}, {layer: \"fc\", mse: 0.01}] | where mse > 0.1", "the rows with a large error",
        prints: "layer  mse\nconv1  0.2")
    ],
    related: ["derive", "select", "sort"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    guard let row = call.row else { return .table(table) }
    var places: [Int] = []
    for (index, value) in try row.evaluate(table).enumerated() {
      do {
        if try Operators.isTrue(value) { places.append(index) }
      } catch {
        throw error.at(call.place(of: "condition"))
      }
    }
    return .table(table.rows(at: places))
  }
}
