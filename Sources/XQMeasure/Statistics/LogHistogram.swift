// How the values of a tensor are distributed, at every magnitude with the same resolution.

import CMetrics

/// Counts and moments of the values of a tensor in bins whose edges never change.
///
/// For each sign 1024 bins, 16 an octave from 2^-40 on. Edge i is 2^(⌊i/16⌋ - 40) · (1 + (i mod 16)/16); the first bin also
/// holds what is smaller, the last one what is larger. Each bin keeps its count, Σ|x| and Σx², as integers: merging is
/// exact in any order. Σ|x| is exact but that values of the first bin count as 0; Σx² is right to 2^-29 of itself. Only bins
/// between the smallest and the largest that occur take memory, 24 bytes each: about 10 KB a tensor.
public struct LogHistogram: Sendable, Equatable {
  /// Bins for each sign.
  public static let binCount = Int(xq_bins)

  /// Values that are not negative, then negative ones.
  private var sides = [Side(), Side()]

  /// A histogram of no values.
  public init() {}

  /// The sign that bins are of.
  public enum Sign: Int, Sendable, CaseIterable {
    /// Values that are not negative.
    case positive
    case negative
  }

  /// What a bin holds.
  public struct Moments: Sendable, Equatable {
    public var count = 0.0
    /// Σ|x|.
    public var magnitudes = 0.0
    /// Σx².
    public var squares = 0.0
  }

  /// Lower edge of the magnitudes of bin `index`, the upper one of the bin before it. Of 0 that is 2^-40, although the
  /// first bin holds 0 too.
  public static func edge(_ index: Int) -> Double {
    Double(sign: .plus, exponent: index / 16 - 40, significand: 1 + Double(index % 16) / 16)
  }

  /// Values in all bins.
  public var count: Int { sides.reduce(0) { $0 + $1.count } }

  /// What bin `index` (of 0 ..< 1024) of one sign holds.
  public func moments(_ sign: Sign, _ index: Int) -> Moments { sides[sign.rawValue].moments(index) }

  /// Σx, positive and negative; values of the first bin count as 0.
  public var sum: Double {
    let sums = sides.map { side in side.occupied.reduce(0) { $0 + side.moments($1).magnitudes } }
    return sums[0] - sums[1]
  }

  /// Adds all values of another histogram.
  public mutating func merge(_ other: LogHistogram) {
    for index in sides.indices { sides[index].merge(other.sides[index]) }
  }

  /// Adds what one look at a tensor found.
  mutating func add(_ bins: UnsafeBufferPointer<xq_bin>, _ sums: xq_site_sums) {
    let large = [
      (sums.large_sum.0, sums.large_squares.0), (sums.large_sum.1, sums.large_squares.1),
    ]
    for index in sides.indices {
      let own = UnsafeBufferPointer(rebasing: bins[index * Self.binCount..<(index + 1) * Self.binCount])
      sides[index].add(own, sums.first_bin..<sums.end_bin, large: large[index])
    }
  }

  /// Bins of one sign that may hold something, in ascending order.
  func occupied(_ sign: Sign) -> [Int] { sides[sign.rawValue].occupied }
}

/// The bins of one sign.
private struct Side: Sendable, Equatable {
  struct Bin: Sendable, Equatable {
    var count: UInt64 = 0
    /// Of mantissas, above the bin's edge, in units of their last place.
    var offsets: UInt64 = 0
    /// In units of 2^16 of the square of that.
    var squares: UInt64 = 0

    mutating func add(_ other: Bin) {
      count &+= other.count
      offsets &+= other.offsets
      squares &+= other.squares
    }
  }

  /// The index of the first of `bins`; those in the middle that occur.
  private var first = 1
  private var bins: [Bin] = []
  private var small: UInt64 = 0
  private var large: UInt64 = 0
  private var largeSum = ExactSum()
  private var largeSquares = ExactSum()

  private static let last = LogHistogram.binCount - 1

  var count: Int { Int(bins.reduce(small &+ large) { $0 &+ $1.count }) }

  var occupied: [Int] {
    (small > 0 ? [0] : []) + bins.indices.filter { bins[$0].count > 0 }.map { $0 + first }
      + (large > 0 ? [Self.last] : [])
  }

  func moments(_ index: Int) -> LogHistogram.Moments {
    if index == 0 { return LogHistogram.Moments(count: Double(small)) }
    if index == Self.last {
      return LogHistogram.Moments(count: Double(large), magnitudes: largeSum.value, squares: largeSquares.value)
    }
    guard bins.indices.contains(index - first) else { return LogHistogram.Moments() }
    let bin = bins[index - first]
    let count = Double(bin.count)
    let edge = Double((16 + index % 16) << 19)
    let unit = Double(sign: .plus, exponent: index / 16 - 40 - 23, significand: 1)
    return LogHistogram.Moments(
      count: count, magnitudes: (count * edge + Double(bin.offsets)) * unit,
      squares: (count * edge * edge + 2 * edge * Double(bin.offsets) + Double(bin.squares) * 0x1p16) * unit * unit)
  }

  mutating func add(
    _ found: UnsafeBufferPointer<xq_bin>, _ range: Range<Int>, large added: (sum: Double, squares: Double)
  ) {
    small &+= found[0].count
    large &+= found[Self.last].count
    if found[Self.last].count > 0 {
      largeSum.add(added.sum)
      largeSquares.add(added.squares)
    }
    makeRoom(for: range)
    for index in range {
      let bin = found[index]
      bins[index - first].add(Bin(count: bin.count, offsets: bin.offsets, squares: bin.squares))
    }
  }

  mutating func merge(_ other: Side) {
    small &+= other.small
    large &+= other.large
    largeSum.merge(other.largeSum)
    largeSquares.merge(other.largeSquares)
    makeRoom(for: other.first..<other.first + other.bins.count)
    for (index, bin) in other.bins.enumerated() { bins[index + other.first - first].add(bin) }
  }

  private mutating func makeRoom(for range: Range<Int>) {
    guard !range.isEmpty else { return }
    if bins.isEmpty { first = range.lowerBound }
    if range.lowerBound < first {
      bins.insert(contentsOf: repeatElement(Bin(), count: first - range.lowerBound), at: 0)
      first = range.lowerBound
    }
    let missing = range.upperBound - (first + bins.count)
    if missing > 0 { bins.append(contentsOf: repeatElement(Bin(), count: missing)) }
  }
}
