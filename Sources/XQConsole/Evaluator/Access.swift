// Members and elements of values: `$x.name`, `$x[0]`, `$x["name"]`.

import XQLanguage

enum Access {
  /// `value.name`. A member of none is none; a list of records counts as a table.
  static func member(_ value: Value, _ name: String, in context: Context) throws(Diagnostic) -> Value {
    switch value {
    case .none: return .none
    case .record(let record):
      guard let found = record[name] else { throw Sentence.member(name, "the record", record.keys) }
      return found
    case .table(let table):
      guard let index = table.columnIndex(name) else { throw Sentence.column(name, table.columns.map(\.name)) }
      return .list(table.cells[index])
    case .object(let object):
      let computed = object as? any ComputedMembers
      guard
        let found = try computed.map({ object throws(Diagnostic) in try object.member(name, in: context) })
          ?? object.member(name)
      else {
        throw Sentence.member(name, "the \(object.kind)", object.memberNames)
      }
      return found
    case .list:
      guard let table = Table(value) else { throw Sentence.noMembers(name, value) }
      return try member(.table(table), name, in: context)
    default: throw Sentence.noMembers(name, value)
    }
  }

  /// `value[index]`. Places count from 0, from the end with -1.
  static func element(_ value: Value, _ index: Value, in context: Context) throws(Diagnostic) -> Value {
    switch (value, index) {
    case (.none, _): return .none
    case (.list(let list), .number(let number)):
      return list[try place(number, list.count, "the list has \(Sentence.count(list.count, "element"))")]
    case (.table(let table), .number(let number)):
      let row = try place(number, table.rowCount, "the table has \(Sentence.count(table.rowCount, "row"))")
      return .record(table.row(row))
    case (.record, .string(let name)), (.table, .string(let name)), (.object, .string(let name)),
      (.list, .string(let name)):
      return try member(value, name, in: context)
    default: throw Sentence.index(value, index)
    }
  }

  private static func place(_ number: Double, _ count: Int, _ has: String) throws(Diagnostic) -> Int {
    guard let whole = Int(exactly: number) else { throw Sentence.fractionalIndex(number) }
    let place = whole < 0 ? count + whole : whole
    guard place >= 0, place < count else { throw Sentence.beyond(whole, has, count) }
    return place
  }
}
