// Metrics of a real pair against those that other tools computed.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct ReferenceMetricsTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let folder: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "reference/ort")
  }()

  private static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  @Test(
    .enabled(if: isPresent),
    arguments: [
      ("ppocr_cls", "q_qdq_u8i8", "val", 4), ("ppocr_cls", "q_qdq_u8i8", "repr", 4),
      ("minilm_l2", "q_qdq_u8i8", "val", 8), ("minilm_l2", "q_qdq_i8i8_pc", "repr", 8),
    ])
  func agreeWithNumpy(pair: String, quantized: String, set: String, batchSize: Int) throws {
    let folder = Self.folder.appending(path: pair)
    let tensors = try ReferenceTensor.read(folder.appending(path: quantized + ".reference.json"), set: set)
    let accumulators = try measure(
      folder, quantized: quantized, set: set, batchSize: batchSize, pairs: tensors.map { ($0.float, $0.quantized) })
    var wrong: [String] = []
    for (tensor, accumulator) in zip(tensors, accumulators) {
      wrong += tensor.pooled.differences(from: accumulator.pooled).map { "\(tensor.float): pooled \($0)" }
      wrong += tensor.batch.differences(from: accumulator.batch).map { "\(tensor.float): batch \($0)" }
      if accumulator.count != tensor.count { wrong.append("\(tensor.float): count \(accumulator.count)") }
    }
    #expect(tensors.count > 80)
    #expect(wrong == [])
  }

  private func measure(
    _ folder: URL, quantized: String, set: String, batchSize: Int, pairs: [(String, String)]
  ) throws -> [ErrorAccumulator] {
    let engine = OnnxRuntime(
      OnnxRuntimeLocator(
        environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"],
        executable: Self.package.appending(path: ".build/debug/xqsh").path))
    let access = FileAccess()
    let sessions = try [("float", pairs.map(\.0)), (quantized, pairs.map(\.1))].map { name, tensors in
      let model = try OnnxModel(path: folder.appending(path: name + ".onnx").path, access: access)
      return try engine.load(model, fetching: tensors, options: EngineOptions())
    }
    let arrays = try ArrayFile(access.read(folder.appending(path: set + ".npz").path)).arrays.map {
      (name: $0.name, header: $0.header, view: try $0.read())
    }
    let samples = try #require(arrays.first?.header.shape.first)
    var accumulators = Array(repeating: ErrorAccumulator(), count: pairs.count)
    for first in stride(from: 0, to: samples, by: batchSize) {
      let count = min(batchSize, samples - first)
      let inputs = arrays.map { array in
        let sampleBytes = array.view.bytes.count / samples
        let bytes = array.view.bytes[(first * sampleBytes)..<((first + count) * sampleBytes)]
        let tensor = Tensor(
          type: array.header.type, shape: [count] + array.header.shape.dropFirst(),
          bytes: UnsafeRawBufferPointer(rebasing: bytes), owner: array.view.owner)
        return (name: array.name, tensor: tensor)
      }
      let results = try sessions.map { try $0.run(inputs, cancellation: Cancellation()) }
      for index in pairs.indices {
        let (x, y) = (try #require(results[0][index]), try #require(results[1][index]))
        accumulators[index].add(try PairSums(reference: x, other: y))
      }
    }
    return accumulators
  }
}

/// A tensor of a reference file.
private struct ReferenceTensor {
  let float: String
  let quantized: String
  let count: Int
  let pooled: ReferenceMetrics
  let batch: ReferenceMetrics

  /// Those of a file that are compared as they are.
  static func read(_ file: URL, set: String) throws -> [ReferenceTensor] {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let tensors = try #require((json as? [String: Any])?["tensors"] as? [[String: Any]])
    return try tensors.compactMap { tensor in
      guard tensor["rule"] as? String != "integer_dequantized" else { return nil }
      let values = try #require(tensor[set] as? [String: Any])
      return ReferenceTensor(
        float: try #require(tensor["float_tensor"] as? String),
        quantized: try #require(tensor["quant_tensor"] as? String),
        count: try #require(values["n"] as? Int),
        pooled: ReferenceMetrics(values: try #require(values["pooled"] as? [String: Any])),
        batch: ReferenceMetrics(values: try #require(values["batch"] as? [String: Any])))
    }
  }
}

private struct ReferenceMetrics {
  let values: [String: Any]

  /// Metrics that are off by more than 1e-9 of their size.
  func differences(from metrics: ErrorMetrics) -> [String] {
    let found = [
      "mse": metrics.mse, "cs": metrics.cosine, "sqnr_db": metrics.sqnrDecibels, "sqnr": metrics.sqnrRatio,
      "nrmse": metrics.nrmse, "max_abs": metrics.maxAbsolute, "bias": metrics.bias,
    ]
    return found.sorted { $0.key < $1.key }.compactMap { name, value in
      let expected = number(name)
      guard let value, let expected else { return value == nil && expected == nil ? nil : "\(name) is missing" }
      if value == expected || value.isNaN && expected.isNaN { return nil }
      // Errors of both signs cancel in the bias: it is only as exact as its terms.
      let size = name == "bias" ? max(abs(expected), metrics.maxAbsolute ?? 0) : abs(expected)
      return abs(value - expected) <= 1e-9 * size ? nil : "\(name) \(value), wanted \(expected)"
    }
  }

  /// JSON has no infinities: they are strings.
  private func number(_ name: String) -> Double? {
    switch values[name] {
    case let number as NSNumber: number.doubleValue
    case let text as String: Double(text)
    default: nil
    }
  }
}
