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
}
