// The noise that any quantizer would make, foretold from a histogram.

/// What the noise of a quantizer with evenly spaced steps is computed from, prepared so that each quantizer costs little.
///
/// Values whose bin ends below half a step are rounded to 0 and leave their square; values whose bin begins beyond the
/// limit of their sign are clipped to it; all others leave a twelfth of a squared step. A bin that is both is clipped.
public struct NoiseModel: Sendable {
  private let count: Double
  private let sides: [SideMoments]

  /// Prepares the sums of a histogram.
  public init(_ histogram: LogHistogram) {
    count = Double(histogram.count)
    sides = LogHistogram.Sign.allCases.map { SideMoments(histogram, $0) }
  }

  /// The mean squared error of a quantizer with `steps` steps from `low` to `high`, which hold 0 between them, in the square
  /// of the tensor's unit. 0 without values.
  public func noisePower(low: Double, high: Double, steps: Int) -> Double {
    guard count > 0 else { return 0 }
    let step = (high - low) / Double(steps)
    let limits = [high, -low]
    return zip(sides, limits).reduce(0) { $0 + $1.0.noise(step: step, limit: $1.1) } / count
  }

  /// The range that makes the least noise with `steps` steps, for values from `minimum` to `maximum`.
  ///
  /// Searched at quarters of octaves below the values' own limits, one side after the other, twice. The range holds 0.
  /// Where all values are 0 there is no range to choose: the noise is then +inf.
  public func ideal(steps: Int, minimum: Double, maximum: Double) -> (noise: Double, low: Double, high: Double) {
    let (below, above) = (max(-minimum, 0), max(maximum, 0))
    let factors = (0...32).map { Double(sign: .plus, exponent: -($0 / 4), significand: 1) * Self.quarters[$0 % 4] }
    var best = (noise: Double.infinity, low: 0.0, high: above)
    func consider(_ low: Double, _ high: Double) {
      guard high > low else { return }
      let noise = noisePower(low: low, high: high, steps: steps)
      if noise < best.noise { best = (noise, low, high) }
    }
    var low = -below
    for _ in 0..<2 {
      for factor in factors { consider(low, above * factor) }
      let high = best.high
      for factor in factors + [0] { consider(-below * factor, high) }
      low = best.low
    }
    return best
  }

  /// 2^(-i/4).
  private static let quarters = [
    1, 0.5.squareRoot().squareRoot(), 0.5.squareRoot(), 0.5 * 2.0.squareRoot().squareRoot(),
  ]
}

/// Sums over the bins of one sign from the lowest up to each, and from each up to the highest.
private struct SideMoments: Sendable {
  private var squaresBelow: [Double]
  private var from: [LogHistogram.Moments]

  init(_ histogram: LogHistogram, _ sign: LogHistogram.Sign) {
    squaresBelow = Array(repeating: 0, count: LogHistogram.binCount + 1)
    from = Array(repeating: LogHistogram.Moments(), count: LogHistogram.binCount + 1)
    for index in histogram.occupied(sign) {
      let moments = histogram.moments(sign, index)
      squaresBelow[index + 1] = moments.squares
      from[index] = moments
    }
    for index in 0..<LogHistogram.binCount {
      squaresBelow[index + 1] += squaresBelow[index]
      let lower = LogHistogram.binCount - 1 - index
      from[lower].count += from[lower + 1].count
      from[lower].magnitudes += from[lower + 1].magnitudes
      from[lower].squares += from[lower + 1].squares
    }
  }

  /// The summed noise of one sign.
  func noise(step: Double, limit: Double) -> Double {
    let clipped = Self.firstBin(from: limit)
    let zeroed = min(Self.binsEnding(by: step / 2), clipped)
    let all = from[clipped]
    let clipping = all.squares - 2 * limit * all.magnitudes + limit * limit * all.count
    return squaresBelow[zeroed] + (from[zeroed].count - all.count) * step * step / 12 + clipping
  }

  /// The first bin whose lower edge is not below a magnitude.
  private static func firstBin(from magnitude: Double) -> Int {
    let bin = lastEdge(by: magnitude)
    return bin < 0 ? 0 : min(LogHistogram.edge(bin) < magnitude ? bin + 1 : bin, LogHistogram.binCount)
  }

  /// How many bins, from the lowest on, have their upper edge at most at a magnitude.
  private static func binsEnding(by magnitude: Double) -> Int {
    max(0, min(lastEdge(by: magnitude), LogHistogram.binCount))
  }

  /// The last edge that is not above a magnitude, counted on below 0 and beyond the bins.
  private static func lastEdge(by magnitude: Double) -> Int {
    guard magnitude > 0 else { return -1 }
    // The exponent and four bits below it number the edges.
    return Int(magnitude.bitPattern >> 48) - (1023 - 40) << 4
  }
}
