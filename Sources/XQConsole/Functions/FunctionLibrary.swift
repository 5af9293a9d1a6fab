// The functions of the language: which one does what is decided here, how stands in the files beside this one.

import XQLanguage
import XQSystem

/// What functions may use of the world.
struct FunctionLibrary: Sendable {
  let files: FileAccess
  let clock: any Clock

  func call(_ function: Function, _ arguments: [Value]) throws(Diagnostic) -> Value {
    switch function {
    case .abs, .sqrt, .pow, .log10, .round, .floor, .ceil:
      return try NumberFunctions.call(function, arguments)
    case .min, .max, .sum, .mean, .median, .quantile, .len, .range, .unique, .first, .last:
      return try ListFunctions.call(function, arguments)
    case .lower, .upper, .contains, .starts, .ends, .replace, .split, .join, .basename, .dirname:
      return try TextFunctions.call(function, arguments)
    case .missing:
      if case .none = arguments.at(0) { return .bool(true) }
      return .bool(false)
    case .close: return try NumberFunctions.close(arguments)
    case .number: return try NumberFunctions.number(arguments.at(0))
    case .string: return .string(arguments.at(0).text)
    case .exists:
      return .bool(files.exists(try TextFunctions.text(function, arguments.at(0))))
    case .glob:
      let pattern = try TextFunctions.text(function, arguments.at(0))
      do {
        return .list(try files.glob(pattern).map { .string($0) })
      } catch {
        throw Diagnostic(error)
      }
    case .now: return .string(clock.now())
    }
  }
}

extension [Value] {
  /// The argument at that place, `none` where there is none.
  func at(_ index: Int) -> Value { index < count ? self[index] : .none }
}
