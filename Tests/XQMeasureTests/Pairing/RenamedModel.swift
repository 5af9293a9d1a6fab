// A model whose tensors and nodes all got other names: what an exporter that renumbers everything leaves.

import Foundation
import XQFormats
import XQSystem

/// A copy of an ONNX file in which every name of a tensor is another one, and nodes have none.
struct RenamedModel {
  let model: OnnxModel
  /// From the old name to the new one.
  let names: [String: String]

  /// - Parameters:
  ///   - prefix: the new names are this and a number.
  ///   - keepsEnds: whether inputs and outputs of the model keep their names.
  init(_ path: String, prefix: String, keepsEnds: Bool = false) throws {
    let original = try OnnxModel(path: path, access: FileAccess())
    let ends = original.graph.inputs.map(\.name) + original.graph.outputs.map(\.name)
    var renamer = Renamer(prefix: prefix, kept: keepsEnds ? Set(ends) : [])
    let bytes = try renamer.model([UInt8](Data(contentsOf: URL(filePath: path))))
    let folder = URL(filePath: path).deletingLastPathComponent().path
    model = try OnnxModel(
      bytes: FileBytes(bytes, displayName: prefix + ".onnx"), path: path, folder: folder, access: FileAccess())
    names = renamer.names
  }

  subscript(name: String) -> String { names[name] ?? name }
}

/// Rewrites protobuf messages field by field; numbers of fields from ONNX's schema.
private struct Renamer {
  let prefix: String
  let kept: Set<String>
  private(set) var names: [String: String] = [:]

  struct Damaged: Error {}

  init(prefix: String, kept: Set<String>) {
    self.prefix = prefix
    self.kept = kept
  }

  mutating func model(_ bytes: [UInt8]) throws -> [UInt8] {
    try rewrite(bytes[...]) { me, field, content in field == 7 ? try me.graph(content) : Array(content) }
  }

  private mutating func graph(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    try rewrite(bytes) { me, field, content in
      switch field {
      case 1: try me.node(content)
      case 5: try me.rewrite(content) { me, field, content in field == 8 ? me.name(content) : Array(content) }
      case 11, 12, 13: try me.rewrite(content) { me, field, content in field == 1 ? me.name(content) : Array(content) }
      default: Array(content)
      }
    }
  }

  private mutating func node(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    try rewrite(bytes) { me, field, content in
      switch field {
      case 1, 2: me.name(content)
      case 3: []
      case 5:
        try me.rewrite(content) { me, field, content in
          [6, 11].contains(field) ? try me.graph(content) : Array(content)
        }
      default: Array(content)
      }
    }
  }

  private mutating func name(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let old = String(decoding: bytes, as: UTF8.self)
    if old.isEmpty || kept.contains(old) { return Array(bytes) }
    let new = names[old] ?? prefix + String(names.count)
    names[old] = new
    return Array(new.utf8)
  }

  private mutating func rewrite(
    _ bytes: ArraySlice<UInt8>, _ change: (inout Self, UInt64, ArraySlice<UInt8>) throws -> [UInt8]
  ) throws -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes
    while !rest.isEmpty {
      let key = try varint(&rest)
      result += encoded(key)
      switch key & 7 {
      case 0: result += encoded(try varint(&rest))
      case 1: result += try take(8, &rest)
      case 5: result += try take(4, &rest)
      case 2:
        let content = try change(&self, key >> 3, take(Int(try varint(&rest)), &rest))
        result += encoded(UInt64(content.count)) + content
      default: throw Damaged()
      }
    }
    return result
  }

  private func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
    guard rest.count >= count else { throw Damaged() }
    defer { rest.removeFirst(count) }
    return rest.prefix(count)
  }

  private func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst() {
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    throw Damaged()
  }

  private func encoded(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    while value > 127 {
      bytes.append(UInt8(value & 127) | 128)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }
}
