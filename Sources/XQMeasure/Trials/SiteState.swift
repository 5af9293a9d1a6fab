// What stands in the place of a quantizer while something is tried.

/// Another quantizer for a site, or none. All arithmetic is float32; numbers are rounded half to even.
public enum SiteState: Sendable, Equatable {
  /// The values themselves: an activation as it comes, a constant as the float model has it.
  case float
  /// An activation with another scale and zero point, same integers: QuantizeLinear and DequantizeLinear both.
  case affine(scale: Float, zeroPoint: Int64)
  /// An activation with `steps` steps from `low` (at most 0) to `high` (at least 0), whatever the type of its integers.
  case affineBits(low: Double, high: Double, steps: Int)
  /// An activation with a scale and a zero point for each channel, integers from 0 to `steps`. `axis` may be negative;
  /// `nil`: the site's own, see ``ActivationSite/channelAxis(rank:)``.
  case perChannel(scales: [Float], zeroPoints: [Float], steps: Int, axis: Int?)
  /// A constant with these values, as many as it has, in C order.
  case values([Float])
}

/// What is tried at once, by index of the site; all others stay as they are.
public typealias TrialSetup = [Int: SiteState]

extension SiteMap {
  /// A setup in which views follow: where a site's quantizer is another one, those that pass its numbers on unchanged are
  /// float, unless they are named themselves.
  func withViews(_ setup: TrialSetup) -> TrialSetup {
    var complete = setup
    for index in setup.keys {
      for view in sites[index].activation?.views ?? [] where setup[view] == nil { complete[view] = .float }
    }
    return complete
  }
}

/// Why a site cannot take a state.
public struct StateRefused: Error, Equatable {
  /// Index of the site.
  public let site: Int
  /// A sentence without a full stop.
  public let reason: String
}

extension Site {
  /// Whether a state is one for this kind of site, and its numbers are usable.
  func check(_ state: SiteState, index: Int) throws(StateRefused) {
    func refuse(_ reason: String) -> StateRefused { StateRefused(site: index, reason: reason) }
    switch (state, detail) {
    case (.float, _): break
    case (.affine(let scale, let zeroPoint), .activation(let site)):
      guard scale > 0, scale.isFinite else { throw refuse("a scale must be a number above 0") }
      guard Int64(site.quantizer.minimum)...Int64(site.quantizer.maximum) ~= zeroPoint else {
        throw refuse("a zero point must be one of the integers")
      }
    case (.affineBits(let low, let high, let steps), .activation):
      guard low <= 0, high >= 0, low < high, low.isFinite, high.isFinite else {
        throw refuse("a range must hold 0 and be wider than nothing")
      }
      guard 1...Int(UInt16.max) ~= steps else { throw refuse("a quantizer has 1 to 65535 steps") }
    case (.perChannel(let scales, let zeroPoints, let steps, _), .activation):
      guard scales.count == zeroPoints.count, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw refuse("scales must be numbers above 0, one a channel")
      }
      guard 1...Int(UInt16.max) ~= steps else { throw refuse("a quantizer has 1 to 65535 steps") }
    case (.values(let values), .constant(let site)):
      guard values.count == site.shape.reduce(1, *) else { throw refuse("a constant keeps its number of elements") }
    case (_, .activation): throw refuse("an activation has no values of its own")
    case (_, .constant): throw refuse("a constant has values, not a range")
    }
  }
}
