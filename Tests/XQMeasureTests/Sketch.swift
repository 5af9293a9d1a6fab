// Models of a few nodes, for tests.

import XQFormats
import XQSystem

/// A model of a few nodes, written field by field.
struct Sketch {
  private var graph = Message()

  init(_ name: String) { graph.add(2, name) }

  mutating func input(_ name: String, _ shape: [UInt64]) { graph.add(11, Self.value(name, shape)) }

  mutating func output(_ name: String, _ shape: [UInt64]) { graph.add(12, Self.value(name, shape)) }

  mutating func weights(_ name: String, _ shape: [UInt64], _ values: [Float]) {
    tensor(name, .float32, shape, values.flatMap { Self.bytes($0.bitPattern, 4) })
  }

  /// Integers of a type with whole bytes.
  mutating func integers(_ name: String, _ type: ElementType, _ shape: [UInt64], _ values: [Int]) {
    let width = (type.bits ?? 8) / 8
    tensor(name, type, shape, values.flatMap { Self.bytes(UInt32(truncatingIfNeeded: $0), width) })
  }

  private mutating func tensor(_ name: String, _ type: ElementType, _ shape: [UInt64], _ bytes: [UInt8]) {
    var tensor = Message()
    for size in shape { tensor.add(1, size) }
    tensor.add(2, UInt64(type.rawValue))
    tensor.add(8, name)
    tensor.add(9, bytes)
    graph.add(5, tensor.bytes)
  }

  private static func bytes(_ bits: UInt32, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  mutating func node(
    _ op: String, _ inputs: [String], _ output: String, domain: String = "", integers: [String: UInt64] = [:]
  ) {
    var node = Message()
    if !domain.isEmpty { node.add(7, domain) }
    for input in inputs { node.add(1, input) }
    node.add(2, output)
    node.add(4, op)
    for (name, value) in integers {
      var attribute = Message()
      attribute.add(1, name)
      attribute.add(3, value)
      attribute.add(20, UInt64(2))
      node.add(5, attribute.bytes)
    }
    graph.add(1, node.bytes)
  }

  func model() throws -> OnnxModel {
    var opset = Message()
    opset.add(2, UInt64(13))
    var model = Message()
    model.add(1, UInt64(8))
    model.add(7, graph.bytes)
    model.add(8, opset.bytes)
    var contributed = Message()
    contributed.add(1, "com.microsoft")
    contributed.add(2, UInt64(1))
    model.add(8, contributed.bytes)
    return try OnnxModel(
      bytes: FileBytes(model.bytes, displayName: "sketch.onnx"), path: "sketch.onnx", folder: nil,
      access: FileAccess())
  }

  private static func value(_ name: String, _ shape: [UInt64]) -> [UInt8] {
    var dimensions = Message()
    for size in shape {
      var dimension = Message()
      dimension.add(1, size)
      dimensions.add(1, dimension.bytes)
    }
    var tensor = Message()
    tensor.add(1, UInt64(1))
    tensor.add(2, dimensions.bytes)
    var type = Message()
    type.add(1, tensor.bytes)
    var value = Message()
    value.add(1, name)
    value.add(2, type.bytes)
    return value.bytes
  }
}

struct Message {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ field: UInt64, _ value: UInt64) { bytes += Self.varint(field << 3) + Self.varint(value) }

  mutating func add(_ field: UInt64, _ content: [UInt8]) {
    bytes += Self.varint(field << 3 | 2) + Self.varint(UInt64(content.count)) + content
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }

  private static func varint(_ value: UInt64) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
  }
}
