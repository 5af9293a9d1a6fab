// Errors of the library, as diagnostics of the language.

import XQFormats
import XQLanguage
import XQMeasure
import XQRuntime

extension Diagnostic {
  init(_ error: FormatError) {
    let code: DiagnosticCode =
      switch error.kind {
      case .missing: .fileMissing
      case .mismatched: .dataDoNotFit
      case .refused: .refusedFile
      case .empty, .truncated, .foreign, .unsupported, .invalid, .unreadable: .fileUnusable
      }
    self.init(code, error.message, help: error.advice)
  }

  init(_ error: EngineError, path: String? = nil) {
    let code: DiagnosticCode =
      switch error {
      case .noLibrary, .libraryFailed: .engineMissing
      case .modelRefused, .modelTooLarge, .unknownTensor, .tensorInSubgraph, .fileFailed: .modelRefused
      case .unknownInput, .missingInput, .repeatedInput, .inputType, .inputShape, .inputTooShort: .dataDoNotFit
      case .cancelled: .interrupted
      case .runFailed, .outOfMemory: .engineFailed
      }
    // What the library lacks has nothing to do with the model that was loaded first.
    let names = code != .engineMissing && path.map { !error.message.contains($0) } ?? false
    self.init(code, (names ? path.map { "'\($0)': " } ?? "" : "") + error.message, help: error.advice)
  }

  init(_ error: MeasureError) {
    switch error {
    case .data(let error): self.init(error)
    case .engine(let error, let path): self.init(error, path: path)
    case .nothingPaired(let float, let quantized):
      self.init(
        .nothingPaired, "there is nothing to compare: no tensor of '\(float)' has a counterpart in '\(quantized)'",
        help: ["check that both files are the same network before and after quantization: show both"])
    case .noSamples(let name):
      self.init(.noData, "there are no samples in '\(name)'", help: ["give data: compare F Q --val DATA"])
    case .memoryTooSmall(let layer, let needed, let limit, let samples):
      let fitting = Int((Double(limit) / Double(needed) * Double(samples)).rounded(.down))
      self.init(
        .memoryTooSmall,
        "layer '\(layer)' needs \(ByteText.text(needed)) for a batch of \(Counted.text(samples, "sample")), and "
          + "'memory' allows \(ByteText.text(limit))",
        help: ["set memory \(ByteText.literal(atLeast: needed))"]
          + (fitting >= 1 && samples > 1
            ? ["smaller batches, where the model takes them: compare … --batch \(fitting)"] : []))
    }
  }
}
