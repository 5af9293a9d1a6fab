// The shipped example as tests of files, slices and groups use it.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

enum DigitsExample {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CExamples/files/digits").path

  static func comparison(
    _ quantized: String = "int8", batch: Int? = 32, roles: [Comparison.Role] = [.validation]
  ) throws -> Comparison {
    let access = FileAccess()
    var data: [Comparison.Role: DataSet] = [:]
    for role in roles { data[role] = try DataSet.open(["\(folder)/\(role.rawValue).npz"], access: access) }
    return try Comparison(
      float: OnnxModel(path: "\(folder)/float.onnx", access: access),
      quantized: OnnxModel(path: "\(folder)/\(quantized).onnx", access: access), data: data, batch: batch)
  }

  static func stored(
    _ comparison: Comparison, _ role: Comparison.Role = .validation, _ options: MeasureOptions = MeasureOptions()
  ) throws -> StoredMeasurement {
    let measurement = try comparison.measure(role, options: options, engine: ReferenceFolder.engine())
    let identity = try comparison.identity(
      role, options: options, engine: measurement.engine, digests: FileDigests())
    return StoredMeasurement(role: role, identity: identity, pairing: comparison.pairing, measurement: measurement)
  }

  static func slice(_ number: Int, of count: Int) throws -> MeasureOptions {
    MeasureOptions(slice: try #require(SampleSlice(number, of: count)))
  }

  /// All that a measurement says but how long it took and what was asked for.
  static func figures(_ stored: StoredMeasurement) -> [String] {
    let measurement = stored.measurement
    let layers = measurement.layers.map { layer in
      switch layer {
      case .measured(let accumulator): "\(accumulator.bytes)"
      case .notComparable(let reason): reason
      }
    }
    let rest: [Any] = [
      measurement.firstErrors, measurement.agreements, measurement.sampleCount, measurement.batchCount,
      measurement.coverage, measurement.firstBatch as Any, measurement.notes, measurement.warnings, stored.pairs,
      stored.identity.digest,
    ]
    return layers + rest.map { "\($0)" }
  }
}

/// A folder that is there while a test runs.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appending(path: "xqsh-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }
}
