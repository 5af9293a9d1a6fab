// Shift negative activation: a small negative tail costs the sign bit.

import XQFormats
import XQMeasure

/// The tool's judge "Shift Negative Activation".
///
/// It names every node of one of the classes PReLU, ELU, Hardswish, SiLU, GELU and their functions, whatever the errors and
/// thresholds are, and whether the toolkit's correction was on or not. LeakyReLU, Tanh, Mish and Hardtanh do not count.
enum MctNegativeJudge {
  static func findings(_ subject: MctCase) -> [MctFinding] {
    MctActivations(subject.comparison.float.graph).activations.map { activation in
      MctFinding(
        .negative, [activation.name], tensor: activation.tensor,
        sentence:
          "\(activation.type) gives small negative values, for which a symmetric quantizer spends half of its steps",
        warning: "\(activation.name)=\(activation.type)")
    }
  }
}

/// The activations with a negative tail in a graph, by the names that torch.fx gives them.
struct MctActivations {
  struct Activation {
    let name: String
    /// The module's class, or the function.
    let type: String
    let tensor: String
  }

  private(set) var activations: [Activation] = []
  private let graph: Graph
  private var functions: [String: Int] = [:]
  private let paths: Set<String>

  private static let single: [String: (type: String, function: String)] = [
    "PRelu": ("PReLU", "prelu"), "Elu": ("ELU", "elu"), "HardSwish": ("Hardswish", "hardswish"),
    "Gelu": ("GELU", "gelu"),
  ]

  init(_ graph: Graph) {
    self.graph = graph
    paths = Set(graph.nodes.compactMap { MctNames.modulePath(ofNode: $0.name)?.path }.filter { !$0.isEmpty })
    for index in graph.order {
      let node = graph.nodes[index]
      guard graph.dependsOnInput.contains(node.outputs.first ?? "") else { continue }
      if node.domain.isEmpty, let known = Self.single[node.op] {
        add(node, known, tensor: node.outputs.first ?? "")
      } else if node.op == "Sigmoid", let tensor = silu(node) {
        add(node, ("SiLU", "silu"), tensor: tensor)
      } else if node.op == "Erf", let tensor = gelu(node) {
        add(node, ("GELU", "gelu"), tensor: tensor)
      }
    }
  }

  private mutating func add(_ node: Node, _ known: (type: String, function: String), tensor: String) {
    let path = MctNames.modulePath(ofNode: node.name)?.path ?? ""
    let isModule = !path.isEmpty && !paths.contains { $0.hasPrefix(path + ".") }
    guard !isModule else {
      activations.append(Activation(name: MctNames.name(ofModule: path), type: known.type, tensor: tensor))
      return
    }
    // Functions are numbered from the second one on.
    let number = functions[known.function, default: 0]
    functions[known.function] = number + 1
    let name = known.function + (number == 0 ? "" : "_\(number)")
    activations.append(Activation(name: name, type: known.function, tensor: tensor))
  }

  /// x · sigmoid(x).
  private func silu(_ sigmoid: Node) -> String? {
    guard let input = sigmoid.inputs.first, let result = sigmoid.outputs.first else { return nil }
    return readers(result).first { $0.op == "Mul" && $0.inputs.contains(input) }?.outputs.first
  }

  /// x · (1 + erf(x / √2)) / 2: Div, Erf, Add, Mul, Mul.
  private func gelu(_ erf: Node) -> String? {
    guard let scaled = erf.inputs.first.flatMap({ graph.producer[$0] }), let input = graph.nodes[scaled].inputs.first,
      let sum = erf.outputs.first.flatMap({ readers($0).first { $0.op == "Add" } })?.outputs.first
    else { return nil }
    var tensor = sum
    var hasInput = false
    for _ in 0..<2 {
      guard let product = readers(tensor).first(where: { $0.op == "Mul" }), let output = product.outputs.first else {
        break
      }
      hasInput = hasInput || product.inputs.contains(input)
      tensor = output
    }
    return hasInput ? tensor : nil
  }

  private func readers(_ tensor: String) -> [Node] { (graph.consumers[tensor] ?? []).map { graph.nodes[$0.node] } }
}
