// What can be added to a graph: operators, constants, inputs and outputs.

/// An operator to be added to a graph.
public struct NewNode: Sendable {
  public enum Value: Sendable {
    case int(Int)
    case ints([Int])
    case float(Float)
    case string(String)
  }

  public let op: String
  /// Empty for ai.onnx.
  public let domain: String
  /// Names are optional in ONNX; the same one twice makes a model that no reader takes.
  public let name: String
  public let inputs: [String]
  public let outputs: [String]
  public let attributes: [(name: String, value: Value)]
  /// A node of the edited model whose attributes it has too, but for those in `except`.
  public let inherited: (node: Int, except: Set<String>)?

  public init(
    _ op: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
    attributes: [(name: String, value: Value)] = [], attributesOf node: Int? = nil, except: Set<String> = []
  ) {
    self.op = op
    self.domain = domain
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    inherited = node.map { ($0, except) }
  }

  /// The fields of NodeProto but attributes that are inherited: input 1, output 2, name 3, op_type 4, attribute 5,
  /// domain 7.
  func write(to writer: inout OnnxWireWriter) {
    for input in inputs { writer.add(1, input) }
    for output in outputs { writer.add(2, output) }
    if !name.isEmpty { writer.add(3, name) }
    writer.add(4, op)
    for (name, value) in attributes { writer.add(5, Self.attribute(name, value)) }
    if !domain.isEmpty { writer.add(7, domain) }
  }

  /// AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20.
  private static func attribute(_ name: String, _ value: Value) -> [UInt8] {
    var writer = OnnxWireWriter()
    writer.add(1, name)
    switch value {
    case .float(let number):
      writer.add(2, float: number)
      writer.add(20, int: 1)
    case .int(let number):
      writer.add(3, int: number)
      writer.add(20, int: 2)
    case .string(let text):
      writer.add(4, text)
      writer.add(20, int: 3)
    case .ints(let numbers):
      for number in numbers { writer.add(8, int: number) }
      writer.add(20, int: 7)
    }
    return writer.bytes
  }
}

/// A constant to be added to a graph.
public struct NewConstant: Sendable {
  public let name: String
  public let type: ElementType
  public let shape: [Int]
  /// Little-endian elements in C order.
  let contents: [UInt8]

  /// `values` must be as many as the shape has elements.
  public init(_ name: String, _ values: [Float], shape: [Int]) {
    self.name = name
    self.shape = shape
    type = .float32
    contents = values.withUnsafeBytes { Array($0) }
  }

  public init(_ name: String, scalar: Float) { self.init(name, [scalar], shape: []) }

  /// Integers of a type with whole bytes; each is cut to the type's width.
  public init(_ name: String, integers: [Int64], _ type: ElementType, shape: [Int]) {
    self.name = name
    self.type = type
    self.shape = shape
    let width = (type.bits ?? 8) / 8
    contents = integers.flatMap { value in (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) } }
  }

  /// TensorProto: dims 1, data_type 2, name 8, raw_data 9.
  var encoded: [UInt8] {
    var writer = OnnxWireWriter()
    for dimension in shape { writer.add(1, int: dimension) }
    writer.add(2, int: Int(type.rawValue))
    writer.add(8, name)
    writer.add(9, contents)
    return writer.bytes
  }
}

extension ValueInfo {
  /// ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1; Tensor: elem_type 1, shape 2; a shape's dim 1, whose
  /// dim_value is 1.
  var encoded: [UInt8] {
    var writer = OnnxWireWriter()
    writer.add(1, name)
    guard case .tensor(let element, let dimensions) = kind else { return writer.bytes }
    var (tensor, type) = (OnnxWireWriter(), OnnxWireWriter())
    tensor.add(1, int: Int(element.rawValue))
    if let dimensions {
      var shape = OnnxWireWriter()
      for dimension in dimensions {
        var size = OnnxWireWriter()
        switch dimension {
        case .fixed(let count): size.add(1, int: count)
        case .named(let name): size.add(2, name)
        case .unknown: break
        }
        shape.add(1, size.bytes)
      }
      tensor.add(2, shape.bytes)
    }
    type.add(1, tensor.bytes)
    writer.add(2, type.bytes)
    return writer.bytes
  }
}
