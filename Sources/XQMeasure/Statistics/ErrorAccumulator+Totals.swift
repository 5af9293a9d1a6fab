// The sums behind the metrics of a layer, for whoever shows how they come about.

extension ErrorAccumulator {
  /// Sums over all pairs of finite elements of all batches.
  public struct Totals: Sendable, Equatable {
    /// Σx².
    public let referenceSquares: Double
    /// Σy².
    public let otherSquares: Double
    /// Σxy.
    public let products: Double
    /// Σ(x-y)².
    public let errorSquares: Double
    /// Σ(y-x).
    public let errors: Double
  }

  /// What ``pooled`` is computed from.
  public var totals: Totals {
    Totals(
      referenceSquares: sums.referenceSquares.value, otherSquares: sums.otherSquares.value,
      products: sums.products.value, errorSquares: sums.errorSquares.value, errors: 0 - sums.errors.value)
  }
}
