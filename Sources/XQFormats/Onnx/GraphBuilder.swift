// From the messages of a model to a checked ``Graph``.

import XQSystem

/// Builds the graph of one model; whatever contradicts ONNX's rules is thrown, with the names at hand.
struct GraphBuilder {
  private let file: String
  private let message: Onnx_GraphProto
  private let places: TensorPlaces
  private var initializerReader: InitializerReader
  private var initializers: [String: Initializer] = [:]
  private var nodes: [Node] = []
  private var producer: [String: Int] = [:]
  /// What the reader passed over without an error, a sentence each.
  private(set) var notices: [String] = []

  init(_ message: Onnx_GraphProto, _ places: TensorPlaces, file: FileBytes, folder: ModelFolder?) {
    self.file = file.displayName
    self.message = message
    self.places = places
    initializerReader = InitializerReader(file, folder: folder)
  }

  mutating func build() throws(FormatError) -> Graph {
    try readInitializers()
    let inputs = try readInputs()
    try readNodes()
    let known = Set(inputs.map(\.name)).union(initializers.keys).union(producer.keys)
    try requireSources(known)
    let outputs = try readOutputs(known)
    let fed = inputs.filter { initializers[$0.name] == nil }
    let order = try GraphOrder(nodes, producer: producer, file: file)
    return Graph(
      name: message.name, nodes: nodes, order: order.order, initializers: initializers, inputs: fed, outputs: outputs,
      declared: Dictionary(message.valueInfo.map { ($0.name, ValueInfo($0)) }, uniquingKeysWith: { $1 }),
      producer: producer, consumers: consumers(), dependsOnInput: order.reachable(from: fed.map(\.name)))
  }

  // MARK: - Parts

  private mutating func readInitializers() throws(FormatError) {
    guard message.sparseInitializer.isEmpty else {
      throw error(.unsupported, message.sparseInitializer[0].values.name, "is a sparse initializer; wanted a dense one")
    }
    guard places.initializers.count == message.initializer.count else {
      throw error(.invalid, nil, "is damaged: cannot parse its initializers")
    }
    for (tensor, range) in zip(message.initializer, places.initializers) {
      guard !tensor.name.isEmpty else { throw error(.invalid, nil, "has an initializer without a name") }
      let initializer = try initializerReader.read(tensor, at: [range], label: tensor.name)
      guard initializers.updateValue(initializer, forKey: tensor.name) == nil else {
        throw error(.invalid, tensor.name, "is defined twice: by two initializers")
      }
    }
  }

  private func readInputs() throws(FormatError) -> [ValueInfo] {
    var seen = Set<String>()
    for input in message.input {
      guard !input.name.isEmpty else { throw error(.invalid, nil, "has a graph input without a name") }
      guard seen.insert(input.name).inserted else {
        throw error(.invalid, input.name, "is defined twice: by two graph inputs")
      }
    }
    return message.input.map(ValueInfo.init)
  }

  private mutating func readNodes() throws(FormatError) {
    guard places.attributes.count == message.node.count else {
      throw error(.invalid, nil, "is damaged: cannot parse its nodes")
    }
    let inputs = Set(message.input.map(\.name))
    var names: [String: Int] = [:]
    for (index, node) in message.node.enumerated() {
      if !node.name.isEmpty, let first = names.updateValue(index, forKey: node.name) {
        throw error(
          .invalid, node.name,
          "names two nodes, \(message.node[first].opType) and \(node.opType): the same name twice",
          advice: ["give every node a name of its own; ONNX Runtime refuses the model otherwise"])
      }
      for output in node.output where !output.isEmpty {
        let isTaken = inputs.contains(output) || initializers[output] != nil
        guard !isTaken, producer.updateValue(index, forKey: output) == nil else {
          throw error(.invalid, output, "is defined twice: it is written by more than one node, input or initializer")
        }
      }
      nodes.append(try convert(node, index))
    }
  }

  private mutating func readOutputs(_ known: Set<String>) throws(FormatError) -> [ValueInfo] {
    guard !message.output.isEmpty else {
      throw error(.invalid, nil, "has no output: nothing can be compared", advice: ["export it with named outputs"])
    }
    var outputs: [ValueInfo] = []
    var seen = Set<String>()
    for output in message.output {
      guard known.contains(output.name) else {
        throw error(.invalid, output.name, "is a graph output that no node, input or initializer gives")
      }
      if seen.insert(output.name).inserted {
        outputs.append(ValueInfo(output))
      } else {
        notices.append("output '\(output.name)' is listed twice; it is taken once")
      }
    }
    return outputs
  }

  // MARK: - Nodes

  private mutating func convert(_ node: Onnx_NodeProto, _ index: Int) throws(FormatError) -> Node {
    let label = node.name.isEmpty ? "\(node.opType) of '\(node.output.first ?? "")'" : node.name
    guard places.attributes[index].count == node.attribute.count else {
      throw error(.invalid, label, "is damaged: cannot parse its attributes")
    }
    var attributes: [String: Attribute] = [:]
    var subgraphs: [Subgraph] = []
    for (attribute, ranges) in zip(node.attribute, places.attributes[index]) {
      if attribute.hasT {
        attributes[attribute.name] = .tensor(
          try initializerReader.read(attribute.t, at: ranges, label: "\(label).\(attribute.name)"))
      } else {
        attributes[attribute.name] = Attribute(attribute)
      }
      let graphs = (attribute.hasG ? [attribute.g] : []) + attribute.graphs
      subgraphs += graphs.map { Subgraph($0, attribute: attribute.name) }
    }
    return Node(
      index: index, name: node.name, op: node.opType, domain: OnnxModel.normalizedDomain(node.domain),
      inputs: node.input, outputs: node.output, attributes: attributes, subgraphs: subgraphs)
  }

  private func requireSources(_ known: Set<String>) throws(FormatError) {
    for node in nodes {
      for input in node.inputs + node.subgraphs.flatMap(\.captures) where !input.isEmpty && !known.contains(input) {
        throw error(
          .invalid, input, "is read by \(node.label) and given by no input, initializer or node: it is missing")
      }
    }
  }

  private func consumers() -> [String: [(node: Int, position: Int)]] {
    var consumers: [String: [(node: Int, position: Int)]] = [:]
    for node in nodes {
      for (position, input) in node.inputs.enumerated() where !input.isEmpty {
        consumers[input, default: []].append((node.index, position))
      }
      for capture in Set(node.subgraphs.flatMap(\.captures)) {
        consumers[capture, default: []].append((node.index, -1))
      }
    }
    return consumers
  }

  private func error(
    _ kind: FormatError.Kind, _ subject: String?, _ problem: String, advice: [String] = []
  ) -> FormatError {
    FormatError(kind, file: file, subject: subject, problem, advice: advice)
  }
}

extension Node {
  /// How a diagnostic names it: nodes need no name in ONNX.
  public var label: String {
    name.isEmpty ? "the \(op) that writes '\(outputs.first { !$0.isEmpty } ?? "")'" : "\(op) '\(name)'"
  }
}

extension Attribute {
  /// A tensor needs its place in the file and is made by the builder.
  init(_ attribute: Onnx_AttributeProto) {
    switch attribute.type {
    case 1: self = .float(attribute.f)
    case 2: self = .int(attribute.i)
    case 3: self = .string(String(decoding: attribute.s, as: UTF8.self))
    case 6: self = .floats(attribute.floats)
    case 7: self = .ints(attribute.ints)
    case 8: self = .strings(attribute.strings.map { String(decoding: $0, as: UTF8.self) })
    // Writers before IR version 2 stated no type.
    case 0 where !attribute.floats.isEmpty: self = .floats(attribute.floats)
    case 0 where !attribute.ints.isEmpty: self = .ints(attribute.ints)
    case 0 where !attribute.s.isEmpty: self = .string(String(decoding: attribute.s, as: UTF8.self))
    case 0 where attribute.f != 0: self = .float(attribute.f)
    case 0 where attribute.i != 0: self = .int(attribute.i)
    default: self = .other
    }
  }
}

extension Subgraph {
  /// Depth is bounded by the parser.
  init(_ graph: Onnx_GraphProto, attribute: String) {
    var defined = Set(graph.input.map(\.name)).union(graph.initializer.map(\.name))
    var used: [String] = []
    var tensors: [(name: String, op: String)] = []
    for node in graph.node {
      defined.formUnion(node.output)
      tensors += node.output.filter { !$0.isEmpty }.map { ($0, node.opType) }
      used += node.input
      for inner in node.attribute {
        for graph in (inner.hasG ? [inner.g] : []) + inner.graphs {
          let nested = Subgraph(graph, attribute: inner.name)
          used += nested.captures
          tensors += nested.tensors
        }
      }
    }
    used += graph.output.map(\.name)
    var seen = Set<String>()
    self.attribute = attribute
    captures = used.filter { !$0.isEmpty && !defined.contains($0) && seen.insert($0).inserted }
    self.tensors = tensors
  }
}

extension ValueInfo {
  init(_ info: Onnx_ValueInfoProto) {
    name = info.name
    switch info.type.value {
    case .tensorType(let tensor):
      if let type = ElementType(rawValue: tensor.elemType) {
        kind = .tensor(type, shape: tensor.hasShape ? tensor.shape.dim.map(Dimension.init) : nil)
      } else {
        kind = tensor.elemType == 0 ? .unknown : .other("tensor of element type \(tensor.elemType)")
      }
    case .sequenceType: kind = .other("sequence")
    case .mapType: kind = .other("map")
    case .optionalType: kind = .other("optional")
    case .sparseTensorType: kind = .other("sparse tensor")
    case .opaqueType: kind = .other("opaque")
    case nil: kind = .unknown
    }
  }
}

extension ValueInfo.Dimension {
  /// Some writers state -1 for "any".
  init(_ dimension: Onnx_TensorShapeProto.Dimension) {
    switch dimension.value {
    case .dimValue(let size): self = Int(exactly: size).flatMap { $0 < 0 ? nil : .fixed($0) } ?? .unknown
    case .dimParam(let name): self = name.isEmpty ? .unknown : .named(name)
    case nil: self = .unknown
    }
  }
}
