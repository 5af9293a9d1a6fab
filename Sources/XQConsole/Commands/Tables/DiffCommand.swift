// `diff $before $after`

import XQLanguage

struct DiffCommand: Command {
  static let declaration = CommandDeclaration(
    name: "diff", summary: "what changed between two tables",
    details: "Rows are matched by their key. The result has the key, then NAME_change for each number that both have: "
      + "after minus before. --values shows NAME_before and NAME_after too. A row that only one of them has stays, with none.",
    group: "tables",
    parameters: [
      .required("before", .value, "a table, or an object that stands for one"),
      .required("after", .value, "the other one"),
      .option(
        "on", .either([.column, .list]), "a column or a list of columns to match by; without it, the key of the table"),
      .option("values", .bool, default: .bool(false), "show both values too"),
    ],
    output: .table,
    examples: [
      .init(
        "diff [{layer: \"a\", sqnr: 4}] [{layer: \"a\", sqnr: 9}] --on layer", "how much better",
        prints: "layer  sqnr_change\na                5")
    ],
    related: ["join", "sort"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let (beforeTable, afterTable) = (try table("before", call, context), try table("after", call, context))
    let key = try KeyedTable.key(call, [beforeTable, afterTable])
    let before = try KeyedTable(beforeTable, key: key, which: "before", call)
    let after = try KeyedTable(afterTable, key: key, which: "after", call)
    var pairs: [(before: Int?, after: Int?)] = before.keys.enumerated().map { ($0.offset, after.row($0.element)) }
    for (row, key) in after.keys.enumerated() where before.row(key) == nil { pairs.append((nil, row)) }

    var columns: [Column] = []
    var cells: [[Value]] = []
    for (one, two) in zip(before.columns, after.columns) {
      var column = beforeTable.columns[one]
      column.isKey = true
      columns.append(column)
      cells.append(
        pairs.map { pair in
          pair.before.map { beforeTable.cells[one][$0] } ?? pair.after.map { afterTable.cells[two][$0] } ?? .none
        })
    }
    for (one, column) in beforeTable.columns.enumerated() where !before.columns.contains(one) {
      guard let two = afterTable.columnIndex(column.name), isNumeric(beforeTable.cells[one] + afterTable.cells[two])
      else {
        continue
      }
      let old = pairs.map { pair in pair.before.map { beforeTable.cells[one][$0] } ?? Value.none }
      let new = pairs.map { pair in pair.after.map { afterTable.cells[two][$0] } ?? Value.none }
      if call.isOn("values") {
        columns += [renamed(column, "before"), renamed(column, "after")]
        cells += [old, new]
      }
      var changes: [Value] = []
      for (old, new) in zip(old, new) { changes.append(try Operators.apply(.subtract, new, old)) }
      var change = renamed(column, "change")
      change.good = nil
      columns.append(change)
      cells.append(changes)
    }
    return .table(Table(columns: columns, cells: cells))
  }

  private func table(_ name: String, _ call: Invocation, _ context: Context) throws(Diagnostic) -> Table {
    if let table = call.table(name) { return table }
    if let object = call.object(name), let table = try context.catalogue.host.tableOfObject(object, context) {
      return table
    }
    throw Sentence.noTable("diff", call[name]).at(call.place(of: name))
  }

  private func renamed(_ column: Column, _ suffix: String) -> Column {
    var column = column
    column.name += "_\(suffix)"
    column.isKey = false
    return column
  }

  private func isNumeric(_ cells: [Value]) -> Bool {
    var hasNumber = false
    for cell in cells {
      switch cell {
      case .none: continue
      case .number, .quantity: hasNumber = true
      default: return false
      }
    }
    return hasNumber
  }
}
