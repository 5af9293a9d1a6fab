// Which facts of quantizers a pass collects beside the errors of layers.

/// A tensor of the float model, and a quantizer of which facts are wanted.
public struct SiteRequest: Sendable, Equatable {
  /// The tensor's name in the float model.
  public var tensor: String
  /// See ``SiteAccumulator``.
  public var quantizer: AffineQuantizer?
  /// See ``SiteAccumulator/init(quantizer:channelAxis:isRectified:)``.
  public var channelAxis: Int?
  /// See ``SiteAccumulator/isRectified``.
  public var isRectified: Bool

  public init(tensor: String, quantizer: AffineQuantizer?, channelAxis: Int? = nil, isRectified: Bool = false) {
    self.tensor = tensor
    self.quantizer = quantizer
    self.channelAxis = channelAxis
    self.isRectified = isRectified
  }
}

/// The facts that a pass is asked for.
public struct FactsRequest: Sendable, Equatable {
  public var sites: [SiteRequest]
  /// Facts of the samples before these are collected apart from those of the others, in ascending order: `[n]` gives two
  /// parts, of the first n samples and of the rest.
  public var splits: [Int]

  public init(sites: [SiteRequest], splits: [Int] = []) {
    self.sites = sites
    self.splits = splits.sorted()
  }
}

/// What a pass found about one quantizer.
public enum CollectedSite: Sendable, Equatable {
  /// The facts of each part of the samples; one more than there are splits, some of which may be empty.
  case collected([SiteAccumulator])
  /// A sentence without a full stop.
  case notCollected(String)

  /// The facts of all samples; `nil` if there are none.
  public var whole: SiteAccumulator? {
    guard case .collected(let parts) = self, var whole = parts.first else { return nil }
    for part in parts.dropFirst() { whole.merge(part) }
    return whole
  }
}
