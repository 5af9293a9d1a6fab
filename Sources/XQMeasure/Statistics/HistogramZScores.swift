// How far the bins of a histogram lie from its mean, in standard deviations.

/// The z-scores of a histogram with equal bins, as the XQuant Extension Tool judges outliers by them.
///
/// A bin stands for its left edge b, whatever its count c: mean μ = Σbc/Σc, σ = √(Σ(b-μ)²c/Σc), z = |b-μ|/σ. An empty
/// bin between others has a z-score too; the largest one belongs to the first or the last bin.
public struct HistogramZScores: Sendable, Equatable {
  public let mean: Double
  public let standardDeviation: Double
  /// The largest z-score; 0 where all values are in one bin.
  public let largest: Double
  private let leftEdges: [Double]
  private let counts: [Double]

  /// - Parameters:
  ///   - leftEdges: ascending.
  ///   - counts: as many, not negative; they need not be whole.
  ///
  /// `nil` for a histogram without counts or without bins, and where the two lists are not of one length.
  public init?(leftEdges: [Double], counts: [Double]) {
    let total = counts.reduce(0, +)
    guard leftEdges.count == counts.count, let first = leftEdges.first, let last = leftEdges.last, total > 0 else {
      return nil
    }
    let mean = zip(leftEdges, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(leftEdges, counts).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total
    self.mean = mean
    standardDeviation = variance.squareRoot()
    largest = standardDeviation > 0 ? max(mean - first, last - mean) / standardDeviation : 0
    self.leftEdges = leftEdges
    self.counts = counts
  }

  /// |value - μ|/σ; 0 where σ is.
  public func score(of value: Double) -> Double {
    standardDeviation > 0 ? abs(value - mean) / standardDeviation : 0
  }

  /// The values at which the z-score is `threshold`.
  public func bounds(at threshold: Double) -> ClosedRange<Double> {
    let distance = abs(threshold) * standardDeviation
    return mean - distance...mean + distance
  }

  /// The bins that a picture marks as outliers: on each side from the first bin beyond the bound whose count exceeds that of
  /// its inner neighbour, to the end; `nil` on a side that has none.
  public func outlyingBins(at threshold: Double) -> (lower: Range<Int>?, upper: Range<Int>?) {
    let bounds = bounds(at: threshold)
    let indices = leftEdges.indices
    let upper = indices.dropFirst().first { leftEdges[$0] > bounds.upperBound && counts[$0] > counts[$0 - 1] }
    let lower = indices.dropLast().last { leftEdges[$0] < bounds.lowerBound && counts[$0] > counts[$0 + 1] }
    return (lower.map { 0..<$0 + 1 }, upper.map { $0..<leftEdges.count })
  }
}
