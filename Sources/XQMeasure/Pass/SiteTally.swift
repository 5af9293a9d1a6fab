// What is collected about quantizers while a pass runs.

import XQFormats
import XQRuntime

/// The facts of all requested sites, each in as many parts as the samples are split into.
struct SiteTally {
  private(set) var results: [CollectedSite]
  private let splits: [Int]

  init(_ request: FactsRequest) {
    splits = request.splits
    results = request.sites.map { site in
      let empty = SiteAccumulator(
        quantizer: site.quantizer, channelAxis: site.channelAxis, isRectified: site.isRectified)
      return .collected(Array(repeating: empty, count: request.splits.count + 1))
    }
  }

  /// Adds the tensor of one site for `samples` samples, before which there were `done`. A site that turns out to have no
  /// numbers is left out from then on.
  mutating func add(_ index: Int, _ tensor: Tensor?, samples: Int, after done: Int) {
    guard case .collected(var parts) = results[index] else { return }
    // Frees the accumulators' storage from the array, so that they are changed in place and not copied.
    results[index] = .notCollected("")
    guard let tensor else {
      results[index] = .notCollected("the float tensor holds no numbers")
      return
    }
    do throws(SiteAccumulator.Failure) {
      for (part, piece) in pieces(of: tensor, samples: samples, after: done) { try parts[part].add(piece) }
      results[index] = .collected(parts)
    } catch {
      results[index] = .notCollected(Self.sentence(error))
    }
  }

  /// The rows of a batch that belong to each part of the samples.
  ///
  /// Rows are divided as the samples are. A tensor that has fewer rows than the batch has samples, or bytes shared by two
  /// elements, goes whole to the part of its first sample.
  private func pieces(of tensor: Tensor, samples: Int, after done: Int) -> [(part: Int, tensor: Tensor)] {
    let first = splits.count { $0 <= done }
    let inside = splits.filter { $0 > done && $0 < done + samples }
    guard !inside.isEmpty, let rows = tensor.shape.first, rows >= samples, tensor.count > 0,
      tensor.bytes.count % tensor.count == 0
    else { return [(first, tensor)] }
    let cuts = [0] + inside.map { ($0 - done) * rows / samples } + [rows]
    return zip(cuts, cuts.dropFirst()).enumerated().compactMap { part, cut in
      cut.0 < cut.1 ? (first + part, tensor.rows(cut.0..<cut.1)) : nil
    }
  }

  private static func sentence(_ failure: SiteAccumulator.Failure) -> String {
    switch failure {
    case .notReal(let type): "its elements are no real numbers (\(type.name))"
    case .tooFewBytes: "the engine gave fewer elements than the shape has"
    }
  }
}

extension Tensor {
  /// Some rows along the first axis, of a tensor that has them and whole bytes for every element.
  fileprivate func rows(_ rows: Range<Int>) -> Tensor {
    let rowSize = bytes.count / max(shape[0], 1)
    return Tensor(
      type: type, shape: [rows.count] + shape.dropFirst(),
      bytes: UnsafeRawBufferPointer(rebasing: bytes[rows.lowerBound * rowSize..<rows.upperBound * rowSize]), owner: self
    )
  }
}
