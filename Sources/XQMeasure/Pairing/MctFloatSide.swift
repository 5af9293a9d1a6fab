// The float model as Model Compression Toolkit saw it: which tensor belongs to a layer's name.

import XQFormats

/// Finds the float tensor that a layer of MCT's quantized model stands for.
///
/// MCT folds layers together and names the result by its parts: `X_bn` and `bn_X` (BatchNormalization folded into X),
/// `X_add_1_collapsed` (a residual addition merged into X), `X_Y_collapsed` (two convolutions in a row). The tensor is the
/// one behind the last part.
struct MctFloatSide {
  private let graph: Graph
  /// Output tensors of layers with weights, by torch.fx's name of the module; `nil` where two modules share a name.
  private var outputs: [String: String?] = [:]

  init(_ graph: Graph) {
    self.graph = graph
    var paths: [String: String] = [:]
    for index in graph.order {
      let node = graph.nodes[index]
      guard MctNames.weighted.contains(node.op), node.domain.isEmpty, let own = node.outputs.first else { continue }
      let (output, bias) = withBias(node, own)
      guard let path = modulePath(of: node, bias: bias) else { continue }
      let name = MctNames.name(ofModule: path)
      // A module that runs twice: its last run counts, as in MCT's own measurement.
      outputs[name] = .some(paths[name] == nil || paths[name] == path ? output : nil)
      paths[name] = path
    }
  }

  /// The tensor behind the layer, and the tensors before it that exist in the float model only.
  ///
  /// `depth`: how often a part may be a collapsed layer itself; names from a file must not decide how long this takes.
  func tensor(of layer: String, depth: Int = 2) -> (tensor: String, merged: [String])? {
    if let output = output(layer) { return (output, []) }
    if layer.hasSuffix("_bn"), let output = output(String(layer.dropLast(3))) {
      guard let normalized = onlyReader(of: output, op: "BatchNormalization") else { return (output, []) }
      return (normalized, [output])
    }
    if layer.hasPrefix("bn_"), let output = output(String(layer.dropFirst(3))) { return (output, []) }
    guard depth > 0, layer.utf8.count < Self.longestName, layer.hasSuffix("_collapsed") else { return nil }
    return collapsed(String(layer.dropLast("_collapsed".count)), depth: depth - 1)
  }

  /// In bytes: two or three paths of modules.
  private static let longestName = 500

  /// `X_add_1`, or `X_Y`; either part may be folded or collapsed itself.
  private func collapsed(_ name: String, depth: Int) -> (tensor: String, merged: [String])? {
    if let base = withoutAddition(name), let first = tensor(of: base, depth: depth) {
      let additions = (graph.consumers[first.tensor] ?? []).map { graph.nodes[$0.node] }.filter { $0.op == "Add" }
      guard additions.count == 1, let sum = additions[0].outputs.first else { return nil }
      return (sum, first.merged + [first.tensor])
    }
    // Names have underscores of their own: each of them may be the joint. Two readings that fit are none.
    var found: [(tensor: String, merged: [String])] = []
    for joint in name.indices where name[joint] == "_" {
      guard let first = tensor(of: String(name[..<joint]), depth: depth),
        let second = tensor(of: String(name[name.index(after: joint)...]), depth: depth), first.tensor != second.tensor
      else { continue }
      found.append((second.tensor, first.merged + [first.tensor] + second.merged))
    }
    return found.count == 1 ? found[0] : nil
  }

  /// `X` of `X_add` or `X_add_3`.
  private func withoutAddition(_ name: String) -> String? {
    var rest = name[...]
    if let mark = rest.lastIndex(of: "_"), rest[rest.index(after: mark)...].utf8.allSatisfy({ (48...57).contains($0) }),
      rest.index(after: mark) < rest.endIndex
    {
      rest = rest[..<mark]
    }
    for suffix in ["_add", "_iadd"] where rest.hasSuffix(suffix) { return String(rest.dropLast(suffix.count)) }
    return nil
  }

  private func output(_ name: String) -> String? { outputs[name] ?? nil }

  private func onlyReader(of tensor: String, op: String) -> String? {
    guard let readers = graph.consumers[tensor], readers.count == 1, graph.nodes[readers[0].node].op == op else {
      return nil
    }
    return graph.nodes[readers[0].node].outputs.first
  }

  /// Behind a MatMul stands the bias of a linear layer as an addition of its own.
  private func withBias(_ node: Node, _ output: String) -> (tensor: String, bias: String?) {
    guard node.op == "MatMul", let sum = onlyReader(of: output, op: "Add"), let index = graph.producer[sum],
      let bias = graph.nodes[index].inputs.first(where: { graph.initializers[$0] != nil })
    else { return (output, nil) }
    return (sum, bias)
  }

  private func modulePath(of node: Node, bias: String?) -> String? {
    if let named = MctNames.modulePath(ofNode: node.name), !named.path.isEmpty { return named.path }
    // The newer exporter's names of nodes tell nothing; those of its weights do.
    let parameters = node.inputs.dropFirst().filter { graph.initializers[$0] != nil } + [bias].compactMap { $0 }
    return parameters.lazy.compactMap(MctNames.modulePath(ofParameter:)).first
  }
}
