// From what a pass adds up to the numbers that rules look at.

extension SiteStatistics {
  init(_ site: SiteAccumulator) {
    let channels = site.channels
    self.init(
      count: site.count, minimum: site.minimum, maximum: site.maximum,
      mean: site.count > 0 ? site.sum / Double(site.count) : 0, power: site.meanSquare, noise: site.noise,
      noiseBelow: site.noiseBelow, noiseAbove: site.noiseAbove,
      clippedElements: site.clippedBelow + site.clippedAbove, channelMinima: channels.map(\.minimum),
      channelMaxima: channels.map(\.maximum), histogram: site.histogram)
  }

  /// The share of a range that the elements use, 0 counted as one of them.
  func used(of range: AffineQuantizer) -> Double {
    let (high, low) = (min(max(maximum, 0), range.high), max(min(minimum, 0), range.low))
    return (high - low) / max(range.high - range.low, 1e-30)
  }

  /// The widest channel over the median one, 0 counted as an element of each; channels of less than a millionth of the
  /// widest are left out. 1 without channels.
  var channelSpread: Double {
    let widths = zip(channelMinima, channelMaxima).map { max($1, 0) - min($0, 0) }.sorted()
    guard let widest = widths.last, widest > 0 else { return 1 }
    let active = widths.filter { $0 > 1e-6 * widest }
    let upper = active[active.count / 2]
    let median = active.count.isMultiple(of: 2) ? (active[active.count / 2 - 1] + upper) / 2 : upper
    return widest / median
  }

  /// The range of `steps` steps that leaves the least noise.
  func ideal(steps: Int) -> IdealRange {
    IdealRange(histogram, steps: steps, minimum: minimum, maximum: maximum)
  }
}

extension IdealRange {
  init(_ histogram: LogHistogram, steps: Int, minimum: Double, maximum: Double) {
    let found = histogram.ideal(steps: steps, minimum: minimum, maximum: maximum)
    self.init(noise: found.noise, low: found.low, high: found.high)
  }
}
