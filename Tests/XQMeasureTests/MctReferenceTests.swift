// Errors of models that Model Compression Toolkit quantized, against its own reports.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct MctReferenceTests {
  struct Metrics: Decodable {
    let mse: Double
    let cs: Double
    let sqnr: Double
  }

  /// `quant_report.json`. Its sqnr is a ratio.
  struct Report: Decodable {
    let outputRepr: Metrics
    let outputVal: Metrics
    let layersRepr: [String: Metrics]
    let layersVal: [String: Metrics]

    private enum CodingKeys: String, CodingKey {
      case outputRepr = "output_similarity_metrics_repr"
      case outputVal = "output_similarity_metrics_val"
      case layersRepr = "intermediate_similarity_metrics_repr"
      case layersVal = "intermediate_similarity_metrics_val"
    }
  }

  struct Pair: Decodable {
    let layer: String
    let floatTensor: String
    let quantTensor: String
    let floatDynamoTensor: String?

    private enum CodingKeys: String, CodingKey {
      case layer
      case floatTensor = "float_tensor"
      case quantTensor = "quant_tensor"
      case floatDynamoTensor = "float_dynamo_tensor"
    }
  }

  /// One model of the reference data, and how close a plain script comes to the toolkit's figures, relative.
  struct Model: Sendable, CustomTestStringConvertible {
    let folder: String
    let float: String
    let quantized: String
    let mse: Double
    let cs: Double
    let sqnr: Double
    /// Layers whose activation the PyTorch model applies in place, and which the toolkit measures behind it.
    var inPlace: Set<String> = []

    var testDescription: String { "\(folder)/\(quantized) with \(float)" }
  }

  /// Deviations that the same comparison in numpy has from the toolkit's own run: float32 arithmetic of another library,
  /// and values that fall on the other side of a rounding boundary.
  static let models: [Model] = {
    let folders: [(String, Double, Double, Double)] = [
      ("clean", 9.4e-6, 1.8e-6, 9.1e-6), ("outlier", 2.0e-5, 6.4e-6, 2.0e-5), ("shift", 6.4e-3, 1.6e-6, 9.5e-3),
      ("concat", 5.4e-6, 3.5e-7, 3.6e-6), ("lowbit", 2.4e-5, 2.3e-7, 2.3e-5), ("many", 2.8e-7, 1.6e-6, 3.1e-7),
      ("uniform", 1.2e-2, 4.7e-7, 1.3e-2),
    ]
    var models = folders.flatMap { folder, mse, cs, sqnr in
      ["quant.onnx", "quant_mctq.onnx"].map {
        Model(folder: folder, float: "float.onnx", quantized: $0, mse: mse, cs: cs, sqnr: sqnr)
      }
    }
    let inPlace: Set = ["b_conv_bn", "dw", "d_conv_bn", "e", "k"]
    models += [
      // The FAKELY_QUANT file lacks the quantizers of 16 bits.
      Model(
        folder: "act", float: "float.onnx", quantized: "quant.onnx", mse: 1.0e-1, cs: 2.3e-5, sqnr: 4.7e-2,
        inPlace: inPlace),
      Model(
        folder: "act", float: "float.onnx", quantized: "quant_mctq.onnx", mse: 4.2e-3, cs: 3.4e-6, sqnr: 5.7e-3,
        inPlace: inPlace),
      Model(
        folder: "clean", float: "float_dynamo.onnx", quantized: "quant.onnx", mse: 8.9e-6, cs: 1.8e-6, sqnr: 9.1e-6),
    ]
    return models
  }()

  private static let reference: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return (shared ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "reference/mct")
  }()
  private static let isHere = FileManager.default.fileExists(atPath: reference.path)

  @Test(.enabled(if: isHere), arguments: models)
  func agreesWithTheReport(model: Model) throws {
    try check(model, in: Self.reference.appending(path: model.folder), roles: [.representative, .validation])
  }

  @Test(.enabled(if: isHere), arguments: models)
  func pairsAreTheTensorsThatTheToolkitMeasured(model: Model) throws {
    let folder = Self.reference.appending(path: model.folder)
    let wanted = try JSONDecoder().decode([Pair].self, from: Data(contentsOf: folder.appending(path: "pairs.json")))
    let pairing = try Self.comparison(model, in: folder, roles: []).pairing
    let pairs = pairing.pairs.filter { $0.module != nil }
    #expect(pairs.map(\.module) == wanted.map(\.layer))
    for (pair, wanted) in zip(pairs, wanted) {
      let tensor = model.float == "float_dynamo.onnx" ? wanted.floatDynamoTensor : wanted.floatTensor
      #expect(pair.tensor == tensor, "\(wanted.layer)")
      #expect(pair.partner == wanted.quantTensor, "\(wanted.layer)")
    }
    #expect(pairing.pairs.count == wanted.count + 1)
    #expect(pairing.pairs.last?.partner == "output" && pairing.pairs.last?.isOutput == true)
    #expect(pairing.unpaired.allSatisfy { !$0.isCandidate })
  }

  @Test(.enabled(if: isHere), arguments: models)
  func behindQuantizersEverythingIsPairedThatMCTDidNotMerge(model: Model) throws {
    let access = FileAccess()
    let folder = Self.reference.appending(path: model.folder)
    let pairing = Pairing(
      float: try OnnxModel(path: folder.appending(path: model.float).path, access: access),
      quantized: try OnnxModel(path: folder.appending(path: model.quantized).path, access: access))
    #expect(pairing.unpaired.filter(\.isCandidate).allSatisfy { $0.reason.hasPrefix("merged by MCT into '") })
    #expect(Set(pairing.pairs.map(\.partner)).count == pairing.pairs.count)
    #expect(pairing.pairs.first?.rule == .afterQuantizer)
  }

  /// The example that is part of the package.
  private static let example = Model(
    folder: "mct_lowbit", float: "float.onnx", quantized: "quant_mctq.onnx", mse: 2.4e-5, cs: 2.3e-7, sqnr: 2.3e-5)

  @Test func theExampleAgreesWithTheReport() throws {
    try check(
      Self.example, in: Bundle.module.bundleURL.appending(path: "Resources/mct_lowbit"), roles: [.validation])
  }

  /// Writes what `quant.onnx` of the same model has: rounded weights, and names; its bits are inferred.
  @Test func aModelThatStatesNoBitsIsPairedAlike() throws {
    let folder = Bundle.module.bundleURL.appending(path: "Resources/mct_lowbit")
    let access = FileAccess()
    let stated = try OnnxModel(path: folder.appending(path: "quant_mctq.onnx").path, access: access)
    let rounded = try OnnxModel(bytes: stated.runnable.bytes, path: "rounded.onnx", folder: nil, access: access)
    let float = try OnnxModel(path: folder.appending(path: "float.onnx").path, access: access)
    let pairing = Pairing(float: float, quantized: rounded, place: .op(inPlace: []))
    #expect(
      pairing.pairs.map(\.module) == ["stem_conv_bn", "b1_conv_bn", "b2_conv_bn", "b3_conv_bn", "h", "fc", nil])
    #expect(InferredWeights(stated) == nil)
    let inferred = try #require(InferredWeights(rounded))
    let bits = stated.quantizers.filter { $0.role == .weights }.map { quantizer in
      (String(quantizer.source.dropLast(".weight".count)), quantizer.bits)
    }
    #expect(bits.count == 6 && bits.last?.1 == 2)
    for (layer, bits) in bits {
      let node = try #require(rounded.graph.nodes.first { $0.name.hasPrefix("/\(layer)/layer/") })
      #expect(inferred.grid(of: node)?.bits == bits, "\(layer)")
    }
  }

  // MARK: - Parts

  private static func comparison(
    _ model: Model, in folder: URL, roles: [Comparison.Role]
  ) throws -> Comparison {
    let access = FileAccess()
    var data: [Comparison.Role: DataSet] = [:]
    for role in roles {
      data[role] = try DataSet.open([folder.appending(path: "\(role.rawValue).npz").path], access: access)
    }
    return try Comparison(
      float: OnnxModel(path: folder.appending(path: model.float).path, access: access),
      quantized: OnnxModel(path: folder.appending(path: model.quantized).path, access: access), data: data,
      place: .op(inPlace: model.inPlace))
  }

  private func check(_ model: Model, in folder: URL, roles: [Comparison.Role]) throws {
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: folder.appending(path: "quant_report.json")))
    let library =
      ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
      ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: ".onnxruntime").path
    let engine = OnnxRuntime(OnnxRuntimeLocator(environment: library))
    let comparison = try Self.comparison(model, in: folder, roles: roles)
    var worst = (mse: 0.0, cs: 0.0, sqnr: 0.0)
    for role in roles {
      let measurement = try comparison.measure(role, engine: engine)
      #expect(measurement.notes == [])
      let (layers, output) =
        role == .validation ? (report.layersVal, report.outputVal) : (report.layersRepr, report.outputRepr)
      #expect(Set(comparison.pairing.pairs.compactMap(\.module)) == Set(layers.keys))
      for (pair, result) in zip(comparison.pairing.pairs, measurement.layers) {
        let wanted = try #require(pair.module.map { layers[$0] } ?? output)
        guard case .measured(let accumulator) = result else {
          Issue.record("'\(pair.layer)' was not measured")
          continue
        }
        let found = accumulator.batch
        worst.mse = max(worst.mse, deviation(found.mse, wanted.mse))
        worst.cs = max(worst.cs, deviation(found.cosine, wanted.cs))
        worst.sqnr = max(worst.sqnr, deviation(found.sqnrRatio, wanted.sqnr))
      }
    }
    // The bounds have two digits.
    #expect(worst.mse <= 1.05 * model.mse)
    #expect(worst.cs <= 1.05 * model.cs)
    #expect(worst.sqnr <= 1.05 * model.sqnr)
  }

  /// Relative; infinite where there is no figure.
  private func deviation(_ value: Double?, _ wanted: Double) -> Double {
    value.map { abs($0 - wanted) / abs(wanted) } ?? .infinity
  }
}
