// Functions over lists. They leave none out and give none for an empty list; nan and inf count as IEEE 754 says.

import XQLanguage

enum ListFunctions {
  /// More elements than this are refused rather than filling the memory.
  private static let longestRange = 10_000_000

  static func call(_ function: Function, _ arguments: [Value]) throws(Diagnostic) -> Value {
    switch function {
    case .min, .max, .sum, .mean, .median: return try summary(function, arguments)
    case .quantile: return try quantile(arguments)
    case .len: return try length(arguments.at(0))
    case .range: return try range(arguments)
    case .unique: return .list(unique(try elements(function, arguments.at(0))))
    case .first: return try end(function, arguments.at(0)) { $0.first }
    default: return try end(function, arguments.at(0)) { $0.last }
    }
  }

  /// The value of `min max sum mean median` for numbers or quantities, as `group` uses it too.
  static func summary(_ function: Function, of values: [Value]) throws(Diagnostic) -> Value {
    var (numbers, unit) = try numbers(function, values)
    guard let first = numbers.first else { return .none }
    let result: Double
    switch function {
    case .min: result = numbers.dropFirst().reduce(first) { Double.minimumOrNan($0, $1) }
    case .max: result = numbers.dropFirst().reduce(first) { Double.maximumOrNan($0, $1) }
    case .sum: result = sum(numbers)
    case .mean: result = sum(numbers) / Double(numbers.count)
    default:
      if numbers.contains(where: \.isNaN) { return Quantity.value(.nan, unit) }
      numbers.sort()
      result = quantile(sorted: numbers, 0.5)
    }
    return Quantity.value(result, unit)
  }

  // MARK: - Single functions

  /// `min(a, b)` takes its arguments as the list, `min(list)` the elements.
  private static func summary(_ function: Function, _ arguments: [Value]) throws(Diagnostic) -> Value {
    if arguments.count > 1 { return try summary(function, of: arguments) }
    return try summary(function, of: try elements(function, arguments.at(0)))
  }

  /// `quantile(list, share)`: linear between the two elements beside that place (type 7 of Hyndman and Fan, 1996).
  private static func quantile(_ arguments: [Value]) throws(Diagnostic) -> Value {
    let share = try NumberFunctions.plain(.quantile, arguments.at(1))
    guard (0...1).contains(share) else {
      throw Sentence.function(.quantile, wants: "a share from 0 to 1", arguments.at(1))
    }
    var (numbers, unit) = try numbers(.quantile, try elements(.quantile, arguments.at(0)))
    if numbers.isEmpty { return .none }
    if numbers.contains(where: \.isNaN) { return Quantity.value(.nan, unit) }
    numbers.sort()
    return Quantity.value(quantile(sorted: numbers, share), unit)
  }

  private static func length(_ value: Value) throws(Diagnostic) -> Value {
    switch value {
    case .list(let list): return .number(Double(list.count))
    case .table(let table): return .number(Double(table.rowCount))
    case .record(let record): return .number(Double(record.count))
    case .string(let text): return .number(Double(text.count))
    default: throw Sentence.function(.len, wants: "a list, a table, a record or a text", value)
    }
  }

  /// `range(1, 3)` is `[1, 2, 3]`, `range(3, 1)` is empty.
  private static func range(_ arguments: [Value]) throws(Diagnostic) -> Value {
    let bounds = [try NumberFunctions.plain(.range, arguments.at(0)), try NumberFunctions.plain(.range, arguments.at(1))]
    for (bound, argument) in zip(bounds, arguments) where Int(exactly: bound) == nil {
      throw Sentence.function(.range, wants: "whole numbers", argument)
    }
    guard bounds[0] <= bounds[1] else { return .list([]) }
    guard bounds[1] - bounds[0] < Double(longestRange), let from = Int(exactly: bounds[0]),
      let to = Int(exactly: bounds[1])
    else {
      throw Diagnostic(.tooLarge, "'range' makes at most \(longestRange) numbers")
    }
    return .list((from...to).map { .number(Double($0)) })
  }

  /// Each element where it comes first. nan counts as one value here.
  static func unique(_ list: [Value]) -> [Value] {
    var seen: Set<GroupingKey> = []
    return list.filter { seen.insert(GroupingKey([$0])).inserted }
  }

  private static func end(
    _ function: Function, _ value: Value, _ pick: ([Value]) -> Value?
  ) throws(Diagnostic) -> Value {
    if case .table(let table) = value {
      guard table.rowCount > 0 else { return .none }
      return .record(table.row(function == .first ? 0 : table.rowCount - 1))
    }
    return pick(try elements(function, value)) ?? .none
  }

  // MARK: - Numbers of a list

  private static func elements(_ function: Function, _ value: Value) throws(Diagnostic) -> [Value] {
    switch value {
    case .list(let list): return list
    case .none: return []
    case .table:
      throw Sentence.function(
        function, wants: "a list", value, help: ["a column of a table is a list: $t.column"])
    default:
      throw Sentence.function(
        function, wants: "a list", value,
        help: ["a column of a table is a list: \(function.rawValue)($t.column)"])
    }
  }

  /// The numbers without none, in one unit: that of the first quantity.
  private static func numbers(
    _ function: Function, _ values: [Value]
  ) throws(Diagnostic) -> (numbers: [Double], unit: Quantity.Unit?) {
    var first: Quantity?
    for case .quantity(let quantity) in values {
      first = quantity
      break
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(values.count)
    for value in values {
      switch (value, first) {
      case (.none, _): continue
      case (.number(let number), nil): numbers.append(number)
      case (.number(let number), let quantity?): numbers.append(Quantity(number, quantity.unit).base)
      case (.quantity(let found), let quantity?):
        guard found.unit.kind == quantity.unit.kind else { throw Sentence.mixedUnits(function.rawValue, quantity, found) }
        numbers.append(found.base)
      default: throw Sentence.function(function, wants: "numbers", value)
      }
    }
    return (numbers, first?.unit)
  }

  /// Summed with Neumaier's compensation, so that the order of the rows does not show in the result.
  private static func sum(_ numbers: [Double]) -> Double {
    var (total, lost) = (0.0, 0.0)
    for number in numbers {
      let next = total + number
      lost += abs(total) >= abs(number) ? (total - next) + number : (number - next) + total
      total = next
    }
    return lost.isFinite ? total + lost : total
  }

  private static func quantile(sorted numbers: [Double], _ share: Double) -> Double {
    let place = share * Double(numbers.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, numbers.count - 1)
    let weight = place - Double(lower)
    if weight == 0 || numbers[lower] == numbers[upper] { return numbers[lower] }
    return numbers[lower] * (1 - weight) + numbers[upper] * weight
  }
}

extension Double {
  fileprivate static func minimumOrNan(_ one: Double, _ two: Double) -> Double {
    one.isNaN || two.isNaN ? .nan : Swift.min(one, two)
  }

  fileprivate static func maximumOrNan(_ one: Double, _ two: Double) -> Double {
    one.isNaN || two.isNaN ? .nan : Swift.max(one, two)
  }
}
