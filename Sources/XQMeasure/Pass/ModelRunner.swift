// One of the two models, loaded so that a run gives the tensors of the plan.

import Glibc
import XQFormats
import XQRuntime
import XQSystem

/// A loaded model and what is fetched from it.
struct ModelRunner {
  let session: any EngineSession
  /// Whether constant weights are dequantized once at loading, which was verified to keep every bit.
  let foldsConstants: Bool
  private let model: OnnxModel
  private let renaming: [String: String]

  /// Loads a model for fast runs, and verifies on the first batch that they give what plain execution gives.
  ///
  /// Folding the weights' DequantizeLinear saves time and keeps every bit where it was measured; another version of the
  /// engine, or an operator that draws random numbers, could differ. Then plain execution is taken. With deployed
  /// kernels differences are the point, and nothing is verified.
  ///
  /// - Parameter renaming: what the model calls an input, by the name in the batches.
  init(
    _ model: OnnxModel, fetching tensors: [String], options: MeasureOptions, engine: any Engine,
    renaming: [String: String] = [:], firstBatch: Batch, cancellation: Cancellation
  ) throws(MeasureError) {
    func load(folding: Bool) throws(MeasureError) -> any EngineSession {
      do {
        return try engine.load(
          model, fetching: tensors,
          options: EngineOptions(kernels: options.kernels, threads: options.threads, foldsConstants: folding),
          cancellation: cancellation)
      } catch {
        throw .engine(error, path: model.path)
      }
    }
    self.model = model
    self.renaming = renaming
    let fast = try load(folding: true)
    guard options.kernels == .reference else {
      session = fast
      foldsConstants = true
      return
    }
    let plain = try load(folding: false)
    let fastResults = try Self.run(fast, firstBatch, model, renaming, cancellation)
    let plainResults = try Self.run(plain, firstBatch, model, renaming, cancellation)
    foldsConstants = zip(fastResults, plainResults).allSatisfy { Self.sameBits($0, $1) }
    session = foldsConstants ? fast : plain
  }

  /// The tensors of the plan, in its order; `nil` for one that is no tensor.
  func run(_ batch: Batch, cancellation: Cancellation) throws(MeasureError) -> [Tensor?] {
    try Self.run(session, batch, model, renaming, cancellation)
  }

  private static func run(
    _ session: any EngineSession, _ batch: Batch, _ model: OnnxModel, _ renaming: [String: String],
    _ cancellation: Cancellation
  ) throws(MeasureError) -> [Tensor?] {
    do {
      return try session.run(
        batch.inputs.map {
          (renaming[$0.name] ?? $0.name, Tensor(type: $0.type, shape: $0.shape, bytes: $0.bytes, owner: $0.owner))
        },
        cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }

  private static func sameBits(_ left: Tensor?, _ right: Tensor?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    guard left.type == right.type, left.shape == right.shape, left.bytes.count == right.bytes.count else {
      return false
    }
    guard let first = left.bytes.baseAddress, let second = right.bytes.baseAddress else { return true }
    return memcmp(first, second, left.bytes.count) == 0
  }
}
