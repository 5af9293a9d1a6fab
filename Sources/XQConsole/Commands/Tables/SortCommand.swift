// `sort sqnr`, `sort op mse desc`

import XQLanguage

struct SortCommand: Command {
  static let declaration = CommandDeclaration(
    name: "sort", summary: "order the rows by columns",
    details:
      "Ascending, unless 'desc' follows the column. Rows that are equal keep their order. -inf comes first and inf "
      + "last; nan, then none, stand at the end in both directions. Text is ordered by code point.",
    group: "tables",
    parameters: [
      .rest(
        "columns", .either([.column, .choice(["desc"])]), isRequired: true,
        "columns, the most important one first; 'desc' behind one turns it")
    ],
    input: .table, output: .table, outputColumns: .asInput,
    examples: [
      .init(
        "[{layer: \"a\", sqnr: 20}, {layer: \"b\", sqnr: 4}] | sort sqnr", "the worst first",
        prints: "layer  sqnr\nb         4\na        20")
    ],
    related: ["head", "where"])

  private struct Order {
    let cells: [Value]
    var isDescending: Bool
  }

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    var orders: [Order] = []
    for word in call.strings("columns") {
      // A column may be called desc: behind no column the word is a name.
      if word == "desc", let last = orders.indices.last, !orders[last].isDescending {
        orders[last].isDescending = true
      } else {
        let index = try call.column(word, of: table, "columns")
        orders.append(Order(cells: table.cells[index], isDescending: false))
      }
    }
    // The sort of the standard library is stable today, which is no promise: the place decides between equal rows.
    let places = (0..<table.rowCount).sorted { one, two in
      for order in orders {
        let result = order.cells[one].sortOrder(order.cells[two], descending: order.isDescending)
        if result != 0 { return result < 0 }
      }
      return one < two
    }
    return .table(table.rows(at: places))
  }
}
