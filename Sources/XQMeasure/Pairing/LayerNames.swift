// The names that users see and type.

import XQFormats

/// The layer name of each tensor: the node's name where it has one, else the tensor's; a second output of a node, and a
/// name that was taken already, gets the tensor's name.
struct LayerNames {
  private var names: [String: String] = [:]

  init(_ graph: Graph) {
    var taken = Set(graph.inputs.map(\.name))
    for node in graph.nodes {
      for (position, tensor) in node.outputs.enumerated() where !tensor.isEmpty {
        let wanted = position == 0 && !node.name.isEmpty ? node.name : tensor
        let name = taken.contains(wanted) ? tensor : wanted
        taken.insert(name)
        names[tensor] = name
      }
    }
  }

  subscript(tensor: String) -> String { names[tensor] ?? tensor }
}
