// A pass in several runs over the samples, where the tensors of one batch do not fit the memory that is allowed.

import XQFormats
import XQRuntime
import XQSystem

extension Pass {
  /// Runs both models as often over the samples as there are groups of layers that fit `limit` bytes of tensors a batch.
  ///
  /// The figures are bit by bit those of one run: what a layer adds up does not depend on what else is fetched.
  ///
  /// - Throws: ``MeasureError``; ``MeasureError/memoryTooSmall(layer:needed:limit:samples:)`` where a layer alone does not fit.
  func run(
    within limit: Int, cancellation: Cancellation, progress: (_ done: Int, _ total: Int) -> Void,
    estimate: (PassEstimate) -> Void
  ) throws(MeasureError) -> Measurement {
    let start = ContinuousClock.now
    let passes = try groups(within: limit, cancellation: cancellation)
    guard passes.count > 1 else {
      return try run(cancellation: cancellation, progress: progress, estimate: estimate)
    }
    var parts: [Measurement] = []
    for pass in passes {
      let done = parts.count
      parts.append(
        try pass.run(
          cancellation: cancellation,
          progress: { samples, all in progress((done * all + samples) / passes.count, all) },
          estimate: { if done == 0 { estimate($0.times(Double(passes.count))) } }))
    }
    return joined(parts, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// Passes over the same samples, for the pairs one after the other and each site once.
  private func groups(within limit: Int, cancellation: Cancellation) throws(MeasureError) -> [Pass] {
    guard let batch = try firstBatch() else { return [self] }
    let outputs = (float.graph.outputs.map(\.name), quantized.graph.outputs.map(\.name))
    let paired = Set(pairs.map(\.tensor))
    let alone = facts.sites.filter { !paired.contains($0.tensor) }
    let items =
      pairs.map { LayerGroups.Item(layer: $0.layer, float: $0.tensor, quantized: $0.partner) }
      + alone.map { LayerGroups.Item(layer: $0.tensor, float: $0.tensor, quantized: nil) }
    let plan = Plan(pairs, sites: facts.sites)
    func sizes(
      _ model: OnnxModel, _ tensors: [String], _ outputs: [String], _ batch: Batch, _ kernels: Kernels
    ) throws(MeasureError) -> [String: Int] {
      let wanted = Set(tensors)
      return try TensorSizes(
        model, tensors + Set(outputs).subtracting(wanted).sorted(), batch, limit: limit,
        options: MeasureOptions(kernels: kernels, threads: options.threads), engine: engine,
        cancellation: cancellation
      ).bytes
    }
    let bytes = (
      float: try sizes(float, plan.floatTensors, outputs.0, batch.float, .reference),
      quantized: try sizes(quantized, plan.quantizedTensors, outputs.1, batch.quantized, options.kernels)
    )
    do throws(LayerGroups.TooLarge) {
      let groups = try LayerGroups(items, sizes: bytes, outputs: outputs, limit: limit).groups
      var taken: Set<String> = []
      return groups.map { group in
        let tensors = Set(items[group].map(\.float)).subtracting(taken)
        taken.formUnion(tensors)
        return with(
          pairs: Array(pairs[group.clamped(to: pairs.indices)]),
          facts: FactsRequest(sites: facts.sites.filter { tensors.contains($0.tensor) }, splits: facts.splits))
      }
    } catch {
      throw .memoryTooSmall(layer: error.layer, needed: error.bytes, limit: limit, samples: batch.float.samples)
    }
  }

  /// The figures of groups as those of one pass.
  private func joined(_ parts: [Measurement], seconds: Double) -> Measurement {
    let found = parts.flatMap { zip($0.facts.sites, $0.sites) }
    let first = parts[0]
    var notes: [String] = []
    for note in parts.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    return Measurement(
      layers: parts.flatMap(\.layers), firstErrors: parts.flatMap(\.firstErrors),
      agreements: parts.flatMap(\.agreements), facts: facts,
      sites: facts.sites.map { site in
        found.first { $0.0 == site }?.1 ?? .notCollected("the float tensor holds no numbers")
      },
      sampleCount: first.sampleCount, batchCount: first.batchCount, batchSize: first.batchSize,
      coverage: first.coverage, options: options, engine: first.engine, seconds: seconds,
      firstBatch: first.firstBatch, notes: notes, warnings: parts.first { !$0.warnings.isEmpty }?.warnings ?? [])
  }
}
