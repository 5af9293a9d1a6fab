// How much a run may do.

import XQLanguage

/// Bounds of a run. Beyond one, the run ends with a diagnostic that `try` does not catch.
public struct Limits: Sendable {
  /// Levels of calls of `def`s and of `source`.
  public var callDepth = 200
  /// Levels of all that nests: blocks, calls, pipelines in expressions. Bounds the stack that is needed.
  public var nestingDepth = 1000
  /// Statements and rows of row expressions, `nil` for no bound.
  public var steps: Int?
  /// Rows of one table, elements of one list.
  public var rows: Int?
  /// Cells that the variables of the session may hold together: an estimate of memory, in which a long text counts by its
  /// length and an object counts as one.
  public var cells: Int?
  /// Bytes of results that are shown.
  public var outputBytes: Int?
  /// Seconds of wall time. Work that runs is cancelled when they are over.
  public var seconds: Double?

  public init() {}
}

extension Value {
  /// Rows of a table, elements of a list.
  var rowCount: Int {
    switch self {
    case .table(let table): table.rowCount
    case .list(let elements): elements.count
    default: 0
    }
  }

  /// About how many cells the value holds.
  ///
  /// - Complexity: of a list only the first and the last element are looked at.
  var cellCount: Int {
    switch self {
    case .none, .bool, .number, .quantity, .object: return 1
    case .string(let text): return 1 + text.utf8.count / 16
    case .list(let elements):
      let largest = max(elements.first?.cellCount ?? 1, elements.last?.cellCount ?? 1)
      return 1 &+ elements.count.multipliedReportingOverflow(by: largest).partialValue
    case .record(let record): return record.values.reduce(1) { $0 &+ $1.cellCount }
    case .table(let table): return 1 &+ table.rowCount &* table.columns.count
    }
  }
}
