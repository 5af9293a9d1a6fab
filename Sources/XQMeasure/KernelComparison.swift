// The quantized model against itself: integer kernels, as deployed, against quantizers executed as written.

import XQFormats
import XQRuntime
import XQSystem

extension Comparison {
  /// One output of the quantized model with both kernels settings.
  public struct KernelDifference: Sendable {
    public let output: String
    /// x with reference kernels, y with deployed ones.
    public let errors: ErrorAccumulator
  }

  /// Runs the quantized model over a data set with reference and with deployed kernels, fetching nothing but its outputs.
  ///
  /// Outputs that are no tensors of numbers are left out.
  ///
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func kernelDifferences(
    _ role: Role, threads: Int = 1, slice: SampleSlice = .whole, engine: any Engine,
    cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) -> [KernelDifference] {
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    let plans = try Pass.plans(for: set, float: float, quantized: quantized, batch: batch)
    let plan = plans.quantized ?? plans.float
    let outputs = quantized.graph.outputs.map(\.name)
    var sessions: [any EngineSession] = []
    for kernels in [Kernels.reference, .deployed] {
      do {
        sessions.append(
          try engine.load(
            quantized, fetching: outputs,
            options: EngineOptions(kernels: kernels, threads: threads, foldsConstants: false),
            cancellation: cancellation))
      } catch {
        throw .engine(error, path: quantized.path)
      }
    }
    var errors = outputs.map { _ in ErrorAccumulator() }
    let part = slice.batches(of: plan.batchCount)
    let reader = plan.makeReader(of: part)
    let samples = plan.samples(of: part).count
    var done = 0
    while let batch = try reading(reader) {
      let reference = try sessions[0].run(batch, of: quantized, cancellation: cancellation)
      let deployed = try sessions[1].run(batch, of: quantized, cancellation: cancellation)
      for index in outputs.indices {
        guard let x = reference[index], let y = deployed[index], let sums = try? PairSums(reference: x, other: y) else {
          continue
        }
        errors[index].add(sums)
      }
      done += batch.samples
      progress(done, samples)
    }
    return zip(outputs, errors).filter { $0.1.batches > 0 }.map { KernelDifference(output: $0, errors: $1) }
  }

  private func reading(_ reader: BatchReader) throws(MeasureError) -> Batch? {
    do throws(FormatError) { return try reader.next() } catch { throw .data(error) }
  }
}
