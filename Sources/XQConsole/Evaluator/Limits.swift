// How much a run may do.

/// Bounds of a run. Beyond one, the run ends with a diagnostic that `try` does not catch.
public struct Limits: Sendable {
  /// Levels of calls of `def`s and of `source`.
  public var callDepth = 200
  /// Levels of all that nests: blocks, calls, pipelines in expressions. Bounds the stack that is needed.
  public var nestingDepth = 1000
  /// Statements and rows of row expressions, `nil` for no bound.
  public var steps: Int?

  public init() {}
}
