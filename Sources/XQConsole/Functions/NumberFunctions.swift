// Functions of single numbers.

import Glibc
import XQLanguage

enum NumberFunctions {
  static func call(_ function: Function, _ arguments: [Value]) throws(Diagnostic) -> Value {
    let first = arguments.at(0)
    if case .none = first { return .none }
    switch function {
    case .abs: return try keepingUnit(function, first) { Swift.abs($0) }
    case .floor: return try keepingUnit(function, first) { $0.rounded(.down) }
    case .ceil: return try keepingUnit(function, first) { $0.rounded(.up) }
    case .round: return try round(arguments)
    case .sqrt: return .number(try plain(function, first).squareRoot())
    case .log10: return .number(Glibc.log10(try plain(function, first)))
    default:
      if case .none = arguments.at(1) { return .none }
      return .number(Glibc.pow(try plain(.pow, first), try plain(.pow, arguments.at(1))))
    }
  }

  /// `close(a, b, relative)`: whether two numbers differ by no more than that share of the larger one. False with none
  /// and nan; equal infinities are close.
  static func close(_ arguments: [Value]) throws(Diagnostic) -> Value {
    for value in arguments { if case .none = value { return .bool(false) } }
    let (one, two) = (arguments.at(0), arguments.at(1))
    let relative = arguments.count > 2 ? try plain(.close, arguments.at(2)) : 1e-9
    let pair = try inOneUnit(one, two)
    if pair.left == pair.right { return .bool(true) }
    let larger = Swift.max(Swift.abs(pair.left), Swift.abs(pair.right))
    return .bool(larger.isFinite && Swift.abs(pair.left - pair.right) <= relative * larger)
  }

  /// `number(x)`: a number from a text, or a quantity without its unit (decibels, bytes, seconds).
  static func number(_ value: Value) throws(Diagnostic) -> Value {
    switch value {
    case .none: return .none
    case .number: return value
    case .quantity(let quantity): return .number(quantity.base)
    case .string(let text):
      switch ParameterType.value.read(text) {
      case .number(let number): return .number(number)
      case .quantity(let quantity): return .number(quantity.base)
      default: throw Sentence.function(.number, wants: "a text that is a number", value)
      }
    default: throw Sentence.function(.number, wants: "a text or a quantity", value)
    }
  }

  /// The number of a value that must be a plain one.
  static func plain(_ function: Function, _ value: Value) throws(Diagnostic) -> Double {
    switch value {
    case .number(let number): return number
    case .quantity: throw Sentence.function(function, wants: "a plain number", value, help: ["number(q) drops the unit"])
    case .list:
      throw Sentence.function(
        function, wants: "a number", value, help: ["it works on one number, not on a list; in a table: derive"])
    default: throw Sentence.function(function, wants: "a number", value)
    }
  }

  private static func inOneUnit(_ one: Value, _ two: Value) throws(Diagnostic) -> (left: Double, right: Double) {
    switch (one, two) {
    case (.quantity(let left), .quantity(let right)):
      guard left.kind == right.kind else { throw Sentence.mixedUnits("close", left, right) }
      return (left.base, right.base)
    case (.quantity(let left), .number(let right)): return (left.base, Quantity(right, left.unit).base)
    case (.number(let left), .quantity(let right)): return (Quantity(left, right.unit).base, right.base)
    default: return (try plain(.close, one), try plain(.close, two))
    }
  }

  /// Rounding counts in the unit that is shown: `round(2.4GiB)` is `2GiB`.
  private static func keepingUnit(
    _ function: Function, _ value: Value, _ body: (Double) -> Double
  ) throws(Diagnostic) -> Value {
    if case .quantity(let quantity) = value {
      return .quantity(Quantity(body(quantity.amount), quantity.unit))
    }
    return .number(body(try plain(function, value)))
  }

  /// `round(x)` to a whole number, halves away from zero; `round(x, digits)` to that many decimals.
  private static func round(_ arguments: [Value]) throws(Diagnostic) -> Value {
    guard arguments.count > 1 else {
      return try keepingUnit(.round, arguments.at(0)) { $0.rounded(.toNearestOrAwayFromZero) }
    }
    let digits = try plain(.round, arguments.at(1))
    guard let whole = Int(exactly: digits), (-15...15).contains(whole) else {
      throw Sentence.function(.round, wants: "a whole number of decimals, -15 to 15", arguments.at(1))
    }
    let scale = Glibc.pow(10, Double(Swift.abs(whole)))
    return try keepingUnit(.round, arguments.at(0)) { number in
      let scaled = whole < 0 ? number / scale : number * scale
      let rounded = scaled.rounded(.toNearestOrAwayFromZero)
      return whole < 0 ? rounded * scale : rounded / scale
    }
  }
}

extension Quantity {
  /// A number, or a quantity where there is a unit; the number is in the unit's base.
  static func value(_ base: Double, _ unit: Unit?) -> Value {
    unit.map { .quantity(Quantity(base: base, unit: $0)) } ?? .number(base)
  }
}
