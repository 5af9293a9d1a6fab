// Copies a model's bytes with the changes of a ``GraphEditor``.

/// Writes one changed model.
struct GraphWriter {
  private let editor: GraphEditor
  /// Nodes that the changes left without a reader, or that were dropped by name.
  private var leftOutNodes: Set<Int> = []
  private var leftOutConstants: Set<String>
  /// Tensors that nothing gives any more: what is declared of them goes too.
  private var leftOutTensors: Set<String> = []
  /// Encoded attributes of nodes that new ones inherit from.
  private var attributes: [Int: [(name: String, range: Range<Int>)]] = [:]

  init(_ editor: GraphEditor) {
    self.editor = editor
    leftOutConstants = editor.droppedConstants
    for (index, edit) in editor.edits where edit.isDropped { leftOutNodes.insert(index) }
    leaveOutUnread()
    var given = Set(newNodes.flatMap(\.outputs) + editor.constants.map(\.name))
    for node in editor.graph.nodes where !leftOutNodes.contains(node.index) { given.formUnion(outputs(of: node)) }
    leftOutTensors = Set(editor.graph.producer.keys).subtracting(given)
  }

  /// ModelProto: graph 7, opset_import 8, whose domain is 1. What is added comes in a second graph message: messages that
  /// occur twice are merged by every reader.
  func write(_ bytes: UnsafeRawBufferPointer) throws(ProtobufWire.Failure) -> [UInt8] {
    var copy = self
    copy.attributes = try inheritedAttributes(bytes)
    var writer = OnnxWireWriter()
    var wire = ProtobufWire(bytes)
    var nodeIndex: Int?
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (7, 2): writer.add(7, try copy.graph(bytes, field.range, &nodeIndex))
      case (8, 2) where editor.droppedDomains.contains(try Self.text(1, in: bytes, field.range) ?? ""): break
      default: writer.copy(bytes[field.whole])
      }
    }
    writer.add(7, additions())
    return writer.bytes
  }

  // MARK: - What is left out

  private var newNodes: [NewNode] { editor.atStart + editor.edits.values.flatMap { $0.before + $0.after } }

  private func inputs(of node: Node) -> [String] {
    (editor.edits[node.index]?.inputs ?? node.inputs) + node.subgraphs.flatMap(\.captures)
  }

  private func outputs(of node: Node) -> [String] { editor.edits[node.index]?.outputs ?? node.outputs }

  /// Follows the changes upstream: a node goes when its last reader went, and takes its inputs with it.
  private mutating func leaveOutUnread() {
    let graph = editor.graph
    var readers: [String: Int] = [:]
    for output in graph.outputs.map(\.name) + editor.addedOutputs { readers[output, default: 0] += 1 }
    for node in newNodes { for input in node.inputs { readers[input, default: 0] += 1 } }
    for node in graph.nodes where !leftOutNodes.contains(node.index) {
      for input in inputs(of: node) { readers[input, default: 0] += 1 }
    }
    var unread = graph.consumers.keys.filter { readers[$0] == nil }
    while let tensor = unread.popLast() {
      if graph.initializers[tensor] != nil { leftOutConstants.insert(tensor) }
      guard let producer = graph.producer[tensor], !leftOutNodes.contains(producer) else { continue }
      let node = graph.nodes[producer]
      guard outputs(of: node).allSatisfy({ $0.isEmpty || readers[$0] == nil }) else { continue }
      leftOutNodes.insert(producer)
      for input in inputs(of: node) where !input.isEmpty {
        guard let count = readers[input] else { continue }
        readers[input] = count == 1 ? nil : count - 1
        if count == 1 { unread.append(input) }
      }
    }
  }

  // MARK: - The graph

  /// GraphProto: node 1, initializer 5, input 11, value_info 13. `nextNode` is `nil` at the first graph message.
  private func graph(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ nextNode: inout Int?
  ) throws(ProtobufWire.Failure) -> [UInt8] {
    var writer = OnnxWireWriter()
    if nextNode == nil { add(editor.atStart, to: &writer, bytes) }
    var nodeIndex = nextNode ?? 0
    defer { nextNode = nodeIndex }
    var wire = ProtobufWire(bytes, range)
    while let field = try wire.next() {
      switch (field.number, field.wireType) {
      case (1, 2):
        try copy(node: nodeIndex, field, to: &writer, bytes)
        nodeIndex += 1
      case (5, 2) where leftOutConstants.contains(try Self.text(8, in: bytes, field.range) ?? ""): break
      case (11, 2) where leftOutConstants.contains(try Self.text(1, in: bytes, field.range) ?? ""): break
      case (13, 2) where leftOutTensors.contains(try Self.text(1, in: bytes, field.range) ?? ""): break
      default: writer.copy(bytes[field.whole])
      }
    }
    return writer.bytes
  }

  private func copy(
    node index: Int, _ field: ProtobufWire.Field, to writer: inout OnnxWireWriter, _ bytes: UnsafeRawBufferPointer
  ) throws(ProtobufWire.Failure) {
    let edit = editor.edits[index] ?? GraphEditor.NodeEdit()
    add(edit.before, to: &writer, bytes)
    switch (leftOutNodes.contains(index), edit.inputs == nil && edit.outputs == nil) {
    case (true, _): break
    case (false, true): writer.copy(bytes[field.whole])
    case (false, false): writer.add(1, try rewired(index, field.range, bytes))
    }
    add(edit.after, to: &writer, bytes)
  }

  /// NodeProto: input 1, output 2; the rest is copied.
  private func rewired(
    _ index: Int, _ range: Range<Int>, _ bytes: UnsafeRawBufferPointer
  ) throws(ProtobufWire.Failure) -> [UInt8] {
    let node = editor.graph.nodes[index]
    var writer = OnnxWireWriter()
    for input in editor.edits[index]?.inputs ?? node.inputs { writer.add(1, input) }
    for output in outputs(of: node) { writer.add(2, output) }
    var wire = ProtobufWire(bytes, range)
    while let field = try wire.next() {
      if field.number != 1, field.number != 2 { writer.copy(bytes[field.whole]) }
    }
    return writer.bytes
  }

  private func add(_ nodes: [NewNode], to writer: inout OnnxWireWriter, _ bytes: UnsafeRawBufferPointer) {
    for node in nodes {
      var body = OnnxWireWriter()
      node.write(to: &body)
      if let inherited = node.inherited {
        for attribute in attributes[inherited.node] ?? [] where !inherited.except.contains(attribute.name) {
          body.copy(bytes[attribute.range])
        }
      }
      writer.add(1, body.bytes)
    }
  }

  /// GraphProto: initializer 5, input 11, output 12.
  private func additions() -> [UInt8] {
    var writer = OnnxWireWriter()
    for constant in editor.constants { writer.add(5, constant.encoded) }
    for input in editor.addedInputs { writer.add(11, input.encoded) }
    for output in editor.addedOutputs { writer.add(12, ValueInfo(name: output, kind: .unknown).encoded) }
    return writer.bytes
  }

  // MARK: - Parts of messages

  /// Of each node that a new one inherits from its attributes, with their tags. NodeProto: attribute 5, whose name is 1.
  private func inheritedAttributes(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtobufWire.Failure) -> [Int: [(name: String, range: Range<Int>)]] {
    let wanted = Set(newNodes.compactMap { $0.inherited?.node })
    var found: [Int: [(name: String, range: Range<Int>)]] = [:]
    guard !wanted.isEmpty else { return found }
    var (model, nodeIndex) = (ProtobufWire(bytes), 0)
    while let field = try model.next() {
      guard field.number == 7, field.wireType == 2 else { continue }
      var graph = ProtobufWire(bytes, field.range)
      while let field = try graph.next() {
        guard field.number == 1, field.wireType == 2 else { continue }
        if wanted.contains(nodeIndex) { found[nodeIndex] = try Self.attributes(in: bytes, field.range) }
        nodeIndex += 1
      }
    }
    return found
  }

  private static func attributes(
    in bytes: UnsafeRawBufferPointer, _ node: Range<Int>
  ) throws(ProtobufWire.Failure) -> [(name: String, range: Range<Int>)] {
    var (wire, found) = (ProtobufWire(bytes, node), [(name: String, range: Range<Int>)]())
    while let field = try wire.next() {
      guard field.number == 5, field.wireType == 2 else { continue }
      found.append((try text(1, in: bytes, field.range) ?? "", field.whole))
    }
    return found
  }

  /// A text field of a message; the last one counts.
  private static func text(
    _ number: Int, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ProtobufWire.Failure) -> String? {
    var wire = ProtobufWire(bytes, range)
    var found: String?
    while let field = try wire.next() {
      if field.number == number, field.wireType == 2 { found = String(decoding: bytes[field.range], as: UTF8.self) }
    }
    return found
  }
}
