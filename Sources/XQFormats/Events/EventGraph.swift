// A graph in an event file: tensorflow.GraphDef, as far as a quantization log needs it.

import XQSystem

/// One node of a graph in an event file.
public struct EventNode: Sendable {
  public enum Attribute: Sendable, Equatable {
    case int(Int64)
    case float(Float)
    case bool(Bool)
    case string(String)
    /// Lists, shapes, types.
    case other
  }

  /// The whole name, such as `Net/Conv2d_0/stem_conv`.
  public let name: String
  public let op: String
  public let inputs: [String]
  public let attributes: [String: Attribute]

  /// The part of the name behind the last `/`.
  public var shortName: String { name.split(separator: "/").last.map(String.init) ?? name }
}

/// A graph in an event file.
public struct EventGraph: Sendable {
  /// In the file's order.
  public let nodes: [EventNode]

  /// Reads the graph at a range that an ``Event`` of the file named.
  public init(_ reader: EventReader, at range: Range<Int>) throws(FormatError) {
    var nodes: [EventNode] = []
    do throws(ProtobufWire.Failure) {
      var wire = ProtobufWire(reader.file.bytes, range)
      while let field = try wire.next() {
        guard field.number == 1, field.wireType == 2 else { continue }
        nodes.append(try EventNode(reader.file.bytes, field.range))
      }
    } catch {
      throw reader.damaged(error, what: "a graph")
    }
    self.nodes = nodes
  }
}

extension EventNode {
  fileprivate init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(ProtobufWire.Failure) {
    var wire = ProtobufWire(bytes, range)
    var (name, op, inputs, attributes) = ("", "", [String](), [String: Attribute]())
    while let field = try wire.next() {
      guard field.wireType == 2 else { continue }
      switch field.number {
      case 1: name = bytes.text(field.range)
      case 2: op = bytes.text(field.range)
      case 3: inputs.append(bytes.text(field.range))
      case 5:
        let (key, value) = try Self.entry(bytes, field.range)
        attributes[key] = value
      default: break
      }
    }
    self.init(name: name, op: op, inputs: inputs, attributes: attributes)
  }

  /// An entry of the map of attributes.
  private static func entry(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ProtobufWire.Failure) -> (String, Attribute) {
    var wire = ProtobufWire(bytes, range)
    var (key, value) = ("", Attribute.other)
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (1, 2): key = bytes.text(field.range)
      case (2, 2): value = try attribute(bytes, field.range)
      default: break
      }
    }
    return (key, value)
  }

  private static func attribute(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ProtobufWire.Failure) -> Attribute {
    var wire = ProtobufWire(bytes, range)
    var value = Attribute.other
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (2, 2): value = .string(bytes.text(field.range))
      case (3, 0): value = .int(Int64(bitPattern: field.value))
      case (4, 5): value = .float(bytes.float(at: field.range.lowerBound))
      case (5, 0): value = .bool(field.value != 0)
      default: break
      }
    }
    return value
  }
}
