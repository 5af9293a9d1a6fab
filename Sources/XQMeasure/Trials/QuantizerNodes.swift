// Which operators of the quantized model make up the quantizer of an activation.

import XQFormats

/// The nodes of one activation's quantizer, found from its results upstream.
struct QuantizerNodes {
  enum Form {
    /// QuantizeLinear, then DequantizeLinear, with a Clip of the integers between them or none.
    case linear(quantize: Int, dequantize: [Int])
    /// Div, Round, Clip, Mul: what stands for the quantizers of Model Compression Toolkit.
    case scaled(divide: Int, clip: Int, multiply: [Int])
    /// Anything else: it can only be replaced as a whole.
    case other
  }

  let form: Form
  /// The nodes that write the results.
  let writers: [Int]
  /// The first of all these nodes: what is computed from the source goes in front of it.
  let first: Int

  /// `nil` where no node writes a result.
  init?(_ site: ActivationSite, in graph: Graph) {
    let writers = site.results.compactMap { graph.producer[$0] }
    self.writers = writers
    guard writers.count == site.results.count, let anyWriter = writers.min() else { return nil }
    let starts = Set(writers.map { QuantizerNodes.start(of: $0, source: site.source, in: graph) })
    guard starts.count == 1, case let start?? = starts.first, QuantizerNodes.hasFloatScale(start.node, graph) else {
      form = .other
      first = anyWriter
      return
    }
    first = start.node
    form =
      start.clip.map { .scaled(divide: start.node, clip: $0, multiply: writers) }
      ?? .linear(quantize: start.node, dequantize: writers)
  }

  private struct Start: Hashable {
    let node: Int
    /// The Clip of MCT's form.
    let clip: Int?
  }

  /// The node that reads the source, behind one that writes a result.
  private static func start(of writer: Int, source: String, in graph: Graph) -> Start? {
    func above(_ node: Int) -> Int? { graph.nodes[node].inputs.first.flatMap { graph.producer[$0] } }
    guard var node = above(writer) else { return nil }
    switch graph.nodes[writer].op {
    case "DequantizeLinear":
      if graph.nodes[node].op == "Clip", let further = above(node) { node = further }
      guard graph.nodes[node].op == "QuantizeLinear", graph.nodes[node].inputs.first == source else { return nil }
      return Start(node: node, clip: nil)
    case "Mul":
      guard graph.nodes[node].op == "Clip", let round = above(node), graph.nodes[round].op == "Round",
        let divide = above(round), graph.nodes[divide].op == "Div", graph.nodes[divide].inputs.first == source
      else { return nil }
      return Start(node: divide, clip: node)
    default: return nil
    }
  }

  private static func hasFloatScale(_ node: Int, _ graph: Graph) -> Bool {
    let inputs = graph.nodes[node].inputs
    return inputs.count > 1 && graph.constant(inputs[1])?.type == .float32
  }
}
