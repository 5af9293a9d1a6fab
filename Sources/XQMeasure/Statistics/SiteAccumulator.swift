// The facts of one activation quantizer: what it does to the tensor that it quantizes.

import CMetrics
import XQFormats
import XQRuntime

/// Collects what one pass over a float tensor tells about one quantizer of it, batch by batch or in parts that are merged.
///
///     var site = SiteAccumulator(quantizer: quantizer, channelAxis: 1, isRectified: false)
///     for batch in batches { try site.add(batch) }
///     site.noise  // what this quantizer alone adds, with no error inherited from layers before it
///
/// x is the float tensor, y what the quantizer leaves of it, e = y - x. Elements that are not finite are counted and left
/// out of everything. Which batch came first, and how batches were spread over parts, does not change a bit. Takes about
/// 15 KB, and 70 bytes a channel.
public struct SiteAccumulator: Sendable, Equatable {
  /// Why a tensor was not added; nothing has changed then.
  public enum Failure: Error, Equatable {
    /// The elements are strings or complex numbers.
    case notReal(ElementType)
    /// The tensor has fewer bytes than its shape needs.
    case tooFewBytes
  }

  /// `nil` if only the facts of x are collected: everything about e is then 0.
  public let quantizer: AffineQuantizer?
  /// As given; see ``init(quantizer:channelAxis:isRectified:)``.
  public let channelAxis: Int?
  /// Whether x is max(tensor, 0): a Relu follows whatever is left of negative values.
  public let isRectified: Bool

  /// Finite elements.
  public private(set) var count = 0
  /// Elements that are infinite or no numbers.
  public private(set) var nonfinite = 0
  public private(set) var histogram = LogHistogram()
  private var range: ClosedRange<Float>?
  private var clipped = (below: 0, above: 0)
  private var squares = ExactSum()
  private var errorSquares = ExactSum()
  private var errorSquaresBelow = ExactSum()
  private var errorSquaresAbove = ExactSum()
  private var channelSums: ChannelSums?

  /// An accumulator of nothing.
  ///
  /// - Parameter channelAxis: the axis of channels, counted from the end if negative. `nil` takes axis 1 of tensors of rank 2
  ///   and 4, the last one of others. A tensor that has no such axis is one channel.
  public init(quantizer: AffineQuantizer?, channelAxis: Int? = nil, isRectified: Bool = false) {
    self.quantizer = quantizer
    self.channelAxis = channelAxis
    self.isRectified = isRectified
  }

  /// Adds one batch; a tensor without elements adds nothing.
  public mutating func add(_ tensor: Tensor) throws(Failure) {
    let layout = layout(of: tensor.shape)
    var sums = xq_site_sums()
    var found = ChannelSums(count: 0)
    var status = xq_ok
    let kernel = quantizer?.kernel
    withUnsafeTemporaryAllocation(of: xq_bin.self, capacity: 2 * LogHistogram.binCount) { bins in
      withUnsafeTemporaryAllocation(of: xq_site_channel.self, capacity: max(layout.channels, 1)) { channels in
        let view = xq_site_tensor(
          array: xq_array(tensor), outer: layout.outer, channels: layout.channels, inner: layout.inner,
          is_rectified: isRectified)
        status = withExtendedLifetime(tensor) {
          guard var kernel else {
            return xq_site_sums_of(&sums, channels.baseAddress, bins.baseAddress, nil, view)
          }
          return xq_site_sums_of(&sums, channels.baseAddress, bins.baseAddress, &kernel, view)
        }
        guard status == xq_ok, tensor.count > 0 else { return }
        histogram.add(UnsafeBufferPointer(bins), sums)
        found = ChannelSums(channels[..<layout.channels])
      }
    }
    switch status {
    case xq_ok: break
    case xq_type_not_real: throw .notReal(tensor.type)
    default: throw .tooFewBytes
    }
    guard tensor.count > 0 else { return }
    add(sums, found)
  }

  private mutating func add(_ sums: xq_site_sums, _ channels: ChannelSums) {
    count += Int(sums.count)
    nonfinite += Int(sums.nonfinite)
    clipped.below += Int(sums.below)
    clipped.above += Int(sums.above)
    squares.add(sums.sum_xx)
    errorSquares.add(sums.sum_ee)
    errorSquaresBelow.add(sums.sum_ee_below)
    errorSquaresAbove.add(sums.sum_ee_above)
    range = Self.union(range, channels.range)
    merge(channels)
  }

  private mutating func merge(_ channels: ChannelSums) {
    if channelSums == nil { channelSums = channels } else { channelSums?.merge(channels) }
  }

  /// Adds all batches of another accumulator of the same quantizer.
  public mutating func merge(_ other: SiteAccumulator) {
    precondition(
      quantizer == other.quantizer && isRectified == other.isRectified && channelAxis == other.channelAxis,
      "facts of two quantizers cannot be merged")
    count += other.count
    nonfinite += other.nonfinite
    clipped.below += other.clipped.below
    clipped.above += other.clipped.above
    squares.merge(other.squares)
    errorSquares.merge(other.errorSquares)
    errorSquaresBelow.merge(other.errorSquaresBelow)
    errorSquaresAbove.merge(other.errorSquaresAbove)
    histogram.merge(other.histogram)
    range = Self.union(range, other.range)
    if let channels = other.channelSums { merge(channels) }
  }

  // MARK: - Facts

  /// The smallest x; 0 without elements.
  public var minimum: Double { Double(range?.lowerBound ?? 0) }
  /// The largest x; 0 without elements.
  public var maximum: Double { Double(range?.upperBound ?? 0) }
  /// Σx, from the histogram: values below 2^-40 count as 0.
  public var sum: Double { histogram.sum }
  /// Σx².
  public var sumOfSquares: Double { squares.value }
  /// Mean of x²; 0 without elements.
  public var meanSquare: Double { mean(squares) }
  /// Kurtosis of x, see ``LogHistogram/kurtosis``.
  public var kurtosis: Double { histogram.kurtosis }
  /// Mean of e²: the noise of this quantizer alone.
  public var noise: Double { mean(errorSquares) }
  /// The part of ``noise`` that is of elements clipped at the lower limit: more than half a step below it.
  public var noiseBelow: Double { mean(errorSquaresBelow) }
  /// The part of ``noise`` that is of elements clipped at the upper limit.
  public var noiseAbove: Double { mean(errorSquaresAbove) }
  /// Share of the elements that are clipped at the lower limit, 0 to 1.
  public var clippedBelow: Double { share(clipped.below) }
  /// Share of the elements that are clipped at the upper limit, 0 to 1.
  public var clippedAbove: Double { share(clipped.above) }
  /// Facts of each channel; empty without elements, and where batches had different numbers of channels.
  public var channels: [ChannelFacts] { channelSums?.facts ?? [] }

  private func mean(_ sum: ExactSum) -> Double { count > 0 ? sum.value / Double(count) : 0 }
  private func share(_ part: Int) -> Double { count > 0 ? Double(part) / Double(count) : 0 }

  /// A tensor's elements as those before the channel axis, along it, and behind it.
  private func layout(of shape: [Int]) -> (outer: Int, channels: Int, inner: Int) {
    let rank = shape.count
    var axis = channelAxis ?? (rank == 2 || rank == 4 ? 1 : rank - 1)
    if axis < 0 { axis += rank }
    guard shape.indices.contains(axis) else { return (1, 1, shape.reduce(1, *)) }
    return (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
  }

  private static func union(_ left: ClosedRange<Float>?, _ right: ClosedRange<Float>?) -> ClosedRange<Float>? {
    guard let left, let right else { return left ?? right }
    return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
  }

  public static func == (left: SiteAccumulator, right: SiteAccumulator) -> Bool {
    left.quantizer == right.quantizer && left.channelAxis == right.channelAxis && left.isRectified == right.isRectified
      && left.count == right.count && left.nonfinite == right.nonfinite && left.clipped == right.clipped
      && left.range == right.range && left.histogram == right.histogram && left.squares == right.squares
      && left.errorSquares == right.errorSquares && left.errorSquaresBelow == right.errorSquaresBelow
      && left.errorSquaresAbove == right.errorSquaresAbove && left.channelSums == right.channelSums
  }
}
