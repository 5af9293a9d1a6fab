// Rows found by their key, for `join` and `diff`.

import XQLanguage

/// A table with the places of its rows by key.
struct KeyedTable {
  let table: Table
  /// The columns of the key.
  let columns: [Int]
  let keys: [GroupingKey]
  private let places: [GroupingKey: Int]

  /// - Parameter which: which table it is, for the error: `left`, `after`.
  init(_ table: Table, key: [String], which: String, _ call: Invocation) throws(Diagnostic) {
    self.table = table
    var columns: [Int] = []
    for name in key {
      guard let column = table.columnIndex(name) else {
        var diagnostic = Sentence.column(name, table.columns.map(\.name))
        diagnostic.message = "the \(which) table has no column '\(name)'"
        throw diagnostic.at(call.place(of: "on", word: name))
      }
      columns.append(column)
    }
    var places: [GroupingKey: Int] = [:]
    var keys: [GroupingKey] = []
    for row in 0..<table.rowCount {
      let key = GroupingKey(columns.map { table.cells[$0][row] })
      keys.append(key)
      if places.updateValue(row, forKey: key) != nil {
        let text = columns.map { "\(table.columns[$0].name) \(table.cells[$0][row].description)" }
        throw Sentence.repeatedKey(call.commandName, text.joined(separator: ", "), columns.map { table.columns[$0].name }, which)
          .at(call.place(of: "on"))
      }
    }
    self.columns = columns
    self.keys = keys
    self.places = places
  }

  /// The row with that key.
  func row(_ key: GroupingKey) -> Int? { places[key] }

  /// The names of the columns to match by: those of `--on`, else the key of the first table that has one.
  static func key(_ call: Invocation, _ tables: [Table]) throws(Diagnostic) -> [String] {
    let given = call.strings("on")
    if !given.isEmpty { return given }
    for table in tables {
      let key = table.columns.filter(\.isKey).map(\.name)
      if !key.isEmpty { return key }
    }
    let shared = tables.first?.columns.map(\.name).filter { name in tables.allSatisfy { $0.columnIndex(name) != nil } }
    throw Sentence.noKey(call.commandName, shared ?? [])
  }
}
