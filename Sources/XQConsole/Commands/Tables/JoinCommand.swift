// `join $other --on layer`

import XQLanguage

struct JoinCommand: Command {
  static let declaration = CommandDeclaration(
    name: "join", summary: "put the columns of another table beside the rows with the same key",
    details:
      "Rows that have a partner stay, in the order of the left table; '--keep all' keeps all rows of both, with none "
      + "where there is no partner. A column that both tables have is called NAME_2 on the right. A key that stands for "
      + "two rows of one table is an error.",
    group: "tables",
    parameters: [
      .required("other", .table, "the table on the right"),
      .option(
        "on", .either([.column, .list]), "a column or a list of columns to match by; without it, the key of the table"),
      .option("keep", .choice(["partners", "all"]), default: .string("partners"), "which rows stay"),
    ],
    input: .table, output: .table,
    examples: [
      .init(
        "[{layer: \"a\", sqnr: 4}] | join [{layer: \"a\", sqnr: 9}] --on layer", "two measurements side by side",
        prints: "layer  sqnr  sqnr_2\na         4       9")
    ],
    related: ["diff", "rename", "group"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let (leftTable, rightTable) = (try call.table(), call.table("other") ?? Table(columns: [], cells: []))
    let key = try KeyedTable.key(call, [leftTable, rightTable])
    let left = try KeyedTable(leftTable, key: key, which: "left", call)
    let right = try KeyedTable(rightTable, key: key, which: "right", call)

    var pairs: [(left: Int?, right: Int?)] = []
    for row in 0..<leftTable.rowCount {
      let partner = right.row(left.keys[row])
      if partner != nil || call.string("keep") == "all" { pairs.append((row, partner)) }
    }
    if call.string("keep") == "all" {
      for row in 0..<rightTable.rowCount where left.row(right.keys[row]) == nil { pairs.append((nil, row)) }
    }
    return .table(joined(left, right, pairs))
  }

  private func joined(_ left: KeyedTable, _ right: KeyedTable, _ pairs: [(left: Int?, right: Int?)]) -> Table {
    var columns = left.table.columns
    var cells = left.table.cells.indices.map { place in
      pairs.map { pair -> Value in
        if let row = pair.left { return left.table.cells[place][row] }
        // A row of the right table alone still has its key.
        guard let part = left.columns.firstIndex(of: place), let row = pair.right else { return .none }
        return right.table.cells[right.columns[part]][row]
      }
    }
    for (place, column) in right.table.columns.enumerated() where !right.columns.contains(place) {
      var column = column
      column.name = unused(column.name, in: columns)
      column.isKey = false
      columns.append(column)
      cells.append(pairs.map { pair in pair.right.map { right.table.cells[place][$0] } ?? .none })
    }
    return Table(columns: columns, cells: cells)
  }

  private func unused(_ name: String, in columns: [Column]) -> String {
    let taken = Set(columns.map(\.name))
    if !taken.contains(name) { return name }
    var number = 2
    while taken.contains("\(name)_\(number)") { number += 1 }
    return "\(name)_\(number)"
  }
}
