import Testing
import XQSystem

@testable import XQFormats

@Suite struct QuantizerTests {
  /// Counted with the `onnx` package.
  struct Counts: Sendable, CustomTestStringConvertible {
    let file: String
    let activations: Int
    let weights: Int
    let biases: Int
    let form: Quantizer.Form

    var testDescription: String { file }
    var isHere: Bool { Resources.reference(file) != nil }
  }

  static let counts = [
    Counts(file: "ort/ppocr_cls/q_qdq_u8i8.onnx", activations: 148, weights: 55, biases: 54, form: .qdq),
    Counts(file: "ort/ppocr_cls/q_qdq_i8i8_pc.onnx", activations: 181, weights: 55, biases: 54, form: .qdq),
    Counts(file: "ort/ppocr_cls/q_qdq_u16.onnx", activations: 148, weights: 55, biases: 54, form: .qdq),
    Counts(file: "ort/ppocr_cls/q_qdq_u16_ai.onnx", activations: 148, weights: 55, biases: 54, form: .qdq),
    Counts(file: "mct/clean/quant.onnx", activations: 10, weights: 0, biases: 0, form: .qdq),
    Counts(file: "ort/ppocr_cls/q_dynamic.onnx", activations: 54, weights: 54, biases: 0, form: .dynamic),
  ]

  @Test(arguments: counts.filter(\.isHere))
  func findsAllOfThem(_ expected: Counts) throws {
    let quantizers = try load(expected.file).quantizers
    #expect(quantizers.filter { $0.role == .activation }.count == expected.activations)
    #expect(quantizers.filter { $0.role == .weights }.count == expected.weights)
    #expect(quantizers.filter { $0.role == .bias }.count == expected.biases)
    #expect(quantizers.filter { $0.role == .activation }.allSatisfy { $0.form == expected.form })
  }

  @Test(.enabled(if: Resources.reference("ort/ppocr_cls/q_qdq_u8i8.onnx") != nil))
  func readsScalesOfBothOrdinaryForms() throws {
    let eight = try #require(try find("Mul@0", in: "ort/ppocr_cls/q_qdq_u8i8.onnx"))
    #expect(eight.scales == [0.20214246] && eight.zeroPoints == [11] && eight.bits == 8 && !eight.isSigned)
    #expect(eight.integerTensor == "Mul@0_QuantizeLinear_Output" && eight.results == ["Mul@0_DequantizeLinear_Output"])
    #expect(eight.axis == nil && eight.integerRange == 0...255)
    for file in ["ort/ppocr_cls/q_qdq_u16.onnx", "ort/ppocr_cls/q_qdq_u16_ai.onnx"] {
      let sixteen = try #require(try find("Mul@0", in: file))
      #expect(sixteen.scales == [0.00078654656] && sixteen.zeroPoints == [2861] && sixteen.bits == 16)
    }
  }

  /// Types that quantizers do not store have no range, and do not end the program.
  @Test(arguments: [(7, 8), (13, 8), (14, 8), (17, 1), (3, 1), (2, 1)])
  func givesRangesOfIntegersOnly(_ type: Int, _ width: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = modelBytes(zeroOf: type, shape: [], raw: [UInt8](repeating: 0, count: width))
    let model = try OnnxModel(path: try folder.write("m.onnx", bytes), access: FileAccess())
    let quantizer = try #require(model.quantizers.first)
    let ranges: [Int: ClosedRange<Int64>] = [2: 0...255, 3: -128...127]
    #expect(quantizer.integerRange == ranges[type])
    #expect(quantizer.range?.low == ranges[type].map { Double($0.lowerBound) })
  }

  @Test(.enabled(if: Resources.reference("ort/ppocr_cls/q_qdq_i8i8_pc.onnx") != nil))
  func readsScalesPerChannel() throws {
    let bias = try #require(try find("ConvAddFusion_Add_B_Reshape@0", in: "ort/ppocr_cls/q_qdq_i8i8_pc.onnx"))
    #expect(bias.role == .bias && bias.storage == .int32 && bias.axis == 0)
    #expect(bias.scales == [4.6953803e-05, 9.5218173e-05] && bias.zeroPoints == [0, 0])
  }

  @Test(.enabled(if: Resources.reference("ort/ppocr_cls/q_qop_u8i8.onnx") != nil))
  func findsTensorsOfIntegerOperators() throws {
    let quantizers = try load("ort/ppocr_cls/q_qop_u8i8.onnx").quantizers
    let written = try #require(quantizers.first { $0.integerTensor == "batch_norm_0.tmp_2_quantized" })
    #expect(written.form == .qOperator && written.source == "batch_norm_0.tmp_2" && written.role == .activation)
    #expect(written.scaleName == "batch_norm_0.tmp_2_scale" && written.scales.count == 1)
    let weights = try #require(
      quantizers.first { $0.integerTensor == "ConvBnFusion_W_conv1_weights_quantized" })
    #expect(weights.role == .weights && weights.source == "ConvBnFusion_W_conv1_weights" && weights.storage == .int8)
    #expect(quantizers.contains { $0.role == .bias && $0.source == "ConvBnFusion_BN_B_conv1_bn_offset" })
    #expect(Set(quantizers.map(\.integerTensor)).count == quantizers.count)
  }

  @Test(.enabled(if: Resources.reference("mct/uniform/quant_mctq.onnx") != nil))
  func readsTheOperatorsOfMCT() throws {
    let quantizers = try load("mct/uniform/quant_mctq.onnx").quantizers
    let input = try #require(quantizers.first { $0.role == .activation })
    #expect(input.form == .mctq && input.scales == [0.007807486665015127] && input.zeroPoints == [130])
    let weights = try #require(quantizers.first { $0.role == .weights && $0.source.hasPrefix("stem") })
    #expect(weights.axis == 0 && weights.scales.count == 16 && weights.bits == 8 && !weights.isSigned)
    #expect(weights.scales[0] == 0.012851180508732796 && weights.zeroPoints[0...3] == [114, 94, 196, 148])
    let wide = try load("mct/act/quant_mctq.onnx").quantizers.filter { $0.role == .activation && $0.bits == 16 }
    #expect(wide.count == 2 && wide.allSatisfy { $0.source.contains("ul") || $0.source.contains("d_act") })
  }

  @Test(arguments: [
    ("int4_weights", ElementType.int4, 4, true), ("uint4_weights", .uint4, 4, false),
    ("uint16_weights", .uint16, 16, false), ("fp8_weights", .float8E4M3FN, 8, true),
  ])
  func readsOtherWidths(_ file: String, _ type: ElementType, _ bits: Int, _ isSigned: Bool) throws {
    let model = try OnnxModel(path: Resources.path("edge/models/\(file).onnx"), access: FileAccess())
    let quantizer = try #require(model.quantizers.first)
    #expect(quantizer.role == .weights && quantizer.storage == type)
    #expect(quantizer.bits == bits && quantizer.isSigned == isSigned && quantizer.scales.count >= 1)
    let weights = try model.readInitializer(#require(model.graph.initializers[quantizer.integerTensor]))
    #expect(weights.floats().count == weights.count && weights.floats().allSatisfy(\.isFinite))
  }

  @Test(
    arguments: [
      (ElementType.uint8, 8, 0...255), (.int8, 8, -128...127), (.int32, 32, -2_147_483_648...2_147_483_647),
      (.int64, 64, nil), (.uint64, 64, nil), (.string, 0, nil),
    ] as [(ElementType, Int, ClosedRange<Int64>?)])
  func rangesAreThoseOfIntegers(type: ElementType, bits: Int, range: ClosedRange<Int64>?) {
    let quantizer = Quantizer(
      form: .qdq, role: .weights, source: "w", integerTensor: "w", results: [], scaleName: "s", zeroPointName: nil,
      scales: [1], zeroPoints: [0], axis: nil, blockSize: 0, storage: type, isSigned: !type.name.hasPrefix("u"),
      bits: bits)
    #expect(quantizer.integerRange == range)
  }

  private func load(_ file: String) throws -> OnnxModel {
    try OnnxModel(path: #require(Resources.reference(file)), access: FileAccess())
  }

  private func find(_ source: String, in file: String) throws -> Quantizer? {
    try load(file).quantizers.first { $0.source == source }
  }
}
