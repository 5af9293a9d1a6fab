// Where the tensors of a model lie in its file.

/// The ranges of the main graph's initializers, and of the tensors in its nodes' attributes.
///
/// The structure comes from the generated parser, which steps over weights; this walks the same fields in the same
/// order, so that both can be laid side by side by index.
struct TensorPlaces {
  /// One message range an initializer.
  private(set) var initializers: [Range<Int>] = []
  /// For each node and attribute the ranges of its `t` field (more than one where a writer split it).
  private(set) var attributes: [[[Range<Int>]]] = []

  /// - Throws: where the bytes are no model.
  init(_ bytes: UnsafeRawBufferPointer) throws(ProtobufWire.Failure) {
    var model = ProtobufWire(bytes)
    while let field = try model.next() {
      guard field.number == 7, field.wireType == 2 else { continue }
      try add(graph: ProtobufWire(bytes, field.range))
    }
  }

  private mutating func add(graph: ProtobufWire) throws(ProtobufWire.Failure) {
    var graph = graph
    while let field = try graph.next() {
      guard field.wireType == 2 else { continue }
      if field.number == 5 { initializers.append(field.range) }
      if field.number == 1 { attributes.append(try TensorPlaces.tensors(node: ProtobufWire(graph.bytes, field.range))) }
    }
  }

  private static func tensors(node: ProtobufWire) throws(ProtobufWire.Failure) -> [[Range<Int>]] {
    var node = node
    var found: [[Range<Int>]] = []
    while let field = try node.next() {
      guard field.number == 5, field.wireType == 2 else { continue }
      var attribute = ProtobufWire(node.bytes, field.range)
      var ranges: [Range<Int>] = []
      while let inner = try attribute.next() {
        if inner.number == 5, inner.wireType == 2 { ranges.append(inner.range) }
      }
      found.append(ranges)
    }
    return found
  }
}
