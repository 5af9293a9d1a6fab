// MCTQ exports become models of standard operators with the same tensors.

import Foundation
import Testing
import XQFormats
import XQSystem

@Suite struct MctqRewriterTests {
  @Test func operatorsOfMCTAreGoneAndTensorsKeepTheirNames() throws {
    let model = try load("mctq/every.onnx")
    let standard = model.runnable.graph
    #expect(model.graph.nodes.contains { $0.domain == "mct_quantizers" })
    #expect(!standard.nodes.contains { $0.domain == "mct_quantizers" })
    #expect(standard.nodes.map(\.op).filter { $0 == "Div" }.count == 3)
    #expect(standard.outputs.map(\.name) == ["output"])
    for tensor in model.graph.producer.keys {
      #expect(standard.producer[tensor] != nil || standard.initializers[tensor] != nil, "'\(tensor)'")
    }
    let written = try OnnxModel(bytes: model.runnable.bytes, path: "standard", folder: nil, access: FileAccess())
    #expect(Set(written.opsets.keys) == [""])
    #expect(Set(written.graph.initializers.keys).isDisjoint(with: ["w", "lo", "hi"]))
  }

  @Test func zeroPointsOfUniformWeightsAreCutNotRounded() throws {
    let model = try load("mctq/every.onnx")
    let standard = try OnnxModel(bytes: model.runnable.bytes, path: "standard", folder: nil, access: FileAccess())
    let weights = try standard.readInitializer(#require(standard.graph.initializers["wq"]))
    #expect(weights.shape == [3, 3])
    #expect(
      weights.floats() == [
        0.42857143, -0.85714287, 0.21428572, 0, 0.42857143, -0.21428572, 2.142857, -1.7142857, 1.0714285,
      ])
    let quantizer = try #require(model.quantizers.first { $0.role == .weights })
    #expect(quantizer.bits == 3 && quantizer.zeroPoints == [2, 4, 2] && quantizer.form == .mctq)
    #expect(model.quantizers.filter { $0.role == .activation }.map(\.bits) == [4, 16, 8])
  }

  @Test func weightsOfALayerThatRunsThreeTimesAreStoredOnce() throws {
    let standard = try load("mctq/shared.onnx").runnable.graph
    #expect(Set(standard.initializers.keys) == ["q0"])
    #expect(standard.nodes.filter { $0.op == "Identity" }.map(\.inputs) == [["q0"], ["q0"]])
  }

  @Test(arguments: [
    ("lut", FormatError.Kind.unsupported, ["/l/WeightsLUTSymmetricQuantizer", "no counterpart in standard ONNX"]),
    ("bits", .invalid, ["'/q'", "num_bits from 1 to 32"]),
    ("threshold", .invalid, ["'/q'", "above 0"]),
    ("computed", .unsupported, ["'/q'", "'input', which is no float32 constant"]),
    ("axis", .invalid, ["'/q'", "no axis of the weights"]),
    ("channels", .invalid, ["'/q'", "wanted 3 thresholds, found 2"]),
    ("grids", .unsupported, ["'/l/Q_8'", "the 9th operator with a grid of its own for 'w'"]),
    ("opset", .unsupported, ["'/q'", "wanted opset 11 or newer, found opset 9"]),
  ])
  func whatCannotBeRewrittenIsRefusedWithTheNode(file: String, kind: FormatError.Kind, words: [String]) throws {
    let path = Resources.path("mctq/\(file).onnx")
    let error = try #require(
      formatError { () throws(FormatError) in _ = try OnnxModel(path: path, access: FileAccess()) })
    #expect(error.kind == kind)
    for word in words { #expect(error.message.contains(word), "\(error.message)") }
  }

  static let folders = ["clean", "outlier", "shift", "concat", "lowbit", "act", "many", "uniform"].filter {
    Resources.reference("mct/\($0)/quant_mctq.onnx") != nil
  }

  @Test(arguments: folders)
  func weightsAreThoseOfTheOtherExportBitForBit(folder: String) throws {
    let model = try OnnxModel(
      path: #require(Resources.reference("mct/\(folder)/quant_mctq.onnx")), access: FileAccess())
    let standard = try OnnxModel(bytes: model.runnable.bytes, path: "standard", folder: nil, access: FileAccess())
    let fake = try OnnxModel(path: #require(Resources.reference("mct/\(folder)/quant.onnx")), access: FileAccess())
    let quantizers = model.quantizers.filter { $0.role == .weights }
    #expect(!quantizers.isEmpty)
    for quantizer in quantizers {
      let layer = String(quantizer.source.dropLast(".weight".count))
      let ours = try standard.readInitializer(#require(standard.graph.initializers[quantizer.results[0]])).floats()
      let theirs = try fake.readInitializer(#require(fake.graph.initializers["\(layer).layer.weight"])).floats()
      #expect(ours == theirs, "\(layer)")
    }
  }

  private func load(_ file: String) throws -> OnnxModel {
    try OnnxModel(path: Resources.path(file), access: FileAccess())
  }
}
