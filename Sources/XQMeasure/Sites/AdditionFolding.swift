// A constant that is added behind a layer, put into the layer as its bias.

import XQFormats

/// Makes MatMul and Add one Gemm, and Conv and Add one Conv, where the quantized model has them so.
///
/// Optimizers write models so before they are quantized. Without it the weights would have no counterpart: the operator
/// that writes the tensor of that name is the Add.
struct AdditionFolding {
  private let model: OnnxModel
  /// What writes each tensor of the quantized model, by its name in the float model.
  private let writers: [String: String]
  private var editor: GraphEditor
  private var isChanged = false

  /// The operator that a layer becomes with its bias.
  private static let withBias = ["MatMul": "Gemm", "Conv": "Conv", "ConvTranspose": "ConvTranspose"]

  /// `quantized`: in standard operators.
  ///
  /// - Returns: `nil` where there is nothing to fold, or the quantized model is not folded either.
  static func fold(_ float: OnnxModel, as quantized: OnnxModel) throws(FormatError) -> OnnxModel? {
    var folding = AdditionFolding(float, quantized)
    for node in float.graph.nodes where node.op == "Add" { folding.fold(node) }
    return folding.isChanged ? try folding.editor.model() : nil
  }

  private init(_ model: OnnxModel, _ quantized: OnnxModel) {
    self.model = model
    let computing = quantized.graph.nodes.filter { $0.op != "QuantizeLinear" && $0.op != "DequantizeLinear" }
    writers = Dictionary(
      computing.flatMap { node in node.outputs.map { (SiteTwins.plainName($0), node.op) } },
      uniquingKeysWith: { first, _ in first })
    editor = GraphEditor(model)
  }

  private mutating func fold(_ addition: Node) {
    let graph = model.graph
    guard let (layer, constant) = operands(of: addition), let output = addition.outputs.first,
      let op = Self.withBias[layer.op], writer(of: output) == op, let weights = model.constant(layer.inputs[1]),
      let added = model.constant(constant), added.type.isFloat
    else { return }
    let axis = ConstantSites.outputAxis(of: layer, rank: weights.shape.count)
    guard weights.shape.indices.contains(axis), case let channels = weights.shape[axis],
      layer.op != "MatMul" || weights.shape.count == 2, isAlongChannels(added.shape, channels, weights.shape.count)
    else { return }
    var bias = constant
    if graph.initializers[constant] == nil || added.shape.count != 1 {
      bias = editor.nameToReplace(constant)
      editor.add(NewConstant(bias, added.fastFloats(), shape: [channels]))
    }
    if op == layer.op {
      editor.rename(output: layer.outputs[0], to: output)
      editor.setInput(of: layer.index, at: 2, to: bias)
    } else {
      let joined = NewNode(op, [layer.inputs[0], layer.inputs[1], bias], [output], name: layer.name)
      editor.replace(node: layer.index, with: [joined])
    }
    editor.drop(node: addition.index)
    isChanged = true
  }

  /// The layer without a bias that only the addition reads, and the constant that is added.
  private func operands(of addition: Node) -> (layer: Node, constant: String)? {
    let graph = model.graph
    guard addition.inputs.count == 2,
      let position = addition.inputs.firstIndex(where: { !graph.dependsOnInput.contains($0) }),
      case let sum = addition.inputs[1 - position], let writer = graph.producer[sum],
      case let layer = graph.nodes[writer], layer.inputs.count >= 2, layer.inputs.dropFirst(2).allSatisfy(\.isEmpty),
      layer.outputs.count == 1, graph.consumers[sum]?.count == 1, !graph.outputs.contains(where: { $0.name == sum })
    else { return nil }
    return (layer, addition.inputs[position])
  }

  /// The quantized model's operator for a tensor; it may have the name of the Relu or Clip that was left out behind it.
  private func writer(of output: String) -> String? {
    if let op = writers[output] { return op }
    guard let readers = model.graph.consumers[output], readers.count == 1, readers[0].position >= 0,
      case let reader = model.graph.nodes[readers[0].node], reader.op == "Relu" || reader.op == "Clip"
    else { return nil }
    return reader.outputs.first.flatMap { writers[$0] }
  }

  /// Whether a constant has one number for each channel of a layer's output of `rank` dimensions.
  private func isAlongChannels(_ shape: [Int], _ channels: Int, _ rank: Int) -> Bool {
    let position = shape.count - (rank - 1)
    return shape.count <= rank && shape.indices.contains(position)
      && shape.enumerated().allSatisfy { $0.element == ($0.offset == position ? channels : 1) }
  }
}
