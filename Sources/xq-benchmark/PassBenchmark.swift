// Passes over a data set, with more or less being looked at.

import Glibc
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

/// What is measured of a pass; all of them load the models.
enum PassBenchmark: String, CaseIterable {
  /// Both models run with the tensors of all pairs fetched, and these are dropped: the least that a comparison can take.
  case fetch
  /// The same with all optimizations off.
  case unoptimized
  /// What `errors` does.
  case errors
  /// What `judge` measures: the same, and the facts of all quantizers.
  case facts

  /// Seconds, without opening the library.
  func seconds(float: String, quantized: String, threads: Int, data: [String]) throws -> Double {
    let access = FileAccess()
    let models = try (OnnxModel(path: float, access: access), OnnxModel(path: quantized, access: access))
    let comparison = try Comparison(
      float: models.0, quantized: models.1, data: [.validation: DataSet.open(data, access: access)])
    let engine = OnnxRuntime(OnnxRuntimeLocator(environment: getenv("XQSH_ONNXRUNTIME").map { String(cString: $0) }))
    _ = try engine.open()
    let options = MeasureOptions(threads: threads)
    let start = ContinuousClock.now
    switch self {
    case .fetch: try fetch(comparison, engine, EngineOptions(threads: threads))
    case .unoptimized: try fetch(comparison, engine, EngineOptions(threads: threads, foldsConstants: false))
    case .errors: _ = try comparison.measure(.validation, options: options, engine: engine)
    case .facts: _ = try comparison.facts(options: options, engine: engine)
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func fetch(_ comparison: Comparison, _ engine: OnnxRuntime, _ options: EngineOptions) throws {
    guard let data = comparison.data[.validation] else { return }
    let pairs = comparison.pairing.pairs
    let sessions = try [
      engine.load(comparison.float, fetching: pairs.map(\.tensor), options: options),
      engine.load(comparison.quantized, fetching: pairs.map(\.partner), options: options),
    ]
    let reader = try data.plan(for: comparison.float.graph.inputs).makeReader()
    while let batch = try reader.next() {
      let inputs = batch.inputs.map {
        ($0.name, Tensor(type: $0.type, shape: $0.shape, bytes: $0.bytes, owner: $0.owner))
      }
      for session in sessions { _ = try session.run(inputs, cancellation: Cancellation()) }
    }
  }
}
