// The two models in the form in which sites are found and trials are built.

import XQFormats

/// A float model and a quantized one whose quantizers stand where the float model has tensors.
public struct PreparedModels: Sendable {
  /// The float model as it is.
  public let float: OnnxModel
  /// The quantized model in standard operators: what a runtime gets.
  public let quantized: OnnxModel
  /// The quantizers of `quantized`, in the order of the file's nodes.
  public let quantizers: [Quantizer]

  /// - Throws: where a model cannot be rewritten.
  public init(float: OnnxModel, quantized: OnnxModel) throws(FormatError) {
    self.float = float
    self.quantized = quantized
    quantizers = quantized.quantizers
  }
}
