// `rename sqnr before`

import XQLanguage

struct RenameCommand: Command {
  static let declaration = CommandDeclaration(
    name: "rename", summary: "give a column another name", group: "tables",
    parameters: [
      .required("column", .column, "the column"), .required("name", .string, "its new name"),
    ],
    input: .table, output: .table,
    outputColumns: .derived { input, stage in
      let words = stage.arguments.map(\.word)
      guard words.count == 2, let old = words[0], let new = words[1] else { return nil }
      return input?.map { $0 == old ? new : $0 }
    },
    examples: [.init("[{sqnr: 4}] | rename sqnr before", "for a join later", prints: "before\n     4")],
    related: ["select", "derive", "join"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    let index = try call.column(call.string("column") ?? "", of: table, "column")
    let name = call.string("name") ?? ""
    if let other = table.columnIndex(name), other != index {
      throw Sentence.repeatedColumn(name).at(call.place(of: "name"))
    }
    var columns = table.columns
    columns[index].name = name
    return .table(Table(columns: columns, cells: table.cells, notes: table.notes))
  }
}
