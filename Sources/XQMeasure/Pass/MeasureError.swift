// What can go wrong while measuring.

import XQFormats
import XQRuntime

/// Why a pass could not be made.
public enum MeasureError: Error, Sendable {
  /// The data do not fit a model, or cannot be read.
  case data(FormatError)
  /// A model could not be loaded or run; `path` is its file.
  case engine(EngineError, path: String)
  /// No tensor of the two models could be paired.
  case nothingPaired(float: String, quantized: String)
  case noSamples(String)
  /// The tensors of one layer, in a batch of so many samples, take more bytes than ``MeasureOptions/memory`` allows.
  case memoryTooSmall(layer: String, needed: Int, limit: Int, samples: Int)
}
