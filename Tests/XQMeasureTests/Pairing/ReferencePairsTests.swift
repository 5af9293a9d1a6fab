// Pairs of real models are those that another implementation of the rules by names gives.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite(.enabled(if: PackageFolders.hasShared)) struct ReferencePairsTests {
  private struct Reference: Decodable {
    struct Tensor: Decodable {
      let floatTensor: String
      let quantTensor: String
    }
    let tensors: [Tensor]
  }

  private static let models = [
    "minilm_l2/q_dynamic", "minilm_l2/q_qdq_i8i8_pc", "minilm_l2/q_qdq_u8i8", "minilm_l2/q_qdq_u8i8_mm",
    "ppocr_cls/q_dynamic", "ppocr_cls/q_fp16", "ppocr_cls/q_qdq_i8i8_pc", "ppocr_cls/q_qdq_u16",
    "ppocr_cls/q_qdq_u16_ai", "ppocr_cls/q_qdq_u8i8", "ppocr_cls/q_qop_u8i8", "silero_vad/q_qdq_u8i8",
  ]

  @Test(arguments: models)
  func pairsAreThoseOfTheReference(name: String) throws {
    let path = PackageFolders.shared.appending(path: "reference/ort/\(name).onnx")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try Data(contentsOf: PackageFolders.shared.appending(path: "reference/ort/\(name).reference.json"))
    let reference = try decoder.decode(Reference.self, from: json)
    let float = path.deletingLastPathComponent().appending(path: "float.onnx").path
    let pairing = try Pairing(
      float: OnnxModel(path: float, access: FileAccess()), quantized: OnnxModel(path: path.path, access: FileAccess()))
    let found = Set(pairing.pairs.map { "\($0.tensor) \($0.partner)" })
    let wanted = Set(reference.tensors.map { "\($0.floatTensor) \($0.quantTensor)" })
    #expect(wanted.subtracting(found) == [])
    // The reference knows only scales of the same name; the one of this tensor is its source's.
    #expect(found.subtracting(wanted) == (name == "ppocr_cls/q_qop_u8i8" ? ["_v_570 _v_570_quantized"] : []))
  }
}
