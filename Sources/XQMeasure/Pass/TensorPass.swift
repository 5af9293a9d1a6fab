// Tensors of one model over a data set, batch by batch.

import XQFormats
import XQRuntime
import XQSystem

/// Runs one model over a data set and hands out some of its tensors, for statistics that need no second model.
public struct TensorPass {
  private let model: OnnxModel
  private let tensors: [String]
  private let plan: BatchPlan
  private let threads: Int
  private let engine: any Engine

  /// - Parameters:
  ///   - tensors: names of tensors of the main graph, inputs among them, each once.
  ///   - batch: samples in a batch; `nil` leaves it to the model and the data.
  /// - Throws: ``MeasureError/data(_:)`` where the data do not fit the model.
  public init(
    _ model: OnnxModel, fetching tensors: [String], data: DataSet, batch: Int?, threads: Int = 1, engine: any Engine
  ) throws(MeasureError) {
    plan = try Pass.plans(for: data, float: model, quantized: model, batch: batch).float
    (self.model, self.tensors, self.threads, self.engine) = (model, tensors, threads, engine)
  }

  /// Runs the model over all batches.
  ///
  /// - Parameter body: called for each batch and tensor with the tensor's place among those asked for and its elements;
  ///   tensors that hold no numbers are left out.
  public func run(
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    _ body: (_ tensor: Int, _ values: [Float]) -> Void
  ) throws(MeasureError) {
    let inputs = Set(model.graph.inputs.map(\.name))
    let computed = tensors.filter { !inputs.contains($0) }
    let session: (any EngineSession)?
    do throws(EngineError) {
      session =
        computed.isEmpty
        ? nil
        : try engine.load(
          model, fetching: computed, options: EngineOptions(kernels: .reference, threads: threads),
          cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
    let reader = plan.makeReader()
    var done = 0
    while let batch = try next(reader) {
      let results = try session?.run(batch, of: model, cancellation: cancellation) ?? []
      let byName = Dictionary(zip(computed, results), uniquingKeysWith: { first, _ in first })
      for (place, name) in tensors.enumerated() {
        if let input = batch.inputs.first(where: { $0.name == name }) {
          body(place, ElementDecoding.floats(input.bytes, input.type, input.shape.reduce(1, *)))
        } else if let tensor = byName[name] ?? nil {
          body(place, ElementDecoding.floats(tensor.bytes, tensor.type, tensor.count))
        }
      }
      done += batch.samples
      progress(done, plan.sampleCount)
    }
  }

  private func next(_ reader: BatchReader) throws(MeasureError) -> Batch? {
    do throws(FormatError) { return try reader.next() } catch { throw .data(error) }
  }
}
