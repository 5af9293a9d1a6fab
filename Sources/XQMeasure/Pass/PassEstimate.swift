// What a pass will take, as far as its first batch tells.

/// What is known of a pass behind its first batch.
public struct PassEstimate: Sendable, Equatable {
  /// Wall time of the whole pass, if all batches take as long as the first one; loading the models is not part of it.
  public let seconds: Double
  /// Bytes of the tensors that are fetched from both models in a batch.
  public let tensorBytes: Int

  init(seconds: Double, tensorBytes: Int) { (self.seconds, self.tensorBytes) = (seconds, tensorBytes) }

  /// The same for a pass that runs so often over the samples, or over so much more of them.
  func times(_ factor: Double) -> PassEstimate { PassEstimate(seconds: seconds * factor, tensorBytes: tensorBytes) }
}
