// The two models in the form in which sites are found and trials are built.

import XQFormats

/// A float model and a quantized one whose quantizers stand where the float model has tensors.
public struct PreparedModels: Sendable {
  /// The float model, with BatchNormalization and added constants inside of the layers before them where the quantized
  /// one has it so: see ``BatchNormalizationFolding`` and ``AdditionFolding``.
  public let float: OnnxModel
  /// The quantized model in standard operators, with quantizers around float operators: see ``IntegerRewriting``.
  public let quantized: OnnxModel
  /// The quantizers of `quantized`, in the order of the file's nodes.
  public let quantizers: [Quantizer]
  /// Tensors of `float` that are called otherwise in the file.
  private let namesInFile: [String: String]

  /// Prepares both models; nothing is changed on disk, and models that need nothing are taken as they are.
  ///
  /// - Throws: where a file was changed since it was read.
  public init(float: OnnxModel, quantized: OnnxModel) throws(FormatError) {
    var joined = float
    if quantized.quantizers.contains(where: { $0.form == .mctq }) {
      // In standard operators nothing tells a quantizer any more: those of the file count, by the same names.
      self.quantized = try GraphEditor(quantized).model()
      quantizers = quantized.quantizers
    } else {
      self.quantized = try IntegerRewriting.rewrite(quantized) ?? quantized
      quantizers = self.quantized.quantizers
      joined = try AdditionFolding.fold(float, as: self.quantized) ?? float
    }
    let folding = try BatchNormalizationFolding.fold(joined, as: quantized)
    self.float = folding?.model ?? joined
    namesInFile = folding?.namesInFile ?? [:]
  }

  /// The name under which the float model's file has a tensor of ``float``.
  func measured(_ tensor: String) -> String { namesInFile[tensor] ?? tensor }
}
