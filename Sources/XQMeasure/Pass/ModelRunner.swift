// One of the two models, loaded so that a run gives the tensors of the plan and the plan's runs can be trusted.

import XQFormats
import XQRuntime
import XQSystem

/// A loaded model and what is fetched from it.
///
/// Loading runs the first batch in several ways and takes the fastest one that gives the same bits as the model run as it
/// is. What could not be had is said in ``notes`` and ``warnings``.
struct ModelRunner {
  let session: any EngineSession
  /// Tensors of the plan that are not fetched, since fetching them changes what the model computes.
  private(set) var unfetched: Set<String> = []
  /// Things a user should know, a sentence each.
  private(set) var notes: [String] = []
  /// Reasons to doubt the figures, a sentence each.
  private(set) var warnings: [String] = []
  private let model: OnnxModel
  /// For each tensor of the plan its place among the fetched ones.
  private let places: [Int?]

  init(
    _ model: OnnxModel, fetching tensors: [String], options: MeasureOptions, engine: any Engine, firstBatch: Batch,
    cancellation: Cancellation
  ) throws(MeasureError) {
    let trial = Trial(
      model: model, options: options, engine: engine, batch: firstBatch, cancellation: cancellation)
    self.model = model
    let untouched: [Tensor?]
    let repeats: Bool
    let differences: [OutputDifference]
    switch options.kernels {
    case .reference:
      let fast = try trial.load(tensors, foldsConstants: true)
      let fastResults = try trial.run(fast)
      let results: [Tensor?]
      do {
        let plain = try trial.load(tensors, foldsConstants: false)
        results = try trial.run(plain)
        if zip(fastResults, results).allSatisfy({ $0.hasSameBits(as: $1) }) {
          session = fast
        } else {
          session = plain
          notes.append(
            "'\(model.name)' runs without folding of constants: with it, the first batch gave other values")
        }
      }
      (untouched, repeats) = try trial.runUntouched()
      differences = trial.differences(untouched, results, fetched: session.fetched.map(\.name))
    case .deployed:
      (untouched, repeats) = try trial.runUntouched()
      let all = try trial.load(tensors, foldsConstants: true)
      let changed = trial.differences(untouched, try trial.run(all), fetched: all.fetched.map(\.name))
      let safe = tensors.filter(trial.isHarmlessToFetch)
      if changed.isEmpty || safe.count == tensors.count {
        session = all
        differences = changed
      } else {
        session = try trial.load(safe, foldsConstants: true)
        differences = trial.differences(untouched, try trial.run(session), fetched: session.fetched.map(\.name))
        unfetched = Set(tensors).subtracting(safe)
      }
    }
    let fetched = Dictionary(
      session.fetched.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let left = unfetched
    places = tensors.map { left.contains($0) ? nil : fetched[$0] }
    if !repeats {
      warnings.append("'\(model.name)' gives other outputs each time it runs: figures on it cannot be repeated")
    } else if !differences.isEmpty {
      let words = differences.map(\.words).joined(separator: "; ")
      warnings.append("fetching inner tensors changes the outputs of '\(model.name)' on the first batch: \(words)")
    }
  }

  /// The tensors of the plan, in its order; `nil` for one that is no tensor, or is not fetched.
  func run(_ batch: Batch, cancellation: Cancellation) throws(MeasureError) -> [Tensor?] {
    let results = try session.run(batch, of: model, cancellation: cancellation)
    return places.map { $0.flatMap { results[$0] } }
  }
}

/// Ways of running a model on the first batch.
private struct Trial {
  let model: OnnxModel
  let options: MeasureOptions
  let engine: any Engine
  let batch: Batch
  let cancellation: Cancellation

  /// The model's outputs, each once.
  var outputs: [String] {
    var seen: Set<String> = []
    return model.graph.outputs.map(\.name).filter { seen.insert($0).inserted }
  }

  /// Loads the model for these tensors and its outputs.
  func load(_ tensors: [String], foldsConstants: Bool) throws(MeasureError) -> any EngineSession {
    let wanted = Set(tensors)
    do {
      return try engine.load(
        model, fetching: tensors + outputs.filter { !wanted.contains($0) },
        options: EngineOptions(kernels: options.kernels, threads: options.threads, foldsConstants: foldsConstants),
        cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }

  func run(_ session: any EngineSession) throws(MeasureError) -> [Tensor?] {
    try session.run(batch, of: model, cancellation: cancellation)
  }

  /// The outputs of the model as it is, nothing else fetched, and whether a second run gives the same bits.
  func runUntouched() throws(MeasureError) -> (outputs: [Tensor?], repeats: Bool) {
    let session = try load([], foldsConstants: false)
    let first = try run(session)
    return (first, zip(first, try run(session)).allSatisfy { $0.hasSameBits(as: $1) })
  }

  func differences(_ untouched: [Tensor?], _ results: [Tensor?], fetched: [String]) -> [OutputDifference] {
    let byName = Dictionary(zip(fetched, results), uniquingKeysWith: { first, _ in first })
    return OutputDifference.between(untouched, outputs.map { byName[$0] ?? nil }, names: outputs)
  }

  /// Whether integer kernels stay what they are when the tensor is fetched: what a DequantizeLinear writes, since that is
  /// duplicated; integers, since they are what those kernels work on; and what is an output or an input anyway.
  func isHarmlessToFetch(_ tensor: String) -> Bool {
    guard let index = model.graph.producer[tensor] else { return true }
    let op = model.graph.nodes[index].op
    return op == "DequantizeLinear" || op == "QuantizeLinear" || op.hasPrefix("QLinear") || op.hasPrefix("QGemm")
      || outputs.contains(tensor)
  }
}

extension EngineSession {
  /// Runs on a batch of the model's data.
  func run(_ batch: Batch, of model: OnnxModel, cancellation: Cancellation) throws(MeasureError) -> [Tensor?] {
    do {
      return try run(
        batch.inputs.map { ($0.name, Tensor(type: $0.type, shape: $0.shape, bytes: $0.bytes, owner: $0.owner)) },
        cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }
}
