// `select layer sqnr`

import XQLanguage

struct SelectCommand: Command {
  static let declaration = CommandDeclaration(
    name: "select", summary: "keep some columns, in that order",
    details: "Columns that a terminal leaves out unless asked are shown when they are selected.",
    group: "tables",
    parameters: [.rest("columns", .column, isRequired: true, "the columns to keep")],
    input: .table, output: .table,
    outputColumns: .derived { _, stage in stage.arguments.compactMap(\.word) },
    examples: [.init("[{a: 1, b: 2, c: 3}] | select c a", "two of three columns", prints: "c  a\n3  1")],
    related: ["rename", "derive", "where"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    var places: [Int] = []
    for name in call.strings("columns") {
      let place = try call.column(name, of: table, "columns")
      if places.contains(place) { throw Sentence.repeatedColumn(name).at(call.place(of: "columns")) }
      places.append(place)
    }
    let columns = places.map { place in
      var column = table.columns[place]
      column.isDetail = false
      return column
    }
    return .table(Table(columns: columns, cells: places.map { table.cells[$0] }))
  }
}
