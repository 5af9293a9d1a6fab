// The samples that trials run on, and what the float model makes of them.

import XQFormats
import XQRuntime
import XQSystem

/// The first samples of a data set, in batches, with the float model's tensors at the ends of the model.
///
/// Inputs are read anew for each run: in memory is one batch of them. The float model's tensors are kept.
struct TrialSamples {
  /// Samples that score by default: 64, or half of the data where there are fewer than 128.
  static func defaultCount(of total: Int) -> Int { total < 128 ? max(total / 2, 1) : 64 }

  /// Bytes of kept tensors beyond which no further batch is taken.
  private static let memoryLimit = 1 << 30

  /// One batch for both models.
  struct Pair {
    let float: Batch
    let quantized: Batch
    /// Place of its first sample among all.
    let start: Int
  }

  let count: Int
  /// For each batch the float model's tensors, in the order of the ends.
  private(set) var references: [[Tensor?]] = []
  private let plans: (float: BatchPlan, quantized: BatchPlan?)
  private let renaming: [String: String]

  init(
    _ models: PreparedModels, data: DataSet, batch: Int?, limit: Int?, ends: [String], engine: any Engine,
    threads: Int, cancellation: Cancellation
  ) throws(MeasureError) {
    let plans = try Pass.plans(for: data, float: models.float, quantized: models.quantized, batch: batch)
    let wanted = min(limit ?? Self.defaultCount(of: plans.float.sampleCount), plans.float.sampleCount)
    let isFixed = [models.float, models.quantized].contains { DataSet.fixedBatchSize(of: $0.graph.inputs) != nil }
    self.plans = (
      plans.float.limited(to: wanted, wholeBatches: isFixed),
      plans.quantized?.limited(to: wanted, wholeBatches: isFixed)
    )
    renaming = Dictionary(
      zip(models.float.graph.inputs, models.quantized.graph.inputs).map { ($0.name, $1.name) },
      uniquingKeysWith: { first, _ in first })
    let session = try engine.loadPlain(models.float, fetching: ends, threads: threads, cancellation: cancellation)
    var (kept, samples) = (0, 0)
    var references: [[Tensor?]] = []
    let reader = self.plans.float.makeReader()
    while kept < Self.memoryLimit, let batch = try reader.nextBatch() {
      let tensors = try session.run(batch, of: models.float, cancellation: cancellation)
      references.append(tensors)
      kept += tensors.reduce(0) { $0 + ($1?.bytes.count ?? 0) }
      samples += batch.samples
    }
    self.references = references
    count = samples
  }

  /// Calls `body` with each batch that holds samples of `range`, and with its place among the batches.
  func forEachBatch(
    in range: Range<Int>, _ body: (_ index: Int, _ batch: Pair) throws(MeasureError) -> Void
  ) throws(MeasureError) {
    let (floatReader, quantizedReader) = (plans.float.makeReader(), plans.quantized?.makeReader())
    var start = 0
    for index in references.indices {
      guard start < range.upperBound, let batch = try floatReader.nextBatch() else { return }
      let other = try quantizedReader?.nextBatch() ?? batch.renamingInputs(renaming)
      if start + batch.samples > range.lowerBound {
        try body(index, Pair(float: batch, quantized: other, start: start))
      }
      start += batch.samples
    }
  }
}

extension BatchReader {
  /// ``next()`` with the error of measuring.
  func nextBatch() throws(MeasureError) -> Batch? {
    do throws(FormatError) { return try next() } catch { throw .data(error) }
  }
}

extension Engine {
  /// Loads a model as it is written, nothing folded.
  func loadPlain(
    _ model: OnnxModel, fetching tensors: [String], threads: Int, cancellation: Cancellation
  ) throws(MeasureError) -> any EngineSession {
    do throws(EngineError) {
      return try load(
        model, fetching: tensors, options: EngineOptions(kernels: .reference, threads: threads, foldsConstants: false),
        cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }
}
