// Rule 7: whether the numbers agree with a pair.

/// How sure one pair is, with what the first batch that was measured said about it.
public struct PairCheck: Sendable, Equatable {
  /// From 0 to 1; see ``isDoubtful``.
  public let confidence: Double
  /// The relative error (nrmse) of the first batch; `nil` before anything ran, and without a finite element.
  public let relativeError: Double?
  /// Why the pair was dropped: the two have different shapes, or hold no numbers. A sentence without a full stop.
  public let dropped: String?

  /// Whether the pair is worth a warning: below 0.8.
  public var isDoubtful: Bool { dropped == nil && confidence < Confidence.doubtful }

  /// Before anything ran.
  init(_ pair: LayerPair) {
    (confidence, relativeError, dropped) = (pair.confidence, nil, nil)
  }

  init(_ pair: LayerPair, _ result: Measurement.LayerResult, firstError: Double?) {
    relativeError = firstError
    if case .notComparable(let reason) = result {
      (confidence, dropped) = (0, reason)
    } else {
      dropped = nil
      confidence = Confidence.afterCheck(pair.confidence, rule: pair.rule, relativeError: firstError)
    }
  }
}
