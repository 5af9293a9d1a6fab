// Which tensors suffer from quantization by what is computed with them.

import XQFormats

/// Whether a tensor lies inside a normalization, a softmax or an error function.
///
/// There it is a square, a root, an exponential or a divisor, or it is read by such an operator: few steps near 0 decide.
/// A Softmax that is the model's end does not count, nor does a division by a constant.
struct SiteSensitivity {
  private let graph: Graph
  private let outputs: Set<String>

  private static let producers: Set<String> = ["Pow", "Sqrt", "Reciprocal", "Exp", "Log", "Erf"]
  private static let consumers: Set<String> = ["Sqrt", "Pow", "Exp", "Log", "Reciprocal", "Erf", "Softmax"]

  init(_ graph: Graph) {
    self.graph = graph
    outputs = Set(graph.outputs.map(\.name))
  }

  func isSensitive(_ tensor: String) -> Bool {
    let readers = (graph.consumers[tensor] ?? []).map { (node: graph.nodes[$0.node], position: $0.position) }
    if readers.contains(where: { suffers($0.node, $0.position) }) { return true }
    guard let producer = graph.producer[tensor].map({ graph.nodes[$0] }) else { return false }
    let ops = Set(readers.map(\.node.op))
    switch producer.op {
    case let op where Self.producers.contains(op): return true
    case "Div": return producer.inputs.count > 1 && !isConstant(producer.inputs[1])
    // A mean or a variance, and a deviation from the mean.
    case "ReduceMean": return !ops.isDisjoint(with: ["Sub", "Sqrt", "Add"])
    case "Sub": return !ops.isDisjoint(with: ["Pow", "Mul"]) && ops.contains("Div")
    case "Add": return isShift(producer, readBy: ops)
    default: return false
    }
  }

  private func suffers(_ node: Node, _ position: Int) -> Bool {
    if node.op == "Div" { return position == 1 }
    return Self.consumers.contains(node.op) && !(node.outputs.first.map(outputs.contains) ?? false)
  }

  /// Variance + epsilon below a root; 1 + erf or 1 + tanh as a factor.
  private func isShift(_ add: Node, readBy ops: Set<String>) -> Bool {
    guard add.inputs.contains(where: isScalar) else { return false }
    if ops.contains("Sqrt") { return true }
    return ops.contains("Mul")
      && add.inputs.contains { input in
        graph.producer[input].map { ["Erf", "Tanh"].contains(graph.nodes[$0].op) } ?? false
      }
  }

  private func isConstant(_ tensor: String) -> Bool { !graph.dependsOnInput.contains(tensor) }

  private func isScalar(_ tensor: String) -> Bool { graph.constant(tensor)?.count == 1 || graph.isNumber(tensor) }
}

extension Graph {
  /// The constant of this name, an initializer or what a Constant node holds as a tensor; `nil` for others.
  func constant(_ name: String) -> Initializer? {
    if let initializer = initializers[name] { return initializer }
    guard let index = producer[name], nodes[index].op == "Constant",
      case .tensor(let tensor)? = nodes[index].attributes["value"]
    else { return nil }
    return tensor
  }

  /// Whether a Constant node holds just one number as an attribute.
  fileprivate func isNumber(_ name: String) -> Bool {
    guard let index = producer[name], nodes[index].op == "Constant" else { return false }
    return nodes[index].attributes["value_float"] != nil || nodes[index].attributes["value_int"] != nil
  }
}
