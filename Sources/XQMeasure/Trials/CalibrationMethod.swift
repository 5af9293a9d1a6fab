// How the ranges of a model were calibrated, as far as they tell.

import Glibc

/// A way to choose the range of a tensor from its values.
public struct CalibrationMethod: Sendable, Equatable {
  /// The range holds this share of all magnitudes, in percent: what quantizers call Percentile. 100 is MinMax.
  public let percentile: Double

  public static let minMax = CalibrationMethod(percentile: 100)

  public init(percentile: Double) { self.percentile = percentile }

  /// One threshold for both sides, as ONNX Runtime's quantizer has it: the quantile of |x|, cut to the values' own limits.
  public func range(_ histogram: LogHistogram, minimum: Double, maximum: Double) -> (low: Double, high: Double) {
    guard percentile < 100, let threshold = histogram.magnitude(quantile: percentile / 100) else {
      return (minimum, maximum)
    }
    return (max(minimum, -threshold), min(maximum, threshold))
  }

  public func range(_ statistics: SiteStatistics) -> (low: Double, high: Double) {
    range(statistics.histogram, minimum: statistics.minimum, maximum: statistics.maximum)
  }

  /// Methods that are told apart, the plainest first: it wins where several fit equally well.
  static let known = [100, 99.999, 99.99, 99.9, 99].map { CalibrationMethod(percentile: $0) }

  /// The method whose ranges on the representative data are nearest the model's: by the median over activation sites of
  /// the difference in width, relative to the width. Sensitive sites do not count. MinMax where nothing tells.
  public static func guess(_ facts: ModelFacts) -> CalibrationMethod {
    let misfits = known.map { method -> (method: CalibrationMethod, misfit: Double) in
      let differences = zip(facts.siteMap.sites, facts.facts).compactMap { site, facts -> Double? in
        guard let activation = site.activation, !activation.isSensitive, let repr = facts.activation?.representative
        else { return nil }
        return method.misfit(activation, repr)
      }
      return (method, (differences.median * 1e4).rounded() / 1e4)
    }
    return misfits.min { $0.misfit < $1.misfit }?.method ?? .minMax
  }

  /// How far the range of a site is from this method's.
  private func misfit(_ site: ActivationSite, _ statistics: SiteStatistics) -> Double? {
    let range = range(statistics)
    let (quantizer, width) = (site.quantizer, site.quantizer.high - site.quantizer.low)
    if site.isSymmetric { return abs(max(-range.low, range.high) - quantizer.high) / (width / 2) }
    guard range.high > 0 else { return nil }
    return abs(range.high - min(range.low, 0) - width) / width
  }
}

extension [Double] {
  /// Of an even number the mean of the two in the middle; 0 without elements.
  fileprivate var median: Double {
    let sorted = sorted()
    guard !isEmpty else { return 0 }
    let upper = sorted[count / 2]
    return count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + upper) / 2 : upper
  }
}
