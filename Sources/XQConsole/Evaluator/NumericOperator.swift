// Operators between two plain numbers, which most cells of most tables are.

import XQLanguage

/// What an operator does to two numbers, without a look at other types: rows are computed by the hundred thousand.
///
/// It gives what ``Operators/apply(_:_:_:)`` gives.
enum NumericOperator {
  case less, lessOrEqual, greater, greaterOrEqual
  case add, subtract, multiply, divide

  /// `nil` for an operator that has no shortcut.
  init?(_ binary: BinaryOperator) {
    switch binary {
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    default: return nil
    }
  }

  func apply(_ left: Double, _ right: Double) -> Value {
    switch self {
    case .less: .bool(left < right)
    case .lessOrEqual: .bool(left <= right)
    case .greater: .bool(left > right)
    case .greaterOrEqual: .bool(left >= right)
    case .add: .number(left + right)
    case .subtract: .number(left - right)
    case .multiply: .number(left * right)
    case .divide: .number(left / right)
    }
  }
}
