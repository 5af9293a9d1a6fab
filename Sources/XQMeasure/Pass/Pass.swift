// The one streaming pass: both models side by side over all samples, each tensor's statistics added while it is hot.

import XQFormats
import XQRuntime
import XQSystem

/// One pass over a data set.
///
/// Nothing of a batch is kept: memory does not grow with the number of samples. Sums go into exact accumulators, so that
/// the result does not depend on the order of batches or the number of threads.
struct Pass {
  /// The two models, loaded.
  typealias Runners = (float: ModelRunner, quantized: ModelRunner)

  /// How far a walk over the samples came.
  typealias Walk = (samples: Int, batches: Int, notes: [String])

  let float: OnnxModel
  let quantized: OnnxModel
  private(set) var pairs: [LayerPair]
  private let data: DataSet
  let options: MeasureOptions
  private(set) var facts: FactsRequest
  let engine: any Engine
  private let known: KnownFindings
  private let batches: (float: BatchPlan, quantized: BatchPlan?)

  init(
    float: OnnxModel, quantized: OnnxModel, pairs: [LayerPair], data: DataSet, batch: Int?,
    options: MeasureOptions, facts: FactsRequest, engine: any Engine, known: KnownFindings
  ) throws(MeasureError) {
    self.float = float
    self.quantized = quantized
    self.pairs = pairs
    self.data = data
    self.options = options
    self.facts = facts
    self.engine = engine
    self.known = known
    batches = try Self.plans(for: data, float: float, quantized: quantized, batch: batch)
  }

  /// How the data are fed. The quantized model has a plan of its own only where its inputs differ, such as float16 ones.
  static func plans(
    for data: DataSet, float: OnnxModel, quantized: OnnxModel, batch: Int?
  ) throws(MeasureError) -> (float: BatchPlan, quantized: BatchPlan?) {
    do throws(FormatError) {
      let size = batch ?? commonBatchSize(float, quantized, data)
      let plan = try data.plan(for: float.graph.inputs, batch: size)
      // Inputs of other names are fed by position, unless a name stands in another place.
      let names = Set(float.graph.inputs.map(\.name))
      let alike =
        float.graph.inputs.count == quantized.graph.inputs.count
        && zip(float.graph.inputs, quantized.graph.inputs).allSatisfy { ours, theirs in
          ours.kind == theirs.kind && (ours.name == theirs.name || !names.contains(theirs.name))
        }
      return (plan, alike ? nil : try data.plan(for: quantized.graph.inputs, batch: plan.batchSize))
    } catch {
      throw .data(error)
    }
  }

  /// What was decided about feeding without being told, a sentence each.
  static func notices(for data: DataSet, float: OnnxModel, quantized: OnnxModel, _ plan: BatchPlan) -> [String] {
    guard data.layout == .arrays, DataSet.fixedBatchSize(of: float.graph.inputs) == nil,
      let size = DataSet.fixedBatchSize(of: quantized.graph.inputs)
    else { return plan.notices }
    return plan.notices + ["both models run in batches of \(size), which '\(quantized.name)' fixes"]
  }

  /// The batch size that one of the models fixes and the other one leaves open; `nil` where neither fixes one.
  private static func commonBatchSize(_ float: OnnxModel, _ quantized: OnnxModel, _ data: DataSet) -> Int? {
    guard data.layout == .arrays else { return nil }
    return DataSet.fixedBatchSize(of: float.graph.inputs) ?? DataSet.fixedBatchSize(of: quantized.graph.inputs)
  }

  /// The same pass for other layers.
  func with(pairs: [LayerPair], facts: FactsRequest) -> Pass {
    var pass = self
    (pass.pairs, pass.facts) = (pairs, facts)
    return pass
  }

  /// The batches of the slice that the options name.
  private var part: Range<Int> { options.slice.batches(of: batches.float.batchCount) }

  /// What both models are fed with first; `nil` for an empty slice.
  func firstBatch() throws(MeasureError) -> (float: Batch, quantized: Batch)? {
    guard let batch = try reading({ () throws(FormatError) in try batches.float.makeReader(of: part).next() }) else {
      return nil
    }
    let other = try reading { () throws(FormatError) in try batches.quantized?.makeReader(of: part).next() }
    return (batch, other ?? batch.renamingInputs(renamedInputs))
  }

  /// Runs both models over all batches of the slice that the options name.
  ///
  /// - Throws: ``MeasureError``. What was measured before an error or a cancellation is dropped.
  func run(
    cancellation: Cancellation, progress: (_ done: Int, _ total: Int) -> Void, estimate: (PassEstimate) -> Void
  ) throws(MeasureError) -> Measurement {
    let start = ContinuousClock.now
    // Also where there is nothing to run: the version is part of what the figures are of.
    do { try engine.prepare() } catch { throw MeasureError.engine(error, path: float.path) }
    let plan = Plan(pairs, sites: facts.sites)
    let tally = SharedTally(pairs, facts, options)
    var samples: SampleHash?
    var warnings: [String] = []
    let walk = try walk(plan, cancellation: cancellation, progress: progress, estimate: estimate) {
      runners, batch, other in
      leaveOut(runners.quantized.findings.unfetched, of: tally)
      let mismatches = Self.mismatches(batch, other)
      samples = mismatches.isEmpty ? SampleHash(batch) : nil
      warnings = runners.float.findings.warnings + runners.quantized.findings.warnings + mismatches
    } pair: { index, float, quantized, batch in
      tally.addPair(index, float, quantized, labels: batch.labels)
    } site: { index, float, batch, done in
      tally.addSite(index, float, samples: batch.samples, after: done)
    }
    return Measurement(
      layers: tally.layers, firstErrors: tally.firstErrors, agreements: tally.agreements,
      facts: facts, sites: tally.sites, sampleCount: walk.samples,
      batchCount: walk.batches, batchSize: batches.float.batchSize,
      coverage: SampleCoverage(
        .init(batches: part, samples: batches.float.samples(of: part)), batchCount: batches.float.batchCount,
        sampleCount: batches.float.sampleCount),
      options: options, engine: engine.description,
      seconds: (ContinuousClock.now - start) / .seconds(1), firstBatch: samples, notes: walk.notes, warnings: warnings)
  }

  /// Runs both models over all batches of the slice and hands on the tensors of the plan.
  ///
  /// - Parameters:
  ///   - estimate: called once, behind the first batch.
  ///   - loaded: called once, with the first batch as both models get it.
  ///   - pair: called for each pair of each batch with its two tensors; `nil` for what is no tensor, or is not fetched.
  ///     Called on several threads, for one index never on two at once, in the order of the batches.
  ///   - site: called in the same way for each site of each batch with the float tensor and the samples of the slice before
  ///     the batch.
  func walk(
    _ plan: Plan, cancellation: Cancellation, progress: (_ done: Int, _ total: Int) -> Void,
    estimate: (PassEstimate) -> Void = { _ in },
    loaded: (_ runners: Runners, _ batch: Batch, _ other: Batch) -> Void = { _, _, _ in },
    pair: @Sendable (_ index: Int, _ float: Tensor?, _ quantized: Tensor?, _ batch: Batch) -> Void,
    site: @Sendable (_ index: Int, _ float: Tensor?, _ batch: Batch, _ done: Int) -> Void = { _, _, _, _ in }
  ) throws(MeasureError) -> Walk {
    let sampleCount = batches.float.samples(of: part).count
    let floatBatches = batches.float.makeReader(of: part)
    let quantizedBatches = batches.quantized?.makeReader(of: part)
    let renaming = renamedInputs
    var models: Runners?
    var (done, batchCount, threads) = (0, 0, options.threads)
    while let batch = try reading({ () throws(FormatError) in try floatBatches.next() }) {
      let other =
        try reading({ () throws(FormatError) in try quantizedBatches?.next() })
        ?? batch.renamingInputs(renaming)
      let runners: Runners
      if let known = models {
        runners = known
      } else {
        runners = try load(plan, batch, other, cancellation)
        loaded(runners, batch, other)
      }
      models = runners
      let batchStart = ContinuousClock.now
      let before = done
      let work = BatchWork(siteCount: plan.sitePlaces.count, pairCount: plan.places.count, cancellation: cancellation)
      let tensorBytes = try work.perform(threads: threads) { () throws(MeasureError) in
        try runners.float.run(batch, cancellation: cancellation)
      } runQuantized: { () throws(MeasureError) in
        try runners.quantized.run(other, cancellation: cancellation)
      } site: { index, float in
        site(index, float[plan.sitePlaces[index]], batch, before)
      } pair: { index, float, quantized in
        let place = plan.places[index]
        pair(index, float[place.float], quantized[place.quantized], batch)
      }
      if cancellation.isCancelled { throw .engine(.cancelled, path: float.path) }
      // Handing work over takes longer than work that is done in less.
      let duration = ContinuousClock.now - batchStart
      if duration < .milliseconds(1) { threads = 1 }
      if batchCount == 0 {
        estimate(PassEstimate(seconds: duration / .seconds(1) * Double(part.count), tensorBytes: tensorBytes))
      }
      done += batch.samples
      batchCount += 1
      progress(done, sampleCount)
    }
    return (done, batchCount, models.map { $0.float.findings.notes + $0.quantized.findings.notes } ?? [])
  }

  /// Pairs whose quantized tensor is not fetched, since that would change what the deployed model computes.
  private func leaveOut(_ tensors: Set<String>, of tally: SharedTally) {
    for (index, pair) in pairs.enumerated() where tensors.contains(pair.partner) {
      tally.leaveOut(
        index, "fetching it would change what the deployed model computes; measure it with kernels reference")
    }
  }

  private static func mismatches(_ float: Batch, _ quantized: Batch) -> [String] {
    SampleHash.differingInputs(float, quantized).map { "the models are fed different samples at input '\($0)'" }
  }

  private func load(
    _ plan: Plan, _ batch: Batch, _ other: Batch, _ cancellation: Cancellation
  ) throws(MeasureError) -> Runners {
    // The models run side by side and share the threads.
    let threads = max(1, options.threads / 2)
    // The float model is the reference for both settings: plain, so that its inner tensors mean what they say.
    return try both(options.threads > 1) { () throws(MeasureError) in
      try load(
        float, isFloat: true, plan.floatTensors, MeasureOptions(kernels: .reference, threads: threads), batch,
        cancellation)
    } _: { () throws(MeasureError) in
      try load(
        quantized, isFloat: false, plan.quantizedTensors, MeasureOptions(kernels: options.kernels, threads: threads),
        other, cancellation)
    }
  }

  private func load(
    _ model: OnnxModel, isFloat: Bool, _ tensors: [String], _ options: MeasureOptions, _ batch: Batch,
    _ cancellation: Cancellation
  ) throws(MeasureError) -> ModelRunner {
    let key = KnownFindings.Key(isFloat: isFloat, kernels: options.kernels, tensors: tensors)
    func runner(tryingOn samples: Batch) throws(MeasureError) -> ModelRunner {
      try ModelRunner(
        model, fetching: tensors, options: options, engine: engine, trialBatch: samples, known: known[key],
        cancellation: cancellation)
    }
    var loaded: ModelRunner?
    if DataSet.fixedBatchSize(of: model.graph.inputs) == nil, Self.trialSamples < batch.samples {
      // Rows may be no samples to the model, which then fails; the whole batch tells why if it fails too.
      loaded = try? runner(tryingOn: batch.prefix(Self.trialSamples))
    }
    if let loaded {
      known[key] = loaded.findings
      return loaded
    }
    let whole = try runner(tryingOn: batch)
    known[key] = whole.findings
    return whole
  }

  /// More than one, since for a single row engines have kernels of their own; and some, since an output of few saturated
  /// values may hide what changed before it.
  private static let trialSamples = 4

  /// The quantized model's inputs of other names, by the float model's names.
  private var renamedInputs: [String: String] {
    Dictionary(
      zip(float.graph.inputs, quantized.graph.inputs).map { ($0.name, $1.name) },
      uniquingKeysWith: { first, _ in first })
  }

  private func reading<Result>(
    _ body: () throws(FormatError) -> Result
  ) throws(MeasureError) -> Result {
    do { return try body() } catch { throw .data(error) }
  }
}
