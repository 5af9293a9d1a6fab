// What was measured at a site: all that rules and repairs look at.

import XQFormats

/// The facts of one site.
public enum SiteFacts: Sendable {
  case activation(ActivationFacts)
  case weights(WeightFacts)
  case bias(BiasFacts)

  public var activation: ActivationFacts? { if case .activation(let facts) = self { facts } else { nil } }
  public var weights: WeightFacts? { if case .weights(let facts) = self { facts } else { nil } }
  public var bias: BiasFacts? { if case .bias(let facts) = self { facts } else { nil } }
}

/// What one data set did at an activation's quantizer: of the float tensor x, and of y, which the quantizer makes of it.
public struct SiteStatistics: Sendable {
  /// Elements.
  public let count: Int
  public let minimum: Double
  public let maximum: Double
  public let mean: Double
  /// P: mean of x².
  public let power: Double
  /// N: mean of (y - x)².
  public let noise: Double
  /// The part of `noise` from elements below the range by more than half a step.
  public let noiseBelow: Double
  /// The part of `noise` from elements above the range by more than half a step.
  public let noiseAbove: Double
  /// The share of elements that are clipped.
  public let clippedElements: Double
  /// Of each channel the least and the greatest element; empty where channels are not told apart.
  public let channelMinima: [Double]
  public let channelMaxima: [Double]
  /// How the elements are distributed; of more than one set of samples the histograms can be merged.
  public let histogram: LogHistogram

  /// (noiseBelow + noiseAbove) / noise; 0 without noise.
  public var clipShare: Double { noise > 0 ? (noiseBelow + noiseAbove) / noise : 0 }
}

/// The best range of a number of steps, from the histogram.
public struct IdealRange: Sendable, Equatable {
  /// N*: mean squared error.
  public let noise: Double
  /// At most 0.
  public let low: Double
  /// At least 0.
  public let high: Double
}

/// The facts of an activation site (judges' facts, with the letters that formulas use).
public struct ActivationFacts: Sendable {
  public let validation: SiteStatistics
  /// Of the first and of the second half of the validation samples; `nil` with fewer than two.
  public let halves: [SiteStatistics]?
  /// `nil` without representative data.
  public let representative: SiteStatistics?
  /// The best range of the same number of steps on validation data.
  public let ideal: IdealRange
  /// The same on representative data.
  public let idealRepresentative: IdealRange?
  /// The same on representative data together with the part of validation data that does not score.
  public let idealFit: IdealRange
  /// The best range of 255 steps on validation data.
  public let idealEightBits: IdealRange
  /// X: noise over the noise of the best range with as many steps.
  public let excess: Double
  /// X8, below 8 bits: the noise of min...max with 255 steps over that of the best range; 0 otherwise.
  public let excessEightBits: Double
  /// The share of the range that validation data use.
  public let used: Double
  /// The share of the range that representative data use; of a symmetric range the larger side counts.
  public let usedRepresentative: Double?
  /// fits_r: whether the range follows the representative data.
  public let followsCalibration: Bool
  /// spread: the widest channel over the median one.
  public let channelSpread: Double
  /// seg: the largest over the smallest input of the Concat, by their greatest absolute value; 1 elsewhere.
  public let concatSpread: Double
  /// ks: the greatest difference of the two cumulative histograms; 0 without representative data.
  public let kolmogorovSmirnov: Double
  /// Whether it shares one range with a tensor that it meets at a Concat.
  public let isSharedConcat: Bool
  /// Whether it shares one range with a tensor that it meets at an Add.
  public let isSharedAdd: Bool
}

/// The facts of quantized weights: w float, ŵ what the quantized model computes with, e = ŵ - w.
public struct WeightFacts: Sendable {
  /// How ŵ would have to be scaled back to be nearest to w.
  public struct GainFit: Sendable, Equatable {
    public enum Axis: Sendable, Equatable { case first, second, both }

    /// Σ(ŵ/g - w)² / Σw².
    public let residual: Double
    /// Where the gains lie.
    public let axis: Axis
    /// The largest |log2 g|; 1 for gains on both axes.
    public let largestLog2Gain: Double
  }

  public let bits: Int
  /// Elements.
  public let count: Int
  /// Σw².
  public let power: Double
  /// Σe² / Σw².
  public let nsr: Double
  /// Σwŵ / √(Σw²Σŵ²).
  public let rho: Double
  /// The nsr of w quantized again with the same granularity.
  public let nsrSame: Double
  /// The nsr of w quantized again with one scale a channel of the output axis.
  public let nsrPerChannel: Double
  /// ch_own: mean over channels of the noise over the channel's power.
  public let channelOwn: Double
  /// ch_pc: the same of w quantized again with one scale a channel.
  public let channelPerChannel: Double
  /// The largest over the median channel, by the greatest absolute value.
  public let channelSpread: Double
  /// Share of the noise from elements that were clipped.
  public let clip: Double
  /// Share of the others that are off by more than 0.51 steps.
  public let inside: Double
  public let fit: GainFit
  /// Mean of e / s.
  public let mean: Double
  /// Whether scales are not one for each channel of the output axis.
  public let isScalar: Bool
  /// w's least and greatest value.
  public let minimum: Double
  public let maximum: Double

  /// X: nsr over that of the same granularity.
  public var excess: Double { nsr / max(nsrSame, 1e-30) }
}

/// The facts of a bias: b float, b̂ what the quantized model adds.
public struct BiasFacts: Sendable {
  /// rel: mean (b̂ - b)² over the mean square of the float layer's output on validation data.
  public let relative: Double
  /// step: whether an element is off by more than two steps.
  public let exceedsSteps: Bool
  /// mean (b̂ - b)².
  public let noise: Double
  /// mean b².
  public let power: Double
}

/// The facts of all sites of a model, and what they say together.
public struct ModelFacts: Sendable {
  public let siteMap: SiteMap
  /// As `siteMap.sites`.
  public let facts: [SiteFacts]
  /// ks of the model's input: the largest of several; 0 where it has no quantizer.
  public let inputShift: Double
  /// The median ks over activation sites.
  public let medianShift: Double
  /// `inputShift` between the halves of the validation data.
  public let inputShiftOfHalves: Double
  /// `medianShift` between the halves of the validation data.
  public let medianShiftOfHalves: Double
  /// Validation samples that were measured.
  public let sampleCount: Int
  /// Representative samples that were measured; 0 without such data.
  public let representativeCount: Int

  /// The first samples of the validation data, on which trials are scored: 64, or half of fewer than 128.
  public var scoringCount: Int { Self.scoringCount(of: sampleCount) }

  static func scoringCount(of samples: Int) -> Int { min(64, max(samples / 2, 1)) }

  /// Whether the two data sets differ by more than the validation data's own halves do.
  public var isShifted: Bool {
    inputShift >= max(0.10, 2 * inputShiftOfHalves) || medianShift >= max(0.10, 2 * medianShiftOfHalves)
  }

  /// The median width of the sites of one kind; `nil` where there are none.
  public func medianBits(_ kind: Site.Kind) -> Double? {
    let bits = siteMap.sites.filter { $0.kind == kind }.map(\.bits).sorted()
    guard let upper = bits.indices.contains(bits.count / 2) ? bits[bits.count / 2] : nil else { return nil }
    return bits.count.isMultiple(of: 2) ? Double(bits[bits.count / 2 - 1] + upper) / 2 : Double(upper)
  }
}
