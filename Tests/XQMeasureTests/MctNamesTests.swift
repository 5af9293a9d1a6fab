// Folded and collapsed names of Model Compression Toolkit, and what they stand for in the float model.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite struct MctNamesTests {
  private let float: OnnxModel
  private let quantized: OnnxModel

  init() throws {
    let folder = Bundle.module.bundleURL.appending(path: "Resources/mct_names")
    float = try OnnxModel(path: folder.appending(path: "float.onnx").path, access: FileAccess())
    quantized = try OnnxModel(path: folder.appending(path: "quant.onnx").path, access: FileAccess())
  }

  @Test(
    arguments: [
      // A module path that begins with a digit.
      ("_0", "/0/Conv_output_0", "/_0/layer/Conv_output_0"),
      ("body_0", "/body/body.0/Conv_output_0", "/body_0/layer/Conv_output_0"),
      ("res_a_add_collapsed", "/Add_output_0", "/res_a_add_collapsed/layer/Conv_output_0"),
      // The second addition of the model, behind a BatchNormalization that the exporter kept.
      ("res_b_bn_add_1_collapsed", "/blk/Add_output_0", "/res_b_bn_add_1_collapsed/layer/Conv_output_0"),
      ("first_second_collapsed", "/second/Conv_output_0", "/first_second_collapsed/layer/Conv_output_0"),
      ("bn_pre", "/pre/Conv_output_0", "/bn_pre/layer/Conv_output_0"),
      // A module that runs twice: the last run.
      ("twice", "/twice/Conv_1_output_0", "/twice/layer/Conv_1_output_0"),
      // Two modules whose paths give the same name.
      ("amb_i_g", nil, "/amb_i_g/layer/Conv_output_0"),
      ("unknown", nil, "/unknown/layer/Conv_output_0"),
      // A linear layer of more than two dimensions: the addition of the bias belongs to it.
      ("lin", "output", "/lin/layer/Add_output_0"),
    ] as [(String, String?, String)])
  func findsTheTensorsOfALayer(name: String, tensor: String?, partner: String) throws {
    let layers = try #require(MctLayers(float: float, quantized: quantized)).layers
    let layer = try #require(layers.first { $0.name == name })
    #expect(layer.tensor == tensor)
    #expect(layer.partner == partner)
  }

  @Test func comparesExactlyTheLayersAndTheOutputAtOperators() throws {
    let pairing = Pairing(float: float, quantized: quantized, place: .op(inPlace: []))
    #expect(
      pairing.pairs.map(\.module) == [
        "_0", "body_0", "res_a_add_collapsed", "res_b_bn_add_1_collapsed", "first_second_collapsed", "bn_pre", "twice",
        "lin", nil,
      ])
    #expect(pairing.pairs.last?.tensor == "output" && pairing.pairs.last?.partner == "result")
    let missing = pairing.unpaired.filter(\.isCandidate)
    #expect(missing.map(\.layer) == ["amb_i_g", "unknown"])
    #expect(missing.allSatisfy { $0.reason == "no module of the float model has this layer's name" })
    #expect(Set(pairing.pairs.map(\.layer)).count == pairing.pairs.count)
  }

  @Test func whatMCTMergedIsNotPairedElsewhere() {
    let pairing = Pairing(float: float, quantized: quantized)
    let reasons = Dictionary(
      pairing.unpaired.map { ($0.tensor, $0.reason) }, uniquingKeysWith: { first, _ in first })
    #expect(reasons["/res_a/Conv_output_0"] == "merged by MCT into 'res_a_add_collapsed'")
    #expect(reasons["/res_b/Conv_output_0"] == "merged by MCT into 'res_b_bn_add_1_collapsed'")
    #expect(reasons["/rb/BatchNormalization_output_0"] == "merged by MCT into 'res_b_bn_add_1_collapsed'")
    #expect(reasons["/first/Conv_output_0"] == "merged by MCT into 'first_second_collapsed'")
    // Functions: the same name in both models is another addition.
    let sum = pairing.pairs.first { $0.tensor == "/Add_output_0" }
    #expect(sum?.partner == "/res_a_add_collapsed/layer/Conv_output_0" && sum?.rule == .mctLayer)
    let relu = pairing.pairs.first { $0.tensor == "/r/Relu_output_0" }
    #expect(relu?.partner == "/r_activation_holder_quantizer/DequantizeLinear_output_0" && relu?.rule == .mctModule)
  }

  @Test func inPlaceActivationsMoveBothSides() {
    let pairing = Pairing(float: float, quantized: quantized, place: .op(inPlace: ["body_0", "_0"]))
    let body = pairing.pairs.first { $0.module == "body_0" }
    #expect(body?.tensor == "/r/Relu_output_0" && body?.partner == "/r/Relu_output_0" && body?.rule == .mctInPlace)
    // No activation stands behind it.
    #expect(pairing.pairs.first { $0.module == "_0" }?.rule == .mctLayer)
  }

  /// Names from a file decide neither whether nor how fast there is an answer.
  @Test func longNamesEndSoon() throws {
    let path = Bundle.module.bundleURL.appending(path: "Resources/mct_names/long.onnx").path
    let layers = try #require(MctLayers(float: float, quantized: OnnxModel(path: path, access: FileAccess()))).layers
    #expect(layers.map(\.name.utf8.count) == [445, 5, 430])
    #expect(layers.map(\.tensor) == [nil, "/res_b/Conv_output_0", nil])
  }

  @Test func aModelOfAnotherToolHasNoSuchLayers() {
    #expect(MctLayers(float: float, quantized: float) == nil)
    #expect(Pairing(float: float, quantized: float).mct == nil)
  }
}
