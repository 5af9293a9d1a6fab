// Changes to quantizers in a user's words, and what they mean at a site.

import XQFormats

/// What is to be different about quantizers.
public struct QuantizerChange: Sendable, Equatable {
  /// Where the range of an activation comes from.
  public enum Range: Sendable, Equatable {
    /// It stays.
    case present
    case fixed(low: Double, high: Double)
    /// The values that occur in the calibration data: all, or a share of the magnitudes.
    case calibrated(CalibrationMethod)
    /// The range that leaves the least mean squared error on the calibration data.
    case leastError
  }

  public var isFloat = false
  public var range = Range.present
  public var bits: Int?
  /// One scale for each channel: of weights along their output axis.
  public var isPerChannel = false
  /// As far below 0 as above it.
  public var isSymmetric = false
  /// The bounds of an unsigned quantizer, on both sides.
  public var isSigned = false

  public init() {}

  /// The bits that a quantizer can be given.
  public static let possibleBits = 2...16

  /// Whether the range of activations changes.
  private var changesRange: Bool { range != .present || isSymmetric || isSigned }

  /// Whether values of the calibration data are needed.
  public var needsFacts: Bool {
    switch range {
    case .calibrated, .leastError: true
    case .present, .fixed: isPerChannel
    }
  }

  /// The changes that this kind of quantizer cannot take, so that sites of it stay as they are next to others.
  ///
  /// - Returns: `nil` where it can take some of them; else a sentence without a full stop.
  public func objection(to kind: Site.Kind) -> String? {
    switch kind {
    case _ where isFloat: nil
    case .activation: nil
    case .weights:
      bits == nil && !isPerChannel && !isSymmetric
        ? "the range of weights follows from their values; --bits, --per-channel and --float change them"
        : nil
    case .bias: "a bias can only be set to float"
    }
  }

  /// What a site becomes.
  ///
  /// - Parameters:
  ///   - facts: of the site; `nil` where nothing was measured, see ``needsFacts``.
  ///   - hasWeights: whether weights of the same layer are changed too: `isPerChannel` then means those.
  /// - Returns: `nil` for a site that stays as it is.
  public func state(
    of index: Int, in map: SiteMap, facts: ActivationFacts?, hasWeights: Bool
  ) throws(StateRefused) -> SiteState? {
    if isFloat { return .float }
    let site = map.sites[index]
    switch site.detail {
    case .constant(let constant):
      guard objection(to: site.kind) == nil else { return nil }
      if isPerChannel, bits == nil, constant.scaleAxis != nil, constant.scaleAxis == constant.channelAxis {
        throw StateRefused(site: index, reason: "its weights have a scale for each channel already")
      }
      return map.requantized(index, bits: bits, perChannel: isPerChannel)
    case .activation(let activation):
      let isByChannel = isPerChannel && !hasWeights
      guard changesRange || bits != nil || isByChannel else { return nil }
      return try state(of: activation, facts, isByChannel: isByChannel, index)
    }
  }

  private func state(
    of site: ActivationSite, _ facts: ActivationFacts?, isByChannel: Bool, _ index: Int
  ) throws(StateRefused) -> SiteState {
    let steps = bits.map { 1 << $0 - 1 } ?? site.quantizer.steps
    let calibration = facts.map { $0.representative ?? $0.validation }
    if isByChannel {
      guard !changesRange else {
        throw StateRefused(site: index, reason: "--per-channel takes each channel's own range")
      }
      guard let calibration, calibration.channelMinima.count > 1,
        let state = site.coveringChannels(calibration, steps: steps)
      else { throw StateRefused(site: index, reason: "its tensor has no channels") }
      return state
    }
    var (low, high) = try bounds(of: site, calibration, steps: steps, index)
    if isSigned {
      guard low > -Double(site.quantizer.scale) / 2 else {
        throw StateRefused(site: index, reason: "its range reaches below 0 already")
      }
      low = -high
    }
    guard isSymmetric || isSigned else {
      return bits == nil
        ? site.covering(low: low, high: high) : .affineBits(low: min(low, 0), high: max(high, 0), steps: steps)
    }
    return try site.symmetric(side: max(-low, high), steps: steps, index)
  }

  private func bounds(
    of site: ActivationSite, _ calibration: SiteStatistics?, steps: Int, _ index: Int
  ) throws(StateRefused) -> (low: Double, high: Double) {
    func known() throws(StateRefused) -> SiteStatistics {
      guard let calibration else { throw StateRefused(site: index, reason: "no data say what values it has") }
      return calibration
    }
    switch range {
    case .present: return (site.quantizer.low, site.quantizer.high)
    case .fixed(let low, let high): return (low, high)
    case .calibrated(let method): return method.range(try known())
    case .leastError:
      let values = try known()
      let ideal = values.histogram.ideal(steps: steps, minimum: values.minimum, maximum: values.maximum)
      return (ideal.low, ideal.high)
    }
  }
}

extension ActivationSite {
  /// As many steps below 0 as above it, and one more below.
  fileprivate func symmetric(side: Double, steps: Int, _ index: Int) throws(StateRefused) -> SiteState {
    guard side > 0, side.isFinite else { throw StateRefused(site: index, reason: "its range has no width") }
    let half = Double(steps / 2)
    let scale = side / half
    guard steps == quantizer.steps else {
      return .affineBits(low: -(half + 1) * scale, high: half * scale, steps: steps)
    }
    return .affine(scale: Float(scale), zeroPoint: Int64((quantizer.minimum + quantizer.maximum + 1) >> 1))
  }
}
