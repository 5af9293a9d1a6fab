// The range of a tensor's values, and how many of them a quantizer cuts off.

import CMetrics
import XQFormats
import XQRuntime

/// What the finite values of a tensor, or of one of its channels, are.
public struct TensorRange: Sendable, Equatable {
  /// Finite values.
  public let count: Int
  /// Values that are infinite or no numbers.
  public let nonfinite: Int
  /// Smallest and largest finite value; `nil` where there is none.
  public let values: ClosedRange<Double>?
  /// Values that lie more than half a step beyond the range of the quantizer, so that it cuts them off; 0 where it is not known.
  public let clipped: Int

  init(_ range: xq_range) {
    count = Int(range.count)
    nonfinite = Int(range.nonfinite)
    // Added to 0, so that -0 becomes 0.
    values = range.count > 0 ? (0 + range.low)...(0 + range.high) : nil
    clipped = Int(range.below + range.above)
  }

  /// The share of the finite values that are cut off, from 0 to 1; 0 without values.
  public var clippedShare: Double { count > 0 ? Double(clipped) / Double(count) : 0 }
}

/// The ranges of one layer in both models.
public struct LayerRanges: Sendable {
  public let pair: LayerPair
  /// One for the whole tensor, or one a channel.
  public let float: [TensorRange]
  /// As many as for the float model.
  public let quantized: [TensorRange]
  /// The axis of the channels; `nil` where there is one range for the whole tensor.
  public let channelAxis: Int?
}

/// Collects ranges of one layer, batch by batch.
struct RangeCollector {
  let pair: LayerPair
  private let isPerChannel: Bool
  private var axis: Int?
  private var float: [xq_range] = []
  private var quantized: [xq_range] = []
  private(set) var failure: PairSums.Failure?

  /// Channels beyond which a tensor is taken as one: a picture has no room for them.
  static let largestChannelCount = 65_536

  init(_ pair: LayerPair, isPerChannel: Bool) {
    self.pair = pair
    self.isPerChannel = isPerChannel
  }

  var ranges: LayerRanges {
    LayerRanges(
      pair: pair, float: float.map(TensorRange.init), quantized: quantized.map(TensorRange.init), channelAxis: axis)
  }

  mutating func add(_ ours: Tensor?, _ theirs: Tensor?) {
    guard failure == nil, let ours, let theirs else { return }
    let limits = pair.clippingLimits ?? -.infinity ... .infinity
    do {
      let axis = isPerChannel ? ChannelAxis.of(pair.op, rank: ours.shape.count) : nil
      self.axis = axis
      try Self.add(ours, axis, limits, to: &float)
      // The two may be laid out differently; then channels mean different things.
      let other = try pair.dequantization?.apply(to: theirs) ?? theirs
      guard other.shape == ours.shape else {
        throw PairSums.Failure.shapesDiffer(reference: ours.shape, other: other.shape)
      }
      try Self.add(other, axis, -.infinity ... .infinity, to: &quantized)
    } catch let failure as PairSums.Failure {
      self.failure = failure
    } catch {}
  }

  private static func add(
    _ tensor: Tensor, _ axis: Int?, _ limits: ClosedRange<Double>, to ranges: inout [xq_range]
  ) throws(PairSums.Failure) {
    let shape = tensor.shape
    var (outer, channels, inner) = (1, 1, tensor.count)
    if let axis, shape.indices.contains(axis), shape[axis] <= largestChannelCount {
      outer = shape[..<axis].reduce(1, *)
      channels = shape[axis]
      inner = shape[(axis + 1)...].reduce(1, *)
    }
    if ranges.isEmpty { ranges = [xq_range](repeating: xq_range_empty(), count: channels) }
    guard ranges.count == channels else { throw .shapesDiffer(reference: [ranges.count], other: [channels]) }
    guard channels > 0, inner > 0 else { return }
    let status = withExtendedLifetime(tensor) {
      xq_ranges_add(&ranges, xq_array(tensor), outer, channels, inner, limits.lowerBound, limits.upperBound)
    }
    try PairSums.Failure.check(status, tensor)
  }
}

/// Which axis of an activation has the channels.
enum ChannelAxis {
  /// The second one of rank 2 and 4 and behind a convolution, else the last one; `nil` for a tensor without axes.
  static func of(_ op: String, rank: Int) -> Int? {
    guard rank > 0 else { return nil }
    if rank == 1 { return 0 }
    return rank == 2 || rank == 4 || op.hasPrefix("Conv") ? 1 : rank - 1
  }
}

extension LayerPair {
  /// Beyond these values its quantizer cuts off: half a step outside its range. `nil` where the range is not known.
  public var clippingLimits: ClosedRange<Double>? {
    guard let range = quantizer?.range, range.low <= range.high, range.step > 0 else { return nil }
    return (range.low - range.step / 2)...(range.high + range.step / 2)
  }
}

extension PairSums.Failure {
  static func check(_ status: xq_status, _ tensor: Tensor) throws(PairSums.Failure) {
    switch status {
    case xq_ok: return
    case xq_type_not_real: throw .notReal(tensor.type)
    default: throw .tooFewBytes
    }
  }
}
