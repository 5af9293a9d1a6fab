// What weights that were rounded to a grid tell about the grid.

/// The grid of weights in a file that states none: Model Compression Toolkit's FAKELY_QUANT files hold weights as real
/// numbers that were rounded already.
///
/// Everything here is inferred. In each channel the step is the greatest number of which all weights are multiples; the
/// span of the weights in steps gives the fewest bits that can hold them. MCT uses 2, 4, 8 or more bits, so that another
/// result only says that there are not fewer.
public struct WeightGrid: Sendable, Equatable {
  /// `nil` where it cannot be told: a channel seldom uses the whole grid, and few weights need not show its step.
  public let bits: Int?
  /// There are not fewer bits than these.
  public let bitsAtLeast: Int
  /// Of each channel the distance of neighbouring points; `nil` for a channel of zeros. Could be a fraction of it where
  /// the channel has few weights.
  public let steps: [Float?]
  /// Of each channel the bound of a symmetric grid, step × 2^(bits - 1). `nil` where bits are not known, where the grid is
  /// not symmetric, and where the channel uses too little of it.
  public let thresholds: [Float?]

  /// Bits that MCT gives to weights; with more than 8 rounded weights cannot be told from float ones.
  private static let usualBits: Set<Int> = [2, 4, 8]
  private static let mostSteps = 255.0
  /// So many weights are multiples of twice the step by accident in one of 250 channels.
  private static let enoughWeights = 8

  /// - Parameters:
  ///   - axis: the axis of output channels, inside `shape`.
  /// - Returns: `nil` where the weights are on no grid of 8 bits or fewer.
  public init?(_ weights: [Float], shape: [Int], axis: Int) {
    guard shape.indices.contains(axis), Shape.count(shape) == weights.count, !weights.isEmpty else { return nil }
    let inner = shape[(axis + 1)...].reduce(1, *)
    var channels = [[Float]](repeating: [], count: shape[axis])
    for (index, weight) in weights.enumerated() where weight != 0 {
      guard weight.isFinite else { return nil }
      channels[index / inner % shape[axis]].append(weight)
    }
    var found: [Channel?] = []
    for channel in channels {
      guard !channel.isEmpty else {
        found.append(nil)
        continue
      }
      guard let grid = Channel(channel, mostSteps: Self.mostSteps) else { return nil }
      found.append(grid)
    }
    let grids = found.compactMap { $0 }
    guard let symmetric = grids.map(\.symmetricBits).max(), let span = grids.map(\.spanBits).max() else { return nil }
    bitsAtLeast = min(symmetric, span)
    let isShown = grids.contains {
      $0.weights >= Self.enoughWeights && ($0.symmetricBits == symmetric || symmetric > 8)
    }
    let isSymmetric = symmetric <= 8
    let likely = isSymmetric ? symmetric : span
    bits = isShown && Self.usualBits.contains(likely) ? likely : nil
    steps = found.map { $0.map { Float($0.step) } }
    thresholds = found.map { [bits] channel in
      guard let channel, let bits, isSymmetric, channel.symmetricBits == bits else { return nil }
      return Float(channel.step) * Float(sign: .plus, exponent: bits - 1, significand: 1)
    }
  }

  /// What the weights of one channel show.
  private struct Channel {
    let step: Double
    let weights: Int
    /// Bits of a signed grid around 0.
    let symmetricBits: Int
    /// Bits of a grid whose zero may lie anywhere.
    let spanBits: Int

    /// Euclid's algorithm on numbers that are multiples of the step up to their rounding to float32.
    init?(_ values: [Float], mostSteps: Double) {
      let sizes = Set(values.map { Double(abs($0)) }).sorted()
      guard let smallest = sizes.first, let largest = sizes.last else { return nil }
      let least = largest / mostSteps
      var step = smallest
      for size in sizes {
        var (a, b) = (size, step)
        while true {
          let rest = abs(a - (a / b).rounded() * b)
          if rest < least * 0.2 { break }
          (a, b) = (b, rest)
        }
        step = b
        guard step > least * 0.8 else { return nil }
      }
      let counts = sizes.map { ($0 / step).rounded() }
      // All weights together give the step more exactly than the smallest remainder does.
      step = zip(counts, sizes).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0) { $0 + $1 * $1 }
      guard zip(counts, sizes).allSatisfy({ abs($0 * step - $1) <= 1e-6 * $1 }) else { return nil }
      let high = max(0, (Double(values.max() ?? 0) / step).rounded())
      let low = max(0, (-Double(values.min() ?? 0) / step).rounded())
      self.step = step
      weights = values.count
      symmetricBits = Self.bits { low <= $0 / 2 && high <= $0 / 2 - 1 }
      spanBits = Self.bits { low + high <= $0 - 1 }
    }

    /// The fewest bits, at least 2, whose number of points is enough.
    private static func bits(_ isEnough: (_ points: Double) -> Bool) -> Int {
      var (bits, points) = (2, 4.0)
      while !isEnough(points) {
        bits += 1
        points *= 2
      }
      return bits
    }
  }
}
