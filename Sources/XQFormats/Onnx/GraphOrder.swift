// Which node comes before which.

/// An order of nodes in which producers come before consumers.
struct GraphOrder {
  /// Indices of nodes; the file's order where that is one already.
  let order: [Int]
  private let nodes: [Node]

  /// - Throws: where the graph has a cycle, with tensors on it.
  init(_ nodes: [Node], producer: [String: Int], file: String) throws(FormatError) {
    self.nodes = nodes
    let sources = nodes.map { node in Set(node.allInputs.compactMap { producer[$0] }) }
    if nodes.allSatisfy({ node in sources[node.index].allSatisfy { $0 < node.index } }) {
      order = Array(nodes.indices)
      return
    }
    var waiting = sources.map(\.count)
    var readers = [[Int]](repeating: [], count: nodes.count)
    for node in nodes {
      for source in sources[node.index] { readers[source].append(node.index) }
    }
    var ready = nodes.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < ready.count {
      for reader in readers[ready[next]] {
        waiting[reader] -= 1
        if waiting[reader] == 0 { ready.append(reader) }
      }
      next += 1
    }
    guard ready.count == nodes.count else {
      let cycle = GraphOrder.cycle(sources, waiting).map { nodes[$0].outputs.first { !$0.isEmpty } ?? "" }
      let shown = cycle.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (cycle.count > 5 ? ", ..." : "")
      throw FormatError(
        .invalid, file: file, subject: cycle.first, "depends on itself: there is a cycle through \(shown)",
        advice: ["export the model again: a graph must not have a cycle"])
    }
    order = ready
  }

  /// The tensors that depend on those of `names`, these included.
  func reachable(from names: [String]) -> Set<String> {
    var reached = Set(names)
    for index in order where nodes[index].allInputs.contains(where: { reached.contains($0) }) {
      reached.formUnion(nodes[index].outputs.filter { !$0.isEmpty })
    }
    return reached
  }

  /// A cycle among the nodes that still wait for another one.
  private static func cycle(_ sources: [Set<Int>], _ waiting: [Int]) -> [Int] {
    guard var node = waiting.firstIndex(where: { $0 > 0 }) else { return [] }
    var path: [Int] = []
    var position: [Int: Int] = [:]
    while position[node] == nil {
      position[node] = path.count
      path.append(node)
      guard let next = sources[node].filter({ waiting[$0] > 0 }).min() else { return path }
      node = next
    }
    return path[(position[node] ?? 0)...].reversed()
  }
}

extension Node {
  /// Its inputs, and what its subgraphs read from outside.
  var allInputs: [String] {
    subgraphs.isEmpty ? inputs : inputs + subgraphs.flatMap(\.captures)
  }
}
