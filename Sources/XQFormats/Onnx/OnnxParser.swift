// From a file's bytes to the messages of a model, with words for everything that is no model.

import SwiftProtobuf
import XQSystem

/// A model's structure, and where its tensors lie.
struct OnnxParser {
  /// Nested messages that are followed, as protobuf's own readers and ONNX Runtime have it.
  static let depthLimit = 100

  let message: Onnx_ModelProto
  let places: TensorPlaces

  init(_ file: FileBytes) throws(FormatError) {
    try OnnxParser.checkOutline(file)
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = OnnxParser.depthLimit
    do {
      message = try Onnx_ModelProto(serializedBytes: file.bytes.bytes, options: options)
      places = try TensorPlaces(file.bytes)
    } catch BinaryDecodingError.messageDepthLimit {
      throw FormatError(
        .invalid, file: file.displayName,
        "is nested too deep: its subgraphs go beyond the depth of \(OnnxParser.depthLimit) messages")
    } catch BinaryDecodingError.invalidUTF8 {
      throw FormatError(.invalid, file: file.displayName, "is damaged: cannot parse it, a name in it is not UTF-8")
    } catch {
      throw FormatError(
        .invalid, file: file.displayName, "is damaged inside, though its outline is that of a model: cannot parse it",
        advice: ["export or copy the model again"])
    }
    guard message.hasGraph else {
      throw OnnxParser.foreign(file, "it has no graph")
    }
  }

  /// Walks the outermost fields: they show whether it is a model at all, and whether it is whole.
  private static func checkOutline(_ file: FileBytes) throws(FormatError) {
    guard file.count > 0 else {
      throw FormatError(.empty, file: file.displayName, "is empty; wanted an ONNX model")
    }
    if let found = FileSignature.describe(file.bytes) { throw foreign(file, "it looks like \(found)") }
    var wire = ProtobufWire(file.bytes)
    var fields = 0
    do throws(ProtobufWire.Failure) {
      while let field = try wire.next() {
        guard isModelField(field) else {
          guard fields > 0 else { throw .noField(at: 0) }
          continue
        }
        fields += 1
      }
    } catch {
      switch error {
      case .truncated(let at, let missing):
        throw FormatError(
          .truncated, file: file.displayName,
          "is truncated: cannot parse it, the field at byte \(at) needs \(missing) more than the \(file.count) bytes there are",
          advice: ["copy or download the model again"])
      case .noField where fields == 0: throw foreign(file, nil)
      case .noField(let at):
        throw FormatError(
          .invalid, file: file.displayName,
          "is damaged, or followed by something else: cannot parse it from byte \(at) of \(file.count)")
      }
    }
  }

  /// Fields of ModelProto by number and wire type; newer ones are let pass behind a known one.
  private static func isModelField(_ field: ProtobufWire.Field) -> Bool {
    switch field.number {
    case 1, 5: field.wireType == 0
    case 2, 3, 4, 6, 7, 8, 14, 20, 25, 26: field.wireType == 2
    default: false
    }
  }

  private static func foreign(_ file: FileBytes, _ reason: String?) -> FormatError {
    FormatError(
      .foreign, file: file.displayName, "is not an ONNX model" + (reason.map { ": \($0)" } ?? ""),
      advice: ["wanted: a file that torch.onnx.export or another exporter wrote"])
  }
}
