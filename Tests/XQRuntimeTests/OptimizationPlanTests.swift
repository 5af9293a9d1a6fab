// What may be optimized keeps every bit of every tensor.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQRuntime

@Suite struct OptimizationPlanTests {
  @Test(arguments: ["convolution", "quantized_convolution"])
  func foldingConstantsKeepsEveryBit(name: String) throws {
    let pixels = (0..<50).map { Float($0 % 7) / 3 - 0.9 }
    let different = try differentTensors(model(name), [("x", Tensor([1, 2, 5, 5], pixels))])
    #expect(different == [])
  }

  @Test(arguments: ["computed_weights", "mixed_weights"])
  func foldingConstantsKeepsTheOrderOfSums(name: String) throws {
    let values = (0..<1200).map { Float($0 % 37) / 7 - 2.3 }
    let different = try differentTensors(model(name), [("x", Tensor([2, 600], values))])
    #expect(different == [])
  }

  @Test(
    .enabled(if: Reference.isPresent),
    arguments: [
      ("ppocr_cls", "float"), ("ppocr_cls", "float_preprocessed"), ("ppocr_cls", "q_qdq_u8i8"),
      ("ppocr_cls", "q_qdq_i8i8_pc"), ("ppocr_cls", "q_qdq_u16"), ("ppocr_cls", "q_qdq_u16_ai"),
      ("ppocr_cls", "q_qop_u8i8"), ("ppocr_cls", "q_dynamic"), ("ppocr_cls", "q_fp16"), ("minilm_l2", "float"),
      ("minilm_l2", "q_qdq_u8i8"), ("minilm_l2", "q_qdq_u8i8_mm"), ("minilm_l2", "q_qdq_i8i8_pc"),
      ("minilm_l2", "q_dynamic"), ("silero_vad", "float"), ("silero_vad", "q_qdq_u8i8"),
    ])
  func foldingConstantsKeepsEveryBitOfRealModels(pair: String, name: String) throws {
    let path = Reference.folder.appending(path: pair).appending(path: name + ".onnx").path
    let model = try OnnxModel(path: path, access: FileAccess())
    let different = try differentTensors(model, Reference.samples(pair, count: 2))
    #expect(different == [])
  }

  @Test(arguments: [
    ("inner", ConstantFolding.nothing), ("quantized_convolution", .plain), ("computed_weights", .withoutPrepacking),
    ("mixed_weights", .impossible), ("branch_weights", .impossible),
  ])
  func findsWhatMayBeFolded(name: String, folding: ConstantFolding) throws {
    #expect(try ConstantFolding(model(name).graph) == folding)
  }

  /// Without folding and with it, all tensors that nodes of the main graph write: the names of those that differ.
  private func differentTensors(
    _ model: OnnxModel, _ inputs: [(name: String, tensor: Tensor)]
  ) throws -> [String] {
    let names = model.graph.producer.keys.sorted()
    let results = try [false, true].map { foldsConstants in
      let options = EngineOptions(kernels: .reference, foldsConstants: foldsConstants)
      return try engine().load(model, fetching: names, options: options).run(inputs, cancellation: Cancellation())
    }
    #expect(results[0].contains { $0?.bytes.isEmpty == false }, "no tensor was compared")
    return names.indices.filter { !areIdentical(results[0][$0], results[1][$0]) }.map { names[$0] }
  }

  private func areIdentical(_ left: Tensor?, _ right: Tensor?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    guard left.type == right.type, left.shape == right.shape, left.bytes.count == right.bytes.count else {
      return false
    }
    guard let one = left.bytes.baseAddress, let other = right.bytes.baseAddress else { return left.bytes.isEmpty }
    return memcmp(one, other, left.bytes.count) == 0
  }
}
