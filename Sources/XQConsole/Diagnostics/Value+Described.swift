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
