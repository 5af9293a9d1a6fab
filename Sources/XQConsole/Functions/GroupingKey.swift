// What makes two rows the same one, for `group`, `join`, `diff` and unique().

import XQLanguage

/// Values by which rows are matched. Equal where the values are, and nan matches nan.
struct GroupingKey: Hashable {
  private let parts: [Part]

  init(_ values: [Value]) { parts = values.map(Part.init) }

  private enum Part: Hashable {
    case none
    case bool(Bool)
    case number(Double, Quantity.Kind?)
    case nan
    case string([UInt8])
    case other(String)

    init(_ value: Value) {
      switch value {
      case .none: self = .none
      case .bool(let bool): self = .bool(bool)
      case .number(let number): self = number.isNaN ? .nan : .number(number, nil)
      case .quantity(let quantity):
        self = quantity.base.isNaN ? .nan : .number(quantity.base, quantity.unit.kind)
      case .string(let text): self = .string(Array(text.utf8))
      case .object(let object): self = .other("\(ObjectIdentifier(object))")
      default: self = .other(value.text)
      }
    }
  }
}
