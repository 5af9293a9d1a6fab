// What the tests of this module share: files beside them, reference data elsewhere, arrays and archives made on the spot.

import Foundation
import Testing
import XQFormats
import XQSystem

enum Resources {
  /// The path of a file beside the tests.
  static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Resources/" + name).path
  }

  /// A file of the reference data that are not part of the package; `nil` where they are absent.
  static func reference(_ name: String) -> String? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shared =
      ProcessInfo.processInfo.environment["XQSH_SHARED"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
    let path = shared + "/reference/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

/// One line of `edge/expected.json`.
struct Expectation: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let expect: String
  let words: [String]
  let descr: String?
  let shape: [Int]?
  let sum: String?

  var path: String { Resources.path("edge/" + file) }
  var testDescription: String { file }

  static let all: [Expectation] = {
    guard let data = FileManager.default.contents(atPath: Resources.path("edge/expected.json")),
      let all = try? JSONDecoder().decode([Expectation].self, from: data)
    else { return [] }
    return all
  }()

  static func those(in folder: String, _ expect: String) -> [Expectation] {
    all.filter { $0.file.hasPrefix(folder + "/") && $0.expect == expect }
  }
}

extension FileAccess {
  /// Reads with the error that formats throw.
  func contentsForTest(_ path: String) throws(FormatError) -> FileBytes {
    do throws(FileError) {
      return try read(path)
    } catch {
      throw FormatError(error)
    }
  }
}

/// The error that `body` throws; `nil` where it throws none.
func formatError(_ body: () throws(FormatError) -> Void) -> FormatError? {
  do throws(FormatError) {
    try body()
    return nil
  } catch {
    return error
  }
}

extension ValueInfo {
  static func tensorForTest(_ name: String, _ type: ElementType, _ shape: [Dimension]?) -> ValueInfo {
    ValueInfo(name: name, kind: .tensor(type, shape: shape))
  }
}

func openFile(_ path: String) throws -> FileBytes { try FileAccess().read(path) }

/// A folder that is removed when the test ends.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

extension TemporaryFolder {
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }
}

/// A version 1 array of 32-bit floats.
func npy(_ values: [Float], shape: [Int]) -> [UInt8] {
  let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  return npyHead("{'descr': '<f4', 'fortran_order': False, 'shape': (\(dimensions)), }")
    + values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) } }
}

/// A version 1 head, padded as numpy pads it.
func npyHead(_ dictionary: String) -> [UInt8] {
  let padding = (64 - (10 + dictionary.utf8.count + 1) % 64) % 64
  let text = Array(dictionary.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
}

/// A message of protobuf, built field by field: for models that no exporter writes.
struct Message {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: Int, _ number: Int) { bytes += Message.varint(field << 3) + Message.varint(number) }

  mutating func add(_ field: Int, _ contents: [UInt8]) {
    bytes += Message.varint(field << 3 | 2) + Message.varint(contents.count) + contents
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var rest = UInt(bitPattern: number)
    var bytes: [UInt8] = []
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// `y = Relu(DequantizeLinear(QuantizeLinear(x)))` with a scale of 1, and an initializer `zero` of the given kind.
func modelBytes(zeroOf type: Int, shape: [Int], raw: [UInt8]) -> [UInt8] {
  func tensor(_ name: String, _ type: Int, _ shape: [Int], _ raw: [UInt8]) -> [UInt8] {
    var message = Message()
    for dimension in shape { message.add(1, dimension) }
    message.add(2, type)
    message.add(8, Array(name.utf8))
    message.add(9, raw)
    return message.bytes
  }
  func node(_ op: String, _ inputs: [String], _ output: String) -> [UInt8] {
    var message = Message()
    for input in inputs { message.add(1, Array(input.utf8)) }
    message.add(2, Array(output.utf8))
    message.add(4, Array(op.utf8))
    return message.bytes
  }
  func value(_ name: String) -> [UInt8] {
    var message = Message()
    message.add(1, Array(name.utf8))
    return message.bytes
  }
  var graph = Message()
  graph.add(1, node("QuantizeLinear", ["x", "scale", "zero"], "q"))
  graph.add(1, node("DequantizeLinear", ["q", "scale", "zero"], "d"))
  graph.add(1, node("Relu", ["d"], "y"))
  graph.add(5, tensor("scale", 1, [], [0, 0, 0x80, 0x3F]))
  graph.add(5, tensor("zero", type, shape, raw))
  graph.add(11, value("x"))
  graph.add(12, value("y"))
  var opset = Message()
  opset.add(2, 21)
  var model = Message()
  model.add(1, 8)
  model.add(7, graph.bytes)
  model.add(8, opset.bytes)
  return model.bytes
}

/// A zip archive with one stored member.
func zip(_ name: String, _ contents: [UInt8], crc: UInt32, method: UInt16 = 0, size: Int? = nil) -> [UInt8] {
  func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let common =
    number(Int(method), 2) + number(0, 4) + number(Int(crc), 4) + number(contents.count, 4)
    + number(size ?? contents.count, 4) + number(name.utf8.count, 2)
  let local = number(0x0403_4B50, 4) + number(20, 2) + number(0, 2) + common + number(0, 2) + Array(name.utf8)
  let directory =
    number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(0, 2) + common + number(0, 8) + number(0, 4)
    + number(0, 4) + Array(name.utf8)
  let end =
    number(0x0605_4B50, 4) + number(0, 4) + number(1, 2) + number(1, 2) + number(directory.count, 4)
    + number(local.count + contents.count, 4) + number(0, 2)
  return local + contents + directory + end
}

/// Numbers that look random and are the same on every machine (Marsaglia 2003, xorshift).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
