// How often which values occur, in bins of equal width.

import CMetrics
import XQFormats
import XQRuntime

/// Counts of values between two ends.
public struct Histogram: Sendable, Equatable {
  /// The left end of the first bin and the right end of the last one.
  public let low: Double
  public let high: Double
  public internal(set) var counts: [UInt64]

  /// - Parameter range: what it covers; a single value gets a range of 1 around it.
  public init(_ range: ClosedRange<Double>, binCount: Int) {
    let isPoint = range.lowerBound == range.upperBound
    // Half of a large number's distance to its neighbour would be lost.
    let margin = isPoint ? max(0.5, abs(range.lowerBound) * 1e-6) : 0
    low = range.lowerBound - margin
    high = range.upperBound + margin
    counts = [UInt64](repeating: 0, count: max(1, binCount))
  }

  public var binWidth: Double { high / Double(counts.count) - low / Double(counts.count) }

  /// The left end of a bin; of the one behind the last bin the right end of all.
  public func edge(_ index: Int) -> Double { index >= counts.count ? high : low + Double(index) * binWidth }

  public var total: UInt64 { counts.reduce(0, +) }

  mutating func add(_ tensor: Tensor) throws(PairSums.Failure) {
    let status = withExtendedLifetime(tensor) {
      xq_histogram_add(&counts, counts.count, low, high, xq_array(tensor), tensor.count)
    }
    try PairSums.Failure.check(status, tensor)
  }

  /// How far the bins lie from the mean, each taken by its left end, as the XQuant Extension Tool judges outliers; `nil` without
  /// values.
  public var scores: HistogramZScores? {
    HistogramZScores(leftEdges: counts.indices.map(edge), counts: counts.map { Double($0) })
  }

  /// Counts in other bins: each bin's values are spread evenly over its width.
  ///
  /// - Parameter edges: ends of the bins, growing.
  public func counts(between edges: [Double]) -> [Double] {
    var sums = [0.0]
    for count in counts { sums.append((sums.last ?? 0) + Double(count)) }
    let cumulative = edges.map { edge -> Double in
      let place = (edge - low) / binWidth
      guard place > 0 else { return 0 }
      guard place < Double(counts.count) else { return sums.last ?? 0 }
      let index = Int(place)
      return sums[index] + (place - Double(index)) * Double(counts[index])
    }
    return zip(cumulative.dropFirst(), cumulative).map { $0 - $1 }
  }
}

/// The values of one layer in both models.
public struct LayerHistogram: Sendable {
  public let pair: LayerPair
  /// Over the float tensor's own range, ``binCount`` bins.
  public let float: Histogram
  /// Where the quantizer has few levels, a bin a level; else like the other one.
  public let quantized: Histogram
  public let floatNonfinite: Int
  public let quantizedNonfinite: Int

  public static let binCount = 2048
  /// Levels of a quantizer up to which each has a bin of its own.
  public static let mostLevels = 4096
}
