// What one pass over a data set found.

import XQRuntime

/// The errors of all layers over one data set, and how the outputs agree.
public struct Measurement: Sendable {
  /// One layer's error, or why there is none.
  public enum LayerResult: Sendable {
    case measured(ErrorAccumulator)
    /// A sentence without a full stop.
    case notComparable(String)
  }

  /// In the order of ``Pairing/pairs``.
  public let layers: [LayerResult]
  /// The relative error (nrmse) of each layer on the first batch, by which pairs are checked; `nil` where there is none.
  public let firstErrors: [Double?]
  /// Outputs of rank 2 or more with more than one element on the last axis.
  public let agreements: [OutputAgreement]
  /// The one that tells how often the models are right: of several outputs the first that the labels belong to, else the
  /// first that is shaped like class scores, else the first.
  public var answers: OutputAgreement? { Self.answers(among: agreements) }

  static func answers(among agreements: [OutputAgreement]) -> OutputAgreement? {
    let scores = agreements.filter { !$0.isDiscrete }
    return scores.first { $0.labelled > 0 } ?? scores.first { $0.looksLikeScores } ?? scores.first
  }
  /// The facts that were asked for.
  public let facts: FactsRequest
  /// What was found of them, in the order of ``FactsRequest/sites``.
  public let sites: [CollectedSite]
  public let sampleCount: Int
  public let batchCount: Int
  /// Samples of a full batch; `nil` where files or batches are fed as they are. Part of the measurement's identity:
  /// dynamic quantization depends on it.
  public let batchSize: Int?
  public let options: MeasureOptions
  /// The engine that ran, with its version.
  public let engine: String
  /// Wall time of the pass, with loading.
  public let seconds: Double
  /// What both models were fed with in the first batch, the quantized model converted without loss where its inputs are of
  /// another type. `nil` without a batch, and where they were fed differently, of which ``warnings`` speaks.
  public let firstBatch: SampleHash?
  /// Things a user should know about how it was measured.
  public let notes: [String]
  /// Reasons to doubt the figures: fetching inner tensors changed an output, or the model gives other values each time.
  public let warnings: [String]
}

/// How a measurement is made.
public struct MeasureOptions: Sendable, Hashable {
  public var kernels: Kernels
  /// Threads inside an operator. Does not change results.
  public var threads: Int
  /// What the metrics mean at their edges.
  public var convention: MetricConvention

  public init(kernels: Kernels = .reference, threads: Int = 1, convention: MetricConvention = .standard) {
    self.kernels = kernels
    self.threads = threads
    self.convention = convention
  }
}
