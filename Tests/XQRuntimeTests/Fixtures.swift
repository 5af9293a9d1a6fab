// What the tests of this module share: the engine, the models beside them, tensors, reference data.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

/// The folder of the package.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Where `Scripts/setup` puts the library, or where the environment says.
let packageLocator = OnnxRuntimeLocator(
  environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"],
  executable: packageFolder.appending(path: ".build/debug/xqsh").path)

/// Reference data that are not part of the package; tests that need them are skipped where they are absent.
enum Reference {
  static let folder: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? packageFolder.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "reference/ort")
  }()
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)
}

/// The path of a file beside the tests.
func resource(_ name: String) -> String {
  packageFolder.appending(path: "Tests/XQRuntimeTests/Resources").appending(path: name).path
}

func model(_ name: String) throws -> OnnxModel {
  try OnnxModel(path: resource(name + ".onnx"), access: FileAccess())
}

func engine() -> OnnxRuntime { OnnxRuntime(packageLocator) }

/// Loads a model of this folder, with the settings that tests want most.
func session(
  _ name: String, fetching tensors: [String], options: EngineOptions = EngineOptions()
) throws -> any EngineSession {
  try engine().load(model(name), fetching: tensors, options: options)
}

/// Owns the bytes of a tensor, `offset` bytes behind an aligned address.
private final class Bytes {
  let buffer: UnsafeMutableRawBufferPointer
  let view: UnsafeRawBufferPointer

  init(_ contents: UnsafeRawBufferPointer, offset: Int) {
    buffer = .allocate(byteCount: contents.count + offset, alignment: 64)
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
    part.copyMemory(from: contents)
    view = UnsafeRawBufferPointer(part)
  }

  deinit { buffer.deallocate() }
}

extension Tensor {
  convenience init<Element: BitwiseCopyable>(
    _ type: ElementType, _ shape: [Int], _ elements: [Element], offset: Int = 0
  ) {
    let bytes = elements.withUnsafeBytes { Bytes($0, offset: offset) }
    self.init(type: type, shape: shape, bytes: bytes.view, owner: bytes)
  }

  convenience init(_ shape: [Int], _ elements: [Float], offset: Int = 0) {
    self.init(.float32, shape, elements, offset: offset)
  }

  /// The elements, if that is how wide they are.
  func elements<Element: BitwiseCopyable>(as type: Element.Type) -> [Element] {
    withExtendedLifetime(self) {
      stride(from: 0, to: bytes.count, by: MemoryLayout<Element>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Element.self)
      }
    }
  }

  var floats: [Float] { elements(as: Float.self) }
}

extension Reference {
  /// The first samples of a pair's validation data, by input.
  static func samples(_ pair: String, count: Int) throws -> [(name: String, tensor: Tensor)] {
    let access = FileAccess()
    // A set of samples is an archive with the samples along axis 0, or a folder with an archive for each.
    let set = folder.appending(path: pair).appending(path: "val").path
    let isFolder = access.kind(of: set) == .folder
    let path = isFolder ? set + "/" + (try access.list(set)[0]) : set + ".npz"
    return try ArrayFile(access.read(path)).arrays.map { array in
      let view = try array.read()
      let shape = array.header.shape
      guard !isFolder, let samples = shape.first, samples > count else {
        return (array.name, Tensor(type: array.header.type, shape: shape, bytes: view.bytes, owner: view.owner))
      }
      let bytes = UnsafeRawBufferPointer(rebasing: view.bytes[..<(view.bytes.count / samples * count)])
      let tensor = Tensor(type: array.header.type, shape: [count] + shape.dropFirst(), bytes: bytes, owner: view.owner)
      return (array.name, tensor)
    }
  }
}
