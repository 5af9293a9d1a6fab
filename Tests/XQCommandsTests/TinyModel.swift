// Small ONNX models made on the spot.

import Foundation

/// A model of a few operators over float32 inputs of shape [n, 4].
struct TinyModel {
  struct Node {
    let op: String
    let inputs: [String]
    let output: String
    /// Integer attributes.
    let integers: [String: Int]
    let name: String

    /// Without a name of its own a node has that of its output.
    init(
      _ op: String, _ inputs: [String], _ output: String, name: String? = nil, integers: [String: Int] = [:]
    ) {
      self.name = name ?? output
      self.op = op
      self.inputs = inputs
      self.output = output
      self.integers = integers
    }
  }

  let inputs: [String]
  let nodes: [Node]
  let outputs: [String]

  /// Writes `NAME.onnx`; the path.
  func write(to folder: String, name: String = "tiny") throws -> String {
    let path = "\(folder)/\(name).onnx"
    try bytes.write(to: URL(filePath: path))
    return path
  }

  /// ModelProto: IR version 8, the graph, opset 17.
  private var bytes: Data {
    let graph =
      nodes.map { field(1, node($0)) }.joined() + field(2, "tiny") + inputs.map { field(11, input($0)) }.joined()
      + outputs.map { field(12, field(1, $0)) }.joined()
    return number(1, 8) + field(7, Data(graph)) + field(8, number(2, 17))
  }

  private func node(_ node: Node) -> Data {
    var bytes = Data()
    for input in node.inputs { bytes += field(1, input) }
    bytes += field(2, node.output) + field(3, node.name) + field(4, node.op)
    for (name, value) in node.integers.sorted(by: { $0.key < $1.key }) {
      bytes += field(5, field(1, name) + number(3, value) + number(20, 2))
    }
    return bytes
  }

  private func input(_ name: String) -> Data {
    let shape = field(1, field(2, "n")) + field(1, number(1, 4))
    return field(1, name) + field(2, field(1, number(1, 1) + field(2, shape)))
  }

  private func field(_ number: Int, _ text: String) -> Data { field(number, Data(text.utf8)) }

  private func field(_ number: Int, _ body: Data) -> Data { varint(number << 3 | 2) + varint(body.count) + body }

  private func number(_ field: Int, _ value: Int) -> Data { varint(field << 3) + varint(value) }

  private func varint(_ value: Int) -> Data {
    var (value, bytes) = (value, Data())
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
    return bytes
  }
}
