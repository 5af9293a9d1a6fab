// The one streaming pass: both models side by side over all samples, each tensor's statistics added while it is hot.

import XQFormats
import XQRuntime
import XQSystem

/// One pass over a data set.
///
/// Nothing of a batch is kept: memory does not grow with the number of samples. Sums go into exact accumulators, so that
/// the result does not depend on the order of batches or the number of threads.
struct Pass {
  private let float: OnnxModel
  private let quantized: OnnxModel
  private let pairs: [LayerPair]
  private let data: DataSet
  private let options: MeasureOptions
  private let engine: any Engine
  private let batches: (float: BatchPlan, quantized: BatchPlan?)

  init(
    float: OnnxModel, quantized: OnnxModel, pairs: [LayerPair], data: DataSet, batch: Int?,
    options: MeasureOptions, engine: any Engine
  ) throws(MeasureError) {
    self.float = float
    self.quantized = quantized
    self.pairs = pairs
    self.data = data
    self.options = options
    self.engine = engine
    batches = try Self.plans(for: data, float: float, quantized: quantized, batch: batch)
  }

  /// How the data are fed. The quantized model has a plan of its own only where its inputs differ, such as float16 ones.
  static func plans(
    for data: DataSet, float: OnnxModel, quantized: OnnxModel, batch: Int?
  ) throws(MeasureError) -> (float: BatchPlan, quantized: BatchPlan?) {
    do throws(FormatError) {
      let plan = try data.plan(for: float.graph.inputs, batch: batch)
      let alike =
        float.graph.inputs.count == quantized.graph.inputs.count
        && zip(float.graph.inputs, quantized.graph.inputs).allSatisfy { $0.name == $1.name && $0.kind == $1.kind }
      return (plan, alike ? nil : try data.plan(for: quantized.graph.inputs, batch: plan.batchSize))
    } catch {
      throw .data(error)
    }
  }

  /// Runs both models over all batches.
  ///
  /// - Throws: ``MeasureError``. What was measured before an error or a cancellation is dropped.
  func run(
    cancellation: Cancellation, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(MeasureError) -> Measurement {
    let start = ContinuousClock.now
    let plan = Plan(pairs)
    let floatBatches = batches.float.makeReader()
    let quantizedBatches = batches.quantized?.makeReader()
    var models: (float: ModelRunner, quantized: ModelRunner)?
    var tally = Tally(pairs)
    var done = 0
    var batchCount = 0
    while let batch = try reading({ () throws(FormatError) in try floatBatches.next() }) {
      let other = try reading({ () throws(FormatError) in try quantizedBatches?.next() }) ?? batch
      let runners: (float: ModelRunner, quantized: ModelRunner)
      if let loaded = models { runners = loaded } else { runners = try load(plan, batch, other, cancellation) }
      models = runners
      let float = try runners.float.run(batch, cancellation: cancellation)
      let quantized = try runners.quantized.run(other, cancellation: cancellation)
      for (index, place) in plan.places.enumerated() {
        if cancellation.isCancelled { throw .engine(.cancelled, path: self.float.path) }
        tally.add(index, float[place.float], quantized[place.quantized], labels: batch.labels)
      }
      done += batch.samples
      batchCount += 1
      progress(done, batches.float.sampleCount)
    }
    return Measurement(
      layers: tally.results, agreements: tally.agreements, sampleCount: done, batchCount: batchCount,
      batchSize: batches.float.batchSize, options: options, engine: engine.description,
      seconds: (ContinuousClock.now - start) / .seconds(1), notes: models.map(notes) ?? [])
  }

  private func load(
    _ plan: Plan, _ batch: Batch, _ other: Batch, _ cancellation: Cancellation
  ) throws(MeasureError) -> (float: ModelRunner, quantized: ModelRunner) {
    (
      try ModelRunner(
        float, fetching: plan.floatTensors, options: options, engine: engine, firstBatch: batch,
        cancellation: cancellation),
      try ModelRunner(
        quantized, fetching: plan.quantizedTensors, options: options, engine: engine, firstBatch: other,
        cancellation: cancellation)
    )
  }

  private func notes(_ models: (float: ModelRunner, quantized: ModelRunner)) -> [String] {
    [(float, models.float), (quantized, models.quantized)].compactMap { model, runner in
      runner.foldsConstants
        ? nil
        : "'\(model.name)' runs without folding of constants: with it, the first batch gave other values"
    }
  }

  private func reading<Result>(
    _ body: () throws(FormatError) -> Result
  ) throws(MeasureError) -> Result {
    do { return try body() } catch { throw .data(error) }
  }
}
