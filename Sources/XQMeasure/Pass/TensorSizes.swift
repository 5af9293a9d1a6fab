// How many bytes the tensors of one batch take, found without ever holding all of them.

import XQFormats
import XQRuntime
import XQSystem

/// Bytes of a model's tensors in the first batch, by name.
struct TensorSizes {
  private(set) var bytes: [String: Int] = [:]

  /// Shares of the allowed memory that are fetched at once while sizes are not known yet: they may turn out larger.
  private static let cautionary = 4

  /// Runs the model on a batch, some tensors at a time: as many as are expected to fit by what the engine says of their
  /// shapes, else by the largest that was seen. A tensor that alone does not fit by its shape is not fetched.
  init(
    _ model: OnnxModel, _ tensors: [String], _ batch: Batch, limit: Int, options: MeasureOptions, engine: any Engine,
    cancellation: Cancellation
  ) throws(MeasureError) {
    func load(_ tensors: [String]) throws(MeasureError) -> any EngineSession {
      do {
        return try engine.load(
          model, fetching: tensors,
          options: EngineOptions(kernels: options.kernels, threads: options.threads, foldsConstants: false),
          cancellation: cancellation)
      } catch {
        throw .engine(error, path: model.path)
      }
    }
    let stated = Dictionary(
      try load(tensors).fetched.map { ($0.name, Self.stated($0, batch.samples)) },
      uniquingKeysWith: { first, _ in first })
    for case (let name, let size?) in stated where size > limit { bytes[name] = size }
    var rest = tensors.filter { bytes[$0] == nil }[...]
    var largest = 0
    while !rest.isEmpty {
      var (chunk, sum): ([String], Int) = ([], 0)
      while let next = rest.first {
        let expected = stated[next].flatMap(\.self) ?? max(largest, limit / Self.cautionary)
        guard chunk.isEmpty || sum + expected <= limit / Self.cautionary else { break }
        (chunk, sum) = (chunk + [next], sum + expected)
        rest.removeFirst()
      }
      let found = try load(chunk).run(batch, of: model, cancellation: cancellation)
      for (name, tensor) in zip(chunk, found) {
        // What is no tensor of numbers is not held.
        let size = tensor?.bytes.count ?? 0
        bytes[name] = size
        largest = max(largest, size)
      }
    }
  }

  /// Bytes by the shape that the engine states, where all of it but the number of samples is known.
  ///
  /// A first dimension that is not fixed is taken for the number of samples only where two more follow: a matrix may have
  /// a row for each place of each sample.
  private static func stated(_ tensor: TensorDescription, _ samples: Int) -> Int? {
    guard let type = tensor.type, tensor.hasKnownRank else { return nil }
    var (shape, count) = (tensor.shape, 1)
    if let first = shape.first, first < 0 {
      guard shape.count >= 3 else { return nil }
      shape[0] = samples
    }
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      count = product
    }
    return type.byteCount(of: count)
  }
}
