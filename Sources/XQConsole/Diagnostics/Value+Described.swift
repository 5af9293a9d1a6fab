// Values as sentences of errors name them.

import XQLanguage

extension Value {
  /// The type and, where it is short, the value: `the number 3`, `the string 'x'`, `a table`.
  var described: String {
    switch self {
    case .none: "none"
    case .bool: description
    case .number: "the number \(description)"
    case .quantity: "the quantity \(description)"
    case .string: "the string \(description)"
    case .list, .record, .table, .object: typeName
    }
  }
}

extension Value {
  /// One word for what it is, as lists of variables show it.
  public var kindName: String {
    switch self {
    case .none: "none"
    case .bool: "bool"
    case .number: "number"
    case .quantity: "quantity"
    case .string: "string"
    case .list: "list"
    case .record: "record"
    case .table: "table"
    case .object(let object): object.kind
    }
  }
}
