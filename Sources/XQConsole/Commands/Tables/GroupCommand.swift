// `group op --mean mse --max max_abs --count`

import XQLanguage

struct GroupCommand: Command {
  private static let summaries: [Function] = [.mean, .median, .min, .max, .sum]

  static let declaration = CommandDeclaration(
    name: "group", summary: "one row for each value of columns, with summaries of the others",
    details: "Groups stand in order of first appearance. A summary leaves out none. The new columns are called "
      + "mean_NAME, max_NAME and so on; --count adds 'count'.",
    group: "tables",
    parameters: [
      .rest("by", .column, isRequired: false, "the columns whose values make the groups; without any: one group")
    ]
      + summaries.map { function in
        .option(
          function.rawValue, .either([.column, .list]), "a column, or a list of columns: \(function.signature.summary)")
      } + [.option("count", .bool, default: .bool(false), "how many rows each group has")],
    input: .table, output: .table,
    outputColumns: .derived { _, stage in
      stage.arguments.compactMap { argument in
        switch (argument.option, argument.word) {
        case (nil, let column): column
        case ("count", _): "count"
        case (let summary?, let column?): "\(summary)_\(column)"
        case (_, nil): nil
        }
      }
    },
    examples: [
      .init(
        "[{op: \"Conv\", mse: 1}, {op: \"Gemm\", mse: 5}, {op: \"Conv\", mse: 3}] | group op --mean mse --count",
        "the mean error of each kind", prints: "op    mean_mse  count\nConv         2      2\nGemm         5      1")
    ],
    related: ["count", "sort", "derive"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let table = try call.table()
    var by: [Int] = []
    for name in call.strings("by") { by.append(try call.column(name, of: table, "by")) }
    let groups = groups(of: table, by)

    var columns = by.map { place in
      var column = table.columns[place]
      column.isKey = true
      column.isDetail = false
      return column
    }
    var cells = by.map { place in groups.map { rows in rows.first.map { table.cells[place][$0] } ?? .none } }
    for function in Self.summaries {
      for name in call.strings(function.rawValue) {
        let place = try call.column(name, of: table, function.rawValue)
        var values: [Value] = []
        for rows in groups { values.append(try summary(function, table.cells[place], rows, call)) }
        var column = table.columns[place]
        column.name = "\(function.rawValue)_\(name)"
        column.isKey = false
        column.isDetail = false
        columns.append(column)
        cells.append(values)
      }
    }
    if call.isOn("count") {
      columns.append(Column("count", .number))
      cells.append(groups.map { .number(Double($0.count)) })
    }
    return .table(Table(columns: columns, cells: cells))
  }

  /// The rows of each group, in order of first appearance. Without columns: all rows, even none, are one group.
  private func groups(of table: Table, _ by: [Int]) -> [[Int]] {
    if by.isEmpty { return [Array(0..<table.rowCount)] }
    var places: [GroupingKey: Int] = [:]
    var groups: [[Int]] = []
    for row in 0..<table.rowCount {
      let key = GroupingKey(by.map { table.cells[$0][row] })
      if let place = places[key] {
        groups[place].append(row)
      } else {
        places[key] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  private func summary(
    _ function: Function, _ cells: [Value], _ rows: [Int], _ call: Invocation
  ) throws(Diagnostic) -> Value {
    do {
      return try ListFunctions.summary(function, of: rows.map { cells[$0] })
    } catch {
      throw error.at(call.place(of: function.rawValue))
    }
  }
}
