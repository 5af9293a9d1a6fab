// The reference data that are not part of the package; tests that need them are skipped where they are absent.

import Foundation
import XQRuntime

enum ReferenceFolder {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let url: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "reference/ort")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: url.path)

  static func engine() -> OnnxRuntime {
    OnnxRuntime(
      OnnxRuntimeLocator(
        environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
          ?? package.appending(path: ".onnxruntime").path))
  }

  static func decode<Result: Decodable>(_ type: Result.Type, _ file: String) throws -> Result {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url.appending(path: file)))
  }
}

/// A number that JSON has no digits for is a string there.
struct ReferenceNumber: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      value = Double(text) ?? .nan
    } else {
      value = try container.decode(Double.self)
    }
  }
}
