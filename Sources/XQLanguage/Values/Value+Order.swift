// Equality and order of values.

extension Value {
  /// `==` of the language: values of different types are not equal, `nan` is not equal to itself, a plain number beside a
  /// quantity takes its unit. Records are equal whatever the order of their keys; objects if they are the same one.
  public func equals(_ other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.quantity(let left), .quantity(let right)): left.kind == right.kind && left.base == right.base
    case (.quantity(let left), .number(let right)): left.base == Quantity(right, left.unit).base
    case (.number(let left), .quantity(let right)): Quantity(left, right.unit).base == right.base
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.list(let left), .list(let right)): Value.areEqual(left, right)
    case (.record(let left), .record(let right)):
      left.count == right.count
        && zip(left.keys, left.values).allSatisfy { key, value in right[key].map(value.equals) ?? false }
    case (.table(let left), .table(let right)):
      left.rowCount == right.rowCount && left.columns.map(\.name) == right.columns.map(\.name)
        && zip(left.cells, right.cells).allSatisfy(Value.areEqual)
    case (.object(let left), .object(let right)): left === right
    default: false
    }
  }

  /// The order of `sort`: -1, 0 or 1 as this value stands before, beside or behind the other.
  ///
  /// Bools, numbers and quantities (-inf first, inf last), strings by code point, then everything else by its text. `nan`,
  /// then `none`, stand at the end in both directions. It is a total order: use it with a stable sort.
  public func sortOrder(_ other: Value, descending: Bool = false) -> Int {
    let (left, right) = (sortRank, other.sortRank)
    if left != right {
      let isBefore = left < right
      // Ranks from `nan` on are at the end in both directions.
      let flips = descending && left < Value.endRank && right < Value.endRank
      return isBefore != flips ? -1 : 1
    }
    let order = orderWithinRank(other)
    return descending ? -order : order
  }

  // MARK: - Private

  private static let endRank = 10

  private static func areEqual(_ left: [Value], _ right: [Value]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
  }

  private var sortRank: Int {
    switch self {
    case .bool: 0
    case .number(let number): number.isNaN ? Value.endRank : 1
    case .quantity(let quantity): quantity.base.isNaN ? Value.endRank : 1
    case .string: 2
    case .list, .record, .table, .object: 3
    case .none: Value.endRank + 1
    }
  }

  private func orderWithinRank(_ other: Value) -> Int {
    switch (self, other) {
    case (.bool(let left), .bool(let right)): left == right ? 0 : left ? 1 : -1
    case (.string(let left), .string(let right)): codePointOrder(left, right)
    case (.none, .none): 0
    default:
      if let left = numberForOrder, let right = other.numberForOrder {
        left < right ? -1 : left > right ? 1 : 0
      } else {
        codePointOrder(text, other.text)
      }
    }
  }

  private var numberForOrder: Double? {
    switch self {
    case .number(let number): number
    case .quantity(let quantity): quantity.base
    default: nil
    }
  }
}

/// -1, 0 or 1: texts by code point, which is the order of their UTF-8 bytes.
func codePointOrder(_ left: String, _ right: String) -> Int {
  if left.utf8.lexicographicallyPrecedes(right.utf8) { return -1 }
  return right.utf8.lexicographicallyPrecedes(left.utf8) ? 1 : 0
}
