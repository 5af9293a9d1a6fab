// Where two operators were merged into one layer, as the float model's structure shows it.

import XQFormats
import XQMeasure

/// The two modules that a layer was made of, and the tensors whose ranges say how unlike they are.
struct MctJoint: Equatable {
  /// Module paths, or `add` for an addition.
  let first: String
  let second: String
  /// The input of the first one.
  let input: String
  /// The input of the second one; of an addition its result.
  let output: String

  enum Result: Equatable {
    case joint(MctJoint)
    /// The float file has BatchNormalization folded into the operator before it: the tensor between does not exist.
    case isFolded
    case none
  }

  /// Whether the tool examines a layer, by its name.
  static func isCandidate(_ name: String) -> Bool {
    name.hasSuffix("_bn") || name.hasSuffix("_collapsed") || name.hasPrefix("bn_")
  }

  /// The joint of a layer; ``Result/none`` where the structure is not one of those that the toolkit merges.
  static func of(_ layer: MctLayers.Layer, in graph: Graph) -> Result {
    guard let tensor = layer.tensor, let last = graph.producer[tensor].map({ graph.nodes[$0] }) else { return .none }
    let parts = layer.merged + [tensor]
    var weighted: [Node] = []
    for node in parts.compactMap({ weightedNode(writing: $0, graph) })
    where !weighted.contains(where: { $0.index == node.index }) {
      weighted.append(node)
    }
    if weighted.isEmpty, let before = last.inputs.lazy.compactMap({ weightedNode(writing: $0, graph) }).first {
      weighted = [before]
    }
    guard let first = weighted.first, let input = first.inputs.first else { return .none }
    if weighted.count > 1, let output = weighted[1].inputs.first {
      return joint(first, weighted[1], input, output)
    }
    if last.op == "Add", last.index != first.index, !layer.merged.isEmpty {
      return path(first).map {
        .joint(MctJoint(first: $0, second: addition(in: layer.name), input: input, output: tensor))
      }
        ?? .none
    }
    if last.op == "BatchNormalization", let output = last.inputs.first { return joint(first, last, input, output) }
    if layer.name.hasPrefix("bn_"), let before = graph.producer[input].map({ graph.nodes[$0] }),
      before.op == "BatchNormalization", let start = before.inputs.first
    {
      return joint(before, first, start, input)
    }
    return layer.name.hasSuffix("_bn") || layer.name.hasPrefix("bn_") ? .isFolded : .none
  }

  private static func joint(_ first: Node, _ second: Node, _ input: String, _ output: String) -> Result {
    guard let one = path(first), let two = path(second) else { return .none }
    return .joint(MctJoint(first: one, second: two, input: input, output: output))
  }

  private static func path(_ node: Node) -> String? {
    MctNames.modulePath(ofNode: node.name).flatMap { $0.path.isEmpty ? nil : $0.path }
  }

  /// The operator with weights that writes a tensor; behind a MatMul the addition of its bias belongs to it.
  private static func weightedNode(writing tensor: String, _ graph: Graph) -> Node? {
    guard let node = graph.producer[tensor].map({ graph.nodes[$0] }) else { return nil }
    if MctNames.weighted.contains(node.op) { return node }
    guard node.op == "Add", node.inputs.contains(where: { graph.initializers[$0] != nil }) else { return nil }
    return node.inputs.lazy.compactMap { graph.producer[$0] }.map { graph.nodes[$0] }.first { $0.op == "MatMul" }
  }

  /// `add_1` of `conv_bn_add_1_collapsed`.
  private static func addition(in layer: String) -> String {
    let name = layer.hasSuffix("_collapsed") ? layer.dropLast("_collapsed".count) : layer[...]
    guard let mark = name.ranges(of: "_add").last else { return "add" }
    return String(name[name.index(after: mark.lowerBound)...])
  }
}
