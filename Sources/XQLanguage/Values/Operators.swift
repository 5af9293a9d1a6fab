// What the operators do to values.

/// The operators of the language over values. Both the check before the first line and the evaluator use them.
public enum Operators {
  /// The value of `left operator right`.
  ///
  /// `and` and `or` are here for two values that are already computed; who evaluates stops early by itself.
  /// Arithmetic with `none` is `none`, an order with `none` is false.
  ///
  /// - Throws: a diagnostic without a place: kinds of quantities that do not mix, types that the operator does not take.
  public static func apply(
    _ operation: BinaryOperator, _ left: Value, _ right: Value
  ) throws(Diagnostic) -> Value {
    switch operation {
    case .and, .or:
      let (isLeft, isRight) = (try isTrue(left), try isTrue(right))
      return .bool(operation == .and ? isLeft && isRight : isLeft || isRight)
    case .equal: return .bool(left.equals(right))
    case .unequal: return .bool(!left.equals(right))
    case .less: return .bool(try order(operation, left, right).map { $0 < 0 } ?? false)
    case .lessOrEqual: return .bool(try order(operation, left, right).map { $0 <= 0 } ?? false)
    case .greater: return .bool(try order(operation, left, right).map { $0 > 0 } ?? false)
    case .greaterOrEqual: return .bool(try order(operation, left, right).map { $0 >= 0 } ?? false)
    case .isIn: return .bool(try contains(right, left))
    case .matches: return .bool(try matches(left, right))
    case .add, .subtract, .multiply, .divide: return try arithmetic(operation, left, right)
    }
  }

  /// `-value`.
  public static func negate(_ value: Value) throws(Diagnostic) -> Value {
    switch value {
    case .none: return .none
    case .number(let number): return .number(-number)
    case .quantity(let quantity): return .quantity(Quantity(base: -quantity.base, unit: quantity.unit))
    default: throw .wrongOperand("-", value)
    }
  }

  /// A value as a condition: a bool, `none` counts as false, anything else is an error.
  public static func isTrue(_ value: Value) throws(Diagnostic) -> Bool {
    switch value {
    case .bool(let bool): return bool
    case .none: return false
    default: throw .conditionIsNoBool(found: value.typeName)
    }
  }

  // MARK: - Private

  private static func arithmetic(
    _ operation: BinaryOperator, _ left: Value, _ right: Value
  ) throws(Diagnostic) -> Value {
    switch (left, right) {
    case (.none, _), (_, .none): return .none
    case (.number(let left), .number(let right)): return .number(compute(operation, left, right))
    case (.list(let left), .list(let right)) where operation == .add: return .list(left + right)
    case (.quantity(let left), .number(let right)):
      switch operation {
      case .multiply, .divide:
        return .quantity(Quantity(base: compute(operation, left.base, right), unit: left.unit))
      default:
        return .quantity(
          Quantity(base: compute(operation, left.base, Quantity(right, left.unit).base), unit: left.unit))
      }
    case (.number(let left), .quantity(let right)):
      switch operation {
      case .multiply: return .quantity(Quantity(base: left * right.base, unit: right.unit))
      case .divide: throw .wrongOperands(operation, .number(left), .quantity(right))
      default:
        let base = compute(operation, Quantity(left, right.unit).base, right.base)
        return .quantity(Quantity(base: base, unit: right.unit))
      }
    case (.quantity(let left), .quantity(let right)):
      guard left.kind == right.kind else { throw .mixedKinds(operation, left.kind, right.kind) }
      switch operation {
      case .multiply: throw .wrongOperands(operation, .quantity(left), .quantity(right))
      case .divide: return .number(left.base / right.base)
      default: return .quantity(Quantity(base: compute(operation, left.base, right.base), unit: left.unit))
      }
    default: throw .wrongOperands(operation, left, right)
    }
  }

  private static func compute(_ operation: BinaryOperator, _ left: Double, _ right: Double) -> Double {
    switch operation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    default: left / right
    }
  }

  /// -1, 0 or 1; `nil` where the order is false whatever is asked: beside `none` and `nan`.
  private static func order(
    _ operation: BinaryOperator, _ left: Value, _ right: Value
  ) throws(Diagnostic) -> Int? {
    switch (left, right) {
    case (.none, _), (_, .none): return nil
    case (.number(let left), .number(let right)): return order(left, right)
    case (.quantity(let left), .number(let right)): return order(left.base, Quantity(right, left.unit).base)
    case (.number(let left), .quantity(let right)): return order(Quantity(left, right.unit).base, right.base)
    case (.quantity(let left), .quantity(let right)):
      guard left.kind == right.kind else { throw .mixedKinds(operation, left.kind, right.kind) }
      return order(left.base, right.base)
    case (.string(let left), .string(let right)): return codePointOrder(left, right)
    default: throw .wrongOperands(operation, left, right)
    }
  }

  private static func order(_ left: Double, _ right: Double) -> Int? {
    left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
  }

  private static func contains(_ whole: Value, _ part: Value) throws(Diagnostic) -> Bool {
    switch whole {
    case .none: return false
    case .list(let items): return items.contains { $0.equals(part) }
    case .record(let record):
      guard case .string(let key) = part else { return false }
      return record[key] != nil
    default: throw .wrongOperands(.isIn, part, whole)
    }
  }

  private static func matches(_ value: Value, _ pattern: Value) throws(Diagnostic) -> Bool {
    switch (value, pattern) {
    case (.none, _), (_, .none): return false
    case (.string(let text), .string(let pattern)): return Glob(pattern).matches(text)
    default: throw .wrongOperands(.matches, value, pattern)
    }
  }
}
