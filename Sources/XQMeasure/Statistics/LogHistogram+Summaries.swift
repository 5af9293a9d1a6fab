// What can be read from a histogram: quantiles, kurtosis, how far two differ, the best quantizer.

extension LogHistogram {
  /// The mean squared error of a quantizer, see ``NoiseModel``; prepare one yourself to ask for many.
  public func noisePower(low: Double, high: Double, steps: Int) -> Double {
    NoiseModel(self).noisePower(low: low, high: high, steps: steps)
  }

  /// The range that makes the least noise, see ``NoiseModel/ideal(steps:minimum:maximum:)``.
  public func ideal(steps: Int, minimum: Double, maximum: Double) -> (noise: Double, low: Double, high: Double) {
    NoiseModel(self).ideal(steps: steps, minimum: minimum, maximum: maximum)
  }

  /// The largest difference of the two cumulative distributions (Kolmogorov and Smirnov), from 0 for histograms of equal
  /// shape to 1. Where only one has values it is 1, where none has it is 0.
  public func kolmogorovSmirnov(_ other: LogHistogram) -> Double {
    let (ours, theirs) = (Double(count), Double(other.count))
    guard ours > 0, theirs > 0 else { return ours == theirs ? 0 : 1 }
    var (reached, otherReached, largest) = (0.0, 0.0, 0.0)
    for sign in [Sign.negative, .positive] {
      let bins = Set(occupied(sign) + other.occupied(sign)).sorted()
      for bin in sign == .negative ? bins.reversed() : bins {
        reached += moments(sign, bin).count
        otherReached += other.moments(sign, bin).count
        largest = max(largest, abs(reached / ours - otherReached / theirs))
      }
    }
    return largest
  }

  /// The magnitude that a share (0 to 1) of all values does not exceed, evenly divided within the bin that it falls into:
  /// right to 1/16 of itself. `nil` without values. Within the first bin it is 0, within the last one the bin's edge.
  public func magnitude(quantile share: Double) -> Double? {
    guard count > 0 else { return nil }
    let wanted = min(max(share, 0), 1) * Double(count)
    var reached = 0.0
    for bin in Set(occupied(.positive) + occupied(.negative)).sorted() {
      let held = moments(.positive, bin).count + moments(.negative, bin).count
      if reached + held >= wanted {
        let (lower, upper) = (Self.edge(bin), Self.edge(bin + 1))
        if bin == 0 { return 0 }
        return bin == Self.binCount - 1 ? lower : lower + (upper - lower) * max(wanted - reached, 0) / held
      }
      reached += held
    }
    return Self.edge(Self.binCount - 1)
  }

  /// The fourth moment about the mean in units of the squared variance: 3 for normally distributed values, 1 at least. From
  /// each bin's mean and variance: right to about 1e-4, to a tenth where the mean is 30 standard deviations from 0. 0 where all values are equal or there are none.
  public var kurtosis: Double {
    let total = Double(count)
    guard total > 0 else { return 0 }
    let mean = sum / total
    var (second, fourth) = (0.0, 0.0)
    for sign in Sign.allCases {
      for bin in occupied(sign) {
        let moments = moments(sign, bin)
        let magnitude = moments.magnitudes / moments.count
        let variance = max(moments.squares / moments.count - magnitude * magnitude, 0)
        let distance = (sign == .negative ? -magnitude : magnitude) - mean
        let squared = distance * distance
        second += moments.count * (squared + variance)
        // Values spread evenly over a bin have a fourth moment of 1.8 squared variances.
        fourth += moments.count * (squared * squared + 6 * squared * variance + 1.8 * variance * variance)
      }
    }
    return second > 0 ? fourth * total / (second * second) : 0
  }
}
