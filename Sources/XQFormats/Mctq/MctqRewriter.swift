// A model with operators of MCT's quantizers as one of standard operators, which every runtime knows.

import XQSystem

/// Rewrites the operators of the domain `mct_quantizers`.
///
/// All tensors keep their names, but for constants that nothing except the rewritten operators reads: these are left out.
/// Everything else of the file is copied as it is, field by field.
struct MctqRewriter {
  static let domain = "mct_quantizers"

  private let model: OnnxModel
  private var editor: GraphEditor
  /// What was made of a constant so far: layers that run several times quantize the same weights each time.
  private var made: [String: [(op: String, grid: MCTGrid, axis: Int?, output: String)]] = [:]

  /// The bytes of the model without such operators.
  ///
  /// - Returns: `nil` where it has none.
  /// - Throws: ``FormatError`` with the node's name where an operator has no standard counterpart, is incomplete, or has
  ///   weights that are no constants.
  static func rewrite(_ model: OnnxModel) throws(FormatError) -> [UInt8]? {
    guard model.graph.nodes.contains(where: { $0.domain == domain }) else { return nil }
    var rewriter = MctqRewriter(model)
    for node in model.graph.nodes where node.domain == domain {
      let replacement = try rewriter.replacement(of: node)
      rewriter.editor.replace(node: node.index, with: replacement.nodes)
      for constant in replacement.constants { rewriter.editor.add(constant) }
    }
    rewriter.editor.drop(domain: domain)
    return try rewriter.editor.bytes()
  }

  private init(_ model: OnnxModel) {
    self.model = model
    editor = GraphEditor(model)
  }

  // MARK: - One operator

  private mutating func replacement(of node: Node) throws(FormatError) -> MctqReplacement {
    guard let input = node.input(0), let output = node.output(0) else {
      throw error(.invalid, node, "has no input or no output")
    }
    guard Self.operators.contains(node.op) else {
      throw error(
        .unsupported, node, "is an operator of MCT's quantizers that has no counterpart in standard ONNX",
        advice: ["export the model with mct.exporter.QuantizationFormat.FAKELY_QUANT"])
    }
    guard let grid = MCTGrid(node, constant: { model.constant($0)?.floats() }),
      grid.scales.allSatisfy({ $0.isFinite && $0 > 0 }), grid.zeroPoints.count == grid.scales.count
    else {
      throw error(
        .invalid, node, "has no usable grid",
        wanted: "num_bits from 1 to 32, and thresholds or ranges that are constants above 0")
    }
    if node.op.hasPrefix("Weights") { return try weights(node, grid, input, output) }
    guard grid.scales.count == 1 else { throw error(.invalid, node, "has \(grid.scales.count) grids; wanted one") }
    guard let opset = model.opsets[""], opset >= Self.firstOpset else {
      throw error(
        .unsupported, node, "cannot be rewritten in this version of the standard operators",
        wanted: "opset \(Self.firstOpset) or newer", found: model.opsets[""].map { "opset \($0)" } ?? "none",
        advice: ["export the model again, with a newer onnx_opset_version"])
    }
    return MctqReplacement(
      activation: node, grid: grid, input: input, output: output, name: { editor.freeName("\(output)/\($0)") })
  }

  /// Round, and Clip with bounds as inputs.
  private static let firstOpset = 11

  private static let operators: Set<String> = [
    "ActivationPOTQuantizer", "ActivationSymmetricQuantizer", "ActivationUniformQuantizer", "WeightsPOTQuantizer",
    "WeightsSymmetricQuantizer", "WeightsUniformQuantizer",
  ]

  /// More grids for one constant than any network has would make a huge model of a small file.
  private static let mostGrids = 8

  private mutating func weights(
    _ node: Node, _ grid: MCTGrid, _ input: String, _ output: String
  ) throws(FormatError) -> MctqReplacement {
    let axis = node.int("channel_axis")
    let earlier = made[input] ?? []
    if let same = earlier.first(where: { $0.op == node.op && $0.grid == grid && $0.axis == axis }) {
      return MctqReplacement(copyOf: same.output, for: node, output: output)
    }
    guard earlier.count < Self.mostGrids else {
      throw error(.unsupported, node, "is the \(earlier.count + 1)th operator with a grid of its own for '\(input)'")
    }
    made[input] = earlier + [(node.op, grid, axis, output)]
    guard let values = model.constant(input), values.type == .float32 else {
      throw error(.unsupported, node, "quantizes '\(input)', which is no float32 constant")
    }
    let shape = values.shape
    var (channels, inner) = (1, 1)
    if grid.scales.count > 1 {
      guard let given = node.int("channel_axis"), (-shape.count..<shape.count).contains(given) else {
        throw error(.invalid, node, "has thresholds for channels and no axis of the weights for them")
      }
      let axis = given < 0 ? given + shape.count : given
      channels = shape[axis]
      inner = shape[(axis + 1)...].reduce(1, *)
    }
    guard channels == grid.scales.count else {
      throw error(
        .invalid, node, "does not fit its weights '\(input)'", wanted: "\(channels) thresholds",
        found: "\(grid.scales.count)")
    }
    let isUniform = node.op == "WeightsUniformQuantizer"
    let quantized = values.floats().enumerated().map { index, weight in
      grid.quantize(weight: weight, channel: index / inner % channels, isUniform: isUniform)
    }
    return MctqReplacement(weights: quantized, shape: shape, output: output)
  }

  private func error(
    _ kind: FormatError.Kind, _ node: Node, _ problem: String, wanted: String? = nil, found: String? = nil,
    advice: [String] = []
  ) -> FormatError {
    FormatError(
      kind, file: model.bytes.displayName, subject: node.name.isEmpty ? node.outputs.first ?? node.op : node.name,
      "(\(node.op)) \(problem)", wanted: wanted, found: found, advice: advice)
  }
}
