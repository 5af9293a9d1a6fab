// A histogram with equal bins, merged from histograms of batches as Model Compression Toolkit merges them.

/// The smallest and the largest finite value.
public struct ValueRange: Sendable, Equatable {
  public private(set) var low = Double.infinity
  public private(set) var high = -Double.infinity

  public init() {}

  public var isEmpty: Bool { low > high }
  /// The distance between the two; 0 where there are no values.
  public var width: Double { isEmpty ? 0 : high - low }

  /// Values that are no numbers or infinite are left out.
  public mutating func add(_ values: [Float]) {
    for value in values where value.isFinite {
      low = min(low, Double(value))
      high = max(high, Double(value))
    }
  }

  public mutating func add(_ other: ValueRange) {
    low = min(low, other.low)
    high = max(high, other.high)
  }
}

/// A histogram of 2048 equal bins over a range that is known beforehand.
///
/// Each batch gets a histogram over its own range first, as NumPy makes it; its cumulative counts are then interpolated
/// linearly at the edges of the whole. That is how the toolkit gets its counts, which are therefore not whole; taken
/// batch by batch it needs the memory of one histogram whatever the number of batches.
public struct BatchHistogram: Sendable {
  public static let binCount = 2048

  /// What NumPy takes for the edges of a batch: half a unit more on both sides where all values are equal.
  public static func edges(of range: ValueRange) -> ValueRange {
    guard !range.isEmpty, range.width == 0 else { return range }
    var wider = ValueRange()
    wider.add([Float(range.low - 0.5), Float(range.high + 0.5)])
    return wider
  }

  public private(set) var counts = [Double](repeating: 0, count: binCount)
  private let range: ValueRange

  /// - Parameter range: holds the ``edges(of:)`` of every batch.
  public init(range: ValueRange) { self.range = range }

  /// The left edge of each bin.
  public var leftEdges: [Double] { (0..<Self.binCount).map { edge($0) } }

  private func edge(_ index: Int) -> Double { range.low + range.width * Double(index) / Double(Self.binCount) }

  /// Adds one batch. Values that are no numbers or infinite are left out.
  public mutating func add(batch values: [Float]) {
    var own = ValueRange()
    own.add(values)
    own = Self.edges(of: own)
    guard !own.isEmpty, range.width > 0 else { return }
    let sums = Self.cumulative(values, own)
    // How many values lie left of a place, between the batch's edges linear.
    func below(_ place: Double) -> Double {
      let position = (place - own.low) / own.width * Double(Self.binCount)
      guard position > 0 else { return 0 }
      guard position < Double(Self.binCount) else { return sums[Self.binCount] }
      let index = Int(position)
      return sums[index] + (sums[index + 1] - sums[index]) * (position - Double(index))
    }
    var left = below(edge(0))
    for index in 0..<Self.binCount {
      let right = below(edge(index + 1))
      counts[index] += right - left
      left = right
    }
  }

  /// Counts of the batch's own histogram, summed from the left: one more than bins, the first one 0.
  private static func cumulative(_ values: [Float], _ own: ValueRange) -> [Double] {
    var counts = [Double](repeating: 0, count: binCount + 1)
    let scale = Double(binCount) / own.width
    for value in values where value.isFinite {
      counts[min(Int((Double(value) - own.low) * scale), binCount - 1) + 1] += 1
    }
    for index in 1...binCount { counts[index] += counts[index - 1] }
    return counts
  }
}
