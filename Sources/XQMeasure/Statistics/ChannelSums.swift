// Sums over the channels of a tensor.

import CMetrics

/// What a quantizer does to one channel; e = y - x is what it adds. All 0 for a channel without finite elements.
public struct ChannelFacts: Sendable, Equatable {
  /// Finite elements.
  public let count: Int
  /// The smallest x.
  public let minimum: Double
  /// The largest x.
  public let maximum: Double
  /// Mean of x².
  public let meanSquare: Double
  /// Mean of e².
  public let noise: Double
  /// Mean of e: how far the quantizer shifts the channel's mean.
  public let meanError: Double
}

/// The sums that the facts of channels follow from.
struct ChannelSums: Sendable, Equatable {
  private var counts: [UInt64]
  private var lows: [Float]
  private var highs: [Float]
  private var squares: WindowedSums
  private var errorSquares: WindowedSums
  private var errors: WindowedSums
  /// Whether parts had different numbers of channels: then there are none.
  private var isUneven = false

  init(count: Int) {
    counts = Array(repeating: 0, count: count)
    lows = Array(repeating: .infinity, count: count)
    highs = Array(repeating: -.infinity, count: count)
    squares = WindowedSums(count: count)
    errorSquares = squares
    errors = squares
  }

  init(_ channels: Slice<UnsafeMutableBufferPointer<xq_site_channel>>) {
    self.init(count: channels.count)
    for (index, channel) in channels.enumerated() where channel.count > 0 {
      counts[index] = channel.count
      // Added to 0, so that -0 becomes 0: which of the two is found would depend on the order.
      lows[index] = 0 + channel.low
      highs[index] = 0 + channel.high
      squares.add(channel.sum_xx, at: index)
      errorSquares.add(channel.sum_ee, at: index)
      errors.add(channel.sum_e, at: index)
    }
  }

  /// Limits over all channels; `nil` without finite elements.
  var range: ClosedRange<Float>? {
    guard let low = lows.min(), let high = highs.max(), low <= high else { return nil }
    return low...high
  }

  /// Adds the sums of another part. Of different numbers of channels nothing is left, whatever is merged later.
  mutating func merge(_ other: ChannelSums) {
    guard !isUneven, !other.isUneven, counts.count == other.counts.count else {
      self = ChannelSums(count: 0)
      isUneven = true
      return
    }
    for index in counts.indices {
      counts[index] &+= other.counts[index]
      lows[index] = min(lows[index], other.lows[index])
      highs[index] = max(highs[index], other.highs[index])
    }
    squares.merge(other.squares)
    errorSquares.merge(other.errorSquares)
    errors.merge(other.errors)
  }

  var facts: [ChannelFacts] {
    counts.indices.map { index in
      guard counts[index] > 0 else {
        return ChannelFacts(count: 0, minimum: 0, maximum: 0, meanSquare: 0, noise: 0, meanError: 0)
      }
      let count = Double(counts[index])
      return ChannelFacts(
        count: Int(counts[index]), minimum: Double(lows[index]), maximum: Double(highs[index]),
        meanSquare: squares.value(at: index) / count, noise: errorSquares.value(at: index) / count,
        meanError: errors.value(at: index) / count)
    }
  }
}
