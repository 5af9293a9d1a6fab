// What the judges of the XQuant Extension Tool know of the float model's values.

import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

/// Ranges and z-scores of float tensors over the representative data.
public struct MctEvidence: Sendable {
  /// By tensor.
  public private(set) var ranges: [String: ValueRange] = [:]
  /// By tensor, of the histogram that the toolkit makes.
  public private(set) var scores: [String: HistogramZScores] = [:]

  public init() {}

  /// What the judges need for a case: nothing where the tool would not judge.
  ///
  /// - Throws: ``MeasureError``; where data are needed and none are there ``MeasureError/noSamples(_:)``.
  public init(
    _ subject: MctCase, threads: Int = 1, engine: any Engine, cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) {
    self.init()
    guard !subject.isBeyondJudging else { return }
    self = try MctEvidence(
      subject.comparison, rangesOf: MctConcatJudge(subject).tensors,
      scoresOf: MctOutlierJudge.layers(subject).map(\.tensor), threads: threads, engine: engine,
      cancellation: cancellation, progress: progress)
  }

  /// Runs the float model over the representative data: once for ranges, once more where there are histograms to make.
  ///
  /// - Parameters:
  ///   - rangesOf: tensors whose range is wanted.
  ///   - scoresOf: tensors whose z-scores are wanted.
  /// - Throws: ``MeasureError``; without representative data ``MeasureError/noSamples(_:)``.
  public init(
    _ comparison: Comparison, rangesOf: [String], scoresOf: [String], threads: Int = 1, engine: any Engine,
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) {
    var seen: Set<String> = []
    let tensors = (scoresOf + rangesOf).filter { seen.insert($0).inserted }
    guard !tensors.isEmpty else { return }
    guard let data = comparison.data[.representative] else {
      throw .noSamples(Comparison.Role.representative.rawValue)
    }
    func pass(_ tensors: [String], _ body: (Int, [Float]) -> Void) throws(MeasureError) {
      try TensorPass(
        comparison.float, fetching: tensors, data: data, batch: comparison.batch, threads: threads, engine: engine
      ).run(cancellation: cancellation, progress: progress, body)
    }
    var plain = tensors.map { _ in ValueRange() }
    var edges = tensors.map { _ in ValueRange() }
    try pass(tensors) { place, values in
      var own = ValueRange()
      own.add(values)
      plain[place].add(own)
      edges[place].add(BatchHistogram.edges(of: own))
    }
    ranges = Dictionary(zip(tensors, plain), uniquingKeysWith: { first, _ in first })
    let wanted = Set(scoresOf)
    let judged = tensors.filter(wanted.contains)
    guard !judged.isEmpty else { return }
    var histograms = zip(tensors, edges).filter { wanted.contains($0.0) }.map { BatchHistogram(range: $0.1) }
    try pass(judged) { place, values in histograms[place].add(batch: values) }
    for (tensor, histogram) in zip(judged, histograms) {
      scores[tensor] = HistogramZScores(leftEdges: histogram.leftEdges, counts: histogram.counts)
    }
  }
}
