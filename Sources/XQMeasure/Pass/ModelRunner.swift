// One of the two models, loaded so that a run gives the tensors of the plan and the plan's runs can be trusted.

import XQFormats
import XQRuntime
import XQSystem

/// A loaded model and what is fetched from it.
struct ModelRunner: Sendable {
  let session: any EngineSession
  /// What trial runs found, by which the session is as it is.
  let findings: TrialFindings
  private let model: OnnxModel
  /// For each tensor of the plan its place among the fetched ones.
  private let places: [Int?]

  /// Loads the model in the fastest way that gives the same bits as the model run as it is.
  ///
  /// - Parameters:
  ///   - trialBatch: a few samples, to find out by what that is; see ``TrialFindings``.
  ///   - known: what was found before, of the same model, tensors and options; then nothing is tried.
  init(
    _ model: OnnxModel, fetching tensors: [String], options: MeasureOptions, engine: any Engine, trialBatch: Batch,
    known: TrialFindings? = nil, cancellation: Cancellation
  ) throws(MeasureError) {
    self.model = model
    let trial = Trial(
      model: model, tensors: tensors, options: options, engine: engine, batch: trialBatch, cancellation: cancellation)
    if let known {
      findings = known
      session = try trial.load(
        tensors.filter { !known.unfetched.contains($0) }, foldsConstants: known.foldsConstants)
    } else {
      (findings, session) = try trial.run()
    }
    let fetched = Dictionary(
      session.fetched.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let left = findings.unfetched
    places = tensors.map { left.contains($0) ? nil : fetched[$0] }
  }

  /// The tensors of the plan, in its order; `nil` for one that is no tensor, or is not fetched.
  func run(_ batch: Batch, cancellation: Cancellation) throws(MeasureError) -> [Tensor?] {
    let results = try session.run(batch, of: model, cancellation: cancellation)
    return places.map { $0.flatMap { results[$0] } }
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
