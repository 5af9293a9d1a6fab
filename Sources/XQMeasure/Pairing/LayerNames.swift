// The names that users see and type.

import XQFormats

/// The layer name of each tensor: the node's name where it has one, else the tensor's; a second output of a node, and a
/// name that was taken already, gets the tensor's name, with a number where that is taken too.
public struct LayerNames {
  private var names: [String: String] = [:]

  public init(_ graph: Graph) {
    var taken = Set(graph.inputs.map(\.name))
    for node in graph.nodes {
      for (position, tensor) in node.outputs.enumerated() where !tensor.isEmpty {
        let wanted = position == 0 && !node.name.isEmpty ? node.name : tensor
        var name = taken.contains(wanted) ? tensor : wanted
        // A node may have the name of another node's tensor.
        var number = 2
        while taken.contains(name) {
          name = "\(tensor)#\(number)"
          number += 1
        }
        taken.insert(name)
        names[tensor] = name
      }
    }
  }

  /// The layer that writes a tensor; the tensor's own name for an input.
  public subscript(tensor: String) -> String { names[tensor] ?? tensor }
}
