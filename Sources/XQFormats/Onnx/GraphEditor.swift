// A model with a changed graph: nodes, constants, inputs and outputs added, rewired, renamed and dropped.

import XQSystem

/// Changes to the graph of one model, made all at once by ``model()``.
///
/// Works on the bytes of the file: what no change touches is copied as it is, field by field, and external data stay where
/// they are. Nodes are named by their index in ``graph``. Constants, and nodes, that something read before the changes
/// and nothing reads after them are left out.
public struct GraphEditor {
  /// What becomes of one node.
  struct NodeEdit {
    var inputs: [String]?
    var outputs: [String]?
    var isDropped = false
    var before: [NewNode] = []
    var after: [NewNode] = []
  }

  /// The graph as it was.
  public let graph: Graph
  let base: OnnxModel
  private(set) var edits: [Int: NodeEdit] = [:]
  private(set) var constants: [NewConstant] = []
  private(set) var addedInputs: [ValueInfo] = []
  private(set) var addedOutputs: [String] = []
  private(set) var droppedConstants: Set<String> = []
  private(set) var droppedDomains: Set<String> = []
  private(set) var atStart: [NewNode] = []
  private var taken: Set<String>

  /// Edits the model in standard operators, see ``OnnxModel/runnable``.
  public init(_ model: OnnxModel) {
    base = model
    graph = model.runnable.graph
    taken = Set(graph.producer.keys).union(graph.initializers.keys).union(graph.inputs.map(\.name))
    for node in graph.nodes { taken.formUnion(node.subgraphs.flatMap { $0.tensors.map(\.name) }) }
  }

  /// A name made from `wanted` that no tensor has, and that is not given a second time.
  public mutating func freeName(_ wanted: String) -> String {
    var name = wanted
    while !taken.insert(name).inserted { name += "_" }
    return name
  }

  // MARK: - Nodes

  /// Adds nodes before all others: these read inputs and constants only.
  public mutating func prepend(_ nodes: [NewNode]) { atStart += nodes }

  /// Adds nodes in front of a node.
  public mutating func insert(_ nodes: [NewNode], before node: Int) { edits[node, default: NodeEdit()].before += nodes }

  /// Adds nodes behind a node, and behind those that were added there before.
  public mutating func insert(_ nodes: [NewNode], after node: Int) { edits[node, default: NodeEdit()].after += nodes }

  public mutating func drop(node: Int) { edits[node, default: NodeEdit()].isDropped = true }

  /// Puts nodes in the place of one.
  public mutating func replace(node: Int, with nodes: [NewNode]) {
    drop(node: node)
    insert(nodes, after: node)
  }

  /// Gives a node another input, or one more: positions between the last one and `position` are left empty.
  public mutating func setInput(of node: Int, at position: Int, to tensor: String) {
    precondition(position >= 0, "a position below 0")
    var inputs = edits[node]?.inputs ?? graph.nodes[node].inputs
    while inputs.count <= position { inputs.append("") }
    inputs[position] = tensor
    edits[node, default: NodeEdit()].inputs = inputs
  }

  /// Gives an output of a node another name. Whoever reads the old name, a graph inside a node or the graph's outputs
  /// too, then reads what a new node writes under it.
  public mutating func rename(output: String, to name: String) {
    guard let node = graph.producer[output] else { return }
    var outputs = edits[node]?.outputs ?? graph.nodes[node].outputs
    for position in outputs.indices where outputs[position] == output { outputs[position] = name }
    taken.insert(name)
    edits[node, default: NodeEdit()].outputs = outputs
  }

  // MARK: - Constants, inputs, outputs

  /// Adds a constant; one of that name that the graph has is replaced.
  public mutating func add(_ constant: NewConstant) {
    if graph.initializers[constant.name] != nil { droppedConstants.insert(constant.name) }
    taken.insert(constant.name)
    constants.append(constant)
  }

  /// Drops an initializer, and the default of a graph input with it.
  public mutating func drop(constant: String) { droppedConstants.insert(constant) }

  /// Adds a graph input; `shape` is `nil` where it may have any.
  public mutating func addInput(_ name: String, _ type: ElementType, shape: [Int]?) {
    taken.insert(name)
    addedInputs.append(ValueInfo(name: name, kind: .tensor(type, shape: shape.map { $0.map { .fixed($0) } })))
  }

  /// Adds a graph output, of the type that the engine finds; nothing where it is one already.
  public mutating func addOutput(_ tensor: String) {
    guard !graph.outputs.contains(where: { $0.name == tensor }), !addedOutputs.contains(tensor) else { return }
    addedOutputs.append(tensor)
  }

  /// Drops the statement that the model uses a domain of operators.
  mutating func drop(domain: String) { droppedDomains.insert(domain) }

  // MARK: - Result

  /// The changed model, in memory, under the same path.
  ///
  /// - Throws: ``FormatError`` where the file was changed meanwhile, or the changes leave a tensor without a source.
  public func model() throws(FormatError) -> OnnxModel {
    let name = base.bytes.displayName
    return try OnnxModel(
      bytes: FileBytes(try bytes(), displayName: name), path: base.path, place: base.modelFolder)
  }

  /// The bytes of the changed model.
  func bytes() throws(FormatError) -> [UInt8] {
    let file = base.runnable.bytes
    try file.requireUnchanged()
    do throws(ProtobufWire.Failure) {
      return try GraphWriter(self).write(file.bytes)
    } catch {
      throw FormatError(.invalid, file: file.displayName, "cannot parse it: damaged")
    }
  }
}
