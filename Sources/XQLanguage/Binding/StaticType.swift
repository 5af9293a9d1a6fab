// What is known of a value's type before anything runs.

enum StaticType: Equatable {
  case any, none, bool, number, string, list, record, table
  case quantity(Quantity.Kind)

  init(of value: Value) {
    self =
      switch value {
      case .none: .none
      case .bool: .bool
      case .number: .number
      case .quantity(let quantity): .quantity(quantity.kind)
      case .string: .string
      case .list: .list
      case .record: .record
      case .table: .table
      case .object: .any
      }
  }

  var name: String {
    switch self {
    case .any: "a value"
    case .none: "none"
    case .bool: "a bool"
    case .number: "a number"
    case .string: "a string"
    case .list: "a list"
    case .record: "a record"
    case .table: "a table"
    case .quantity(let kind): kind == .bytes ? "a quantity of bytes" : "a quantity of \(kind.name)"
    }
  }

  /// Whether it may be one of these when it runs.
  func isOneOf(_ types: [StaticType]) -> Bool { self == .any || types.contains(self) }

  var isNumeric: Bool {
    switch self {
    case .number, .quantity: true
    default: false
    }
  }

  /// Whether a parameter of that type may take it.
  func mayBe(_ type: ParameterType) -> Bool {
    switch (type, self) {
    case (_, .any), (_, .none), (.value, _), (.rowExpression, _): true
    case (.number(_, nil), _), (.count, _): self == .number
    case (.number(_, let unit?), _): self == .number || self == .quantity(unit.kind)
    case (.bool, _): self == .bool
    case (.list, _): self != .table
    case (.record, _): self == .record
    case (.table, _): self == .table || self == .list
    case (.string, _), (.path, _), (.column, _), (.choice, _), (.variable, _), (.object, _), (.pattern, _), (.topic, _),
      (.setting, _):
      self == .string
    case (.either(let types), _): types.contains(where: mayBe)
    }
  }

  /// The type of `left operator right`, and what is wrong with it.
  static func result(
    of operation: BinaryOperator, _ left: StaticType, _ right: StaticType
  ) -> (type: StaticType, problem: Diagnostic?) {
    switch operation {
    case .and, .or, .equal, .unequal: return (.bool, nil)
    case .isIn:
      let isFine = right.isOneOf([.list, .record, .none])
      return (.bool, isFine ? nil : problem(operation, left, right))
    case .matches:
      let isFine = left.isOneOf([.string, .none]) && right.isOneOf([.string, .none])
      return (.bool, isFine ? nil : problem(operation, left, right))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return (.bool, orderProblem(operation, left, right))
    case .add, .subtract, .multiply, .divide: return arithmetic(operation, left, right)
    }
  }

  private static func orderProblem(
    _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
  ) -> Diagnostic? {
    switch (left, right) {
    case (.none, _), (_, .none), (.any, .any), (.string, .string): return nil
    case (.quantity(let leftKind), .quantity(let rightKind)):
      return leftKind == rightKind ? nil : .mixedKinds(operation, leftKind, rightKind)
    case (.any, let other), (let other, .any):
      return other.isNumeric || other == .string ? nil : problem(operation, left, right)
    default: return left.isNumeric && right.isNumeric ? nil : problem(operation, left, right)
    }
  }

  private static func arithmetic(
    _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
  ) -> (type: StaticType, problem: Diagnostic?) {
    switch (left, right) {
    case (.none, _), (_, .none): return (.none, nil)
    case (.list, .list) where operation == .add: return (.list, nil)
    case (.any, let other), (let other, .any):
      let isFine = other == .any || other.isNumeric || (other == .list && operation == .add)
      return (.any, isFine ? nil : problem(operation, left, right))
    case (.number, .number): return (.number, nil)
    case (.quantity(let leftKind), .quantity(let rightKind)):
      guard leftKind == rightKind else { return (.any, .mixedKinds(operation, leftKind, rightKind)) }
      switch operation {
      case .divide: return (.number, nil)
      case .multiply: return (.any, problem(operation, left, right))
      default: return (left, nil)
      }
    case (.quantity, .number): return (left, nil)
    case (.number, .quantity):
      return operation == .divide ? (.any, problem(operation, left, right)) : (right, nil)
    default: return (.any, problem(operation, left, right))
    }
  }

  private static func problem(
    _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
  ) -> Diagnostic {
    .wrongOperands(operation, left.name, right.name, areStrings: left == .string || right == .string)
  }
}
