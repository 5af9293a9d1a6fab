// The readers that are fuzzed, and what must hold for whatever they accept.

import XQFormats
import XQMeasure
import XQSystem

/// One reader of files that come from outside.
enum Reader: String, CaseIterable {
  case npy, npz, onnx, events

  func accepts(_ name: String) -> Bool {
    self == .events ? name.contains("tfevents") : name.hasSuffix("." + rawValue)
  }

  /// Reads an input whole. Whether it was accepted; a broken promise ends the process.
  func read(_ input: [UInt8], folder: String, access: FileAccess) -> Bool {
    do throws(FormatError) {
      let file = FileBytes(input, displayName: "input." + rawValue)
      switch self {
      case .npy, .npz: try readArrays(file)
      case .onnx: try readModel(file, folder: folder, access: access)
      case .events: try readEvents(input)
      }
      return true
    } catch {
      precondition(!error.message.isEmpty, "a refusal without a reason")
      return false
    }
  }

  /// Archives may hold arrays far larger than themselves, which nobody reads at once.
  private static let largestArray = 1 << 24

  private func readArrays(_ file: FileBytes) throws(FormatError) {
    for array in try ArrayFile(file).arrays where array.header.byteCount <= Self.largestArray {
      let view = try array.read()
      precondition(view.bytes.count == array.header.byteCount, "not as many bytes as the head says")
    }
  }

  /// Checksums would refuse nearly every damage: half of the inputs get right ones, so that what is behind them is read.
  private func readEvents(_ input: [UInt8]) throws(FormatError) {
    let bytes = input.count % 2 == 0 ? input : EventSeal.sealed(input)
    let start = try EventReader(FileBytes(bytes, displayName: "input.events"))
    var reader = start
    while let event = try reader.next() {
      switch event.content {
      case .graph(let range): _ = try EventGraph(start, at: range)
      case .summary(let values):
        for value in values {
          guard case .histogram(let range) = value.content else { continue }
          let histogram = try EventHistogram(start, at: range)
          precondition(histogram.counts.count == histogram.leftEdges.count, "edges without counts")
          let scores = HistogramZScores(leftEdges: histogram.leftEdges, counts: histogram.counts)
          precondition(scores.map { $0.largest >= 0 || $0.largest.isNaN } ?? true, "a negative distance")
        }
      case .fileVersion, .other: break
      }
    }
  }

  private func readModel(_ file: FileBytes, folder: String, access: FileAccess) throws(FormatError) {
    let model = try OnnxModel(bytes: file, path: folder + "/input.onnx", folder: folder, access: access)
    for quantizer in model.quantizers {
      precondition(!quantizer.scales.isEmpty || quantizer.range == nil, "a range without a scale")
    }
    let pairing = Pairing(float: model, quantized: model)
    precondition(Set(pairing.pairs.map(\.layer)).count == pairing.pairs.count, "two layers of one name")
    // A constant that cannot be read is an error like any other; the ones behind it are still looked at.
    for initializer in model.graph.constants where initializer.type != .string {
      guard let values = try? model.readInitializer(initializer) else { continue }
      precondition(values.count == initializer.count, "not as many elements as the shape says")
      if initializer.type != .complex64, initializer.type != .complex128 {
        precondition(values.floats().count == values.count, "elements were lost")
      }
    }
  }
}
