// Operators on integers as float operators between quantizers.

import XQFormats

/// Rewrites the QOperator form as the QDQ form: DequantizeLinear in front of each operator, QuantizeLinear behind it.
///
/// A float tensor is called like the integers without `_quantized`, and with `_QuantizeLinear_Input` behind it where that
/// name is taken. A bias gets the scale of the input times that of the weights. Operators that move integers about
/// (Reshape, MaxPool) are taken in, too. What is not known stays as it is.
struct IntegerRewriting {
  private let model: OnnxModel
  private var editor: GraphEditor
  private var taken: Set<String>
  /// Scale and zero point of integer tensors.
  private var scales: [String: (scale: String, zeroPoint: String?)] = [:]
  private var isChanged = false

  private static let moving: Set<String> = [
    "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Identity", "MaxPool", "DepthToSpace",
    "SpaceToDepth",
  ]
  private static let ops: [String: String] = [
    "QLinearConv": "Conv", "QLinearMatMul": "MatMul", "QGemm": "Gemm", "QLinearAdd": "Add", "QLinearMul": "Mul",
    "QLinearSigmoid": "Sigmoid", "QLinearLeakyRelu": "LeakyRelu", "QLinearConcat": "Concat",
    "QLinearGlobalAveragePool": "GlobalAveragePool", "QLinearAveragePool": "AveragePool", "QLinearSoftmax": "Softmax",
  ]
  /// DequantizeLinear for channels.
  private static let firstOpsetWithAxis: Int64 = 13

  /// - Returns: `nil` for a model without such operators.
  static func rewrite(_ model: OnnxModel) throws(FormatError) -> OnnxModel? {
    guard model.graph.nodes.contains(where: { ops[$0.op] != nil }) else { return nil }
    var rewriting = IntegerRewriting(model)
    for index in model.graph.order { rewriting.visit(model.graph.nodes[index]) }
    return rewriting.isChanged ? try rewriting.editor.model() : nil
  }

  private init(_ model: OnnxModel) {
    self.model = model
    editor = GraphEditor(model)
    taken = Set(model.graph.producer.keys).union(model.graph.outputs.map(\.name))
  }

  private mutating func visit(_ node: Node) {
    if node.op == "QuantizeLinear", node.inputs.count > 1, let output = node.outputs.first {
      scales[output] = (node.inputs[1], node.inputs.count > 2 ? node.inputs[2] : nil)
    } else if let op = Self.ops[node.op], let operands = IntegerOperands(node) {
      rewrite(node, op, operands)
    } else if Self.moving.contains(node.op), node.outputs.count == 1, let input = node.inputs.first,
      let known = scales[input]
    {
      var nodes: [NewNode] = []
      let source = dequantize(input, known.scale, known.zeroPoint, axis: nil, &nodes)
      finish(node, node.op, [source] + node.inputs.dropFirst(), known, &nodes)
    }
  }

  private mutating func rewrite(_ node: Node, _ op: String, _ operands: IntegerOperands) {
    guard node.integer("channels_last") ?? 0 == 0, operands.read.allSatisfy(canDequantize) else { return }
    var nodes: [NewNode] = []
    var inputs: [String] = []
    for operand in operands.read {
      guard let scale = operand.scale else { return }
      inputs.append(dequantize(operand.tensor, scale, operand.zeroPoint, axis: axis(of: operand, node), &nodes))
    }
    if let bias = operands.bias {
      guard operands.read.count == 2, let input = operands.read[0].scale, let weights = operands.read[1].scale,
        let scale = product(input, weights, of: bias)
      else { return }
      inputs.append(dequantize(bias, scale, nil, axis: hasChannels(weights) ? 0 : nil, &nodes))
    }
    let result = operands.result.flatMap { result in result.scale.map { ($0, result.zeroPoint) } }
    finish(node, op, inputs, result, &nodes)
  }

  /// Puts the operator and its quantizer behind the others, in the node's place.
  private mutating func finish(
    _ node: Node, _ op: String, _ inputs: [String], _ result: (scale: String, zeroPoint: String?)?,
    _ nodes: inout [NewNode]
  ) {
    guard let output = node.outputs.first else { return }
    let float = result == nil ? output : floatName(output)
    nodes.append(
      NewNode(
        op, inputs, [float], name: node.name, attributesOf: node.index, except: ["channels_last", "opset"]))
    if let result {
      scales[output] = result
      nodes.append(
        NewNode("QuantizeLinear", [float, result.scale] + [result.zeroPoint].compactMap { $0 }, [output]))
    }
    editor.replace(node: node.index, with: nodes)
    isChanged = true
  }

  // MARK: - Parts

  private mutating func dequantize(
    _ tensor: String, _ scale: String, _ zeroPoint: String?, axis: Int?, _ nodes: inout [NewNode]
  ) -> String {
    let output = editor.freeName(tensor + "_real")
    nodes.append(
      NewNode(
        "DequantizeLinear", [tensor, scale] + [zeroPoint].compactMap { $0 }, [output],
        attributes: axis.map { [("axis", .int($0))] } ?? []))
    return output
  }

  /// Whether one scale serves the tensor, or the model's operators know of axes.
  private func canDequantize(_ operand: IntegerOperands.Operand) -> Bool {
    guard let scale = operand.scale else { return false }
    let count = model.constant(scale)?.count ?? 1
    return count == 1 || (model.opsets[""] ?? 0) >= Self.firstOpsetWithAxis
  }

  /// The axis of the scales, where there are several.
  private func axis(of operand: IntegerOperands.Operand, _ node: Node) -> Int? {
    guard let scale = operand.scale, let count = model.constant(scale)?.count, count > 1 else { return nil }
    if node.op == "QGemm" { return (node.integer("transB") ?? 0) != 0 ? 0 : 1 }
    guard operand.axis < 0 else { return operand.axis }
    return model.constant(operand.tensor).map { max($0.shape.count + operand.axis, 0) } ?? operand.axis
  }

  /// A constant scale for the bias.
  private mutating func product(_ input: String, _ weights: String, of bias: String) -> String? {
    guard let one = model.constant(input)?.floats().first, let scales = model.constant(weights), scales.count > 0 else {
      return nil
    }
    let name = editor.freeName(bias + "_scale")
    let products = scales.floats().map { $0 * one }
    editor.add(NewConstant(name, products, shape: products.count == 1 ? [] : [products.count]))
    return name
  }

  private func hasChannels(_ weights: String) -> Bool { (model.constant(weights)?.count ?? 1) > 1 }

  private mutating func floatName(_ output: String) -> String {
    let plain = output.withoutEnding("_quantized")
    let wanted = plain == output ? output + "_real" : plain
    let name = taken.contains(wanted) ? wanted + "_QuantizeLinear_Input" : wanted
    let free = editor.freeName(name)
    taken.insert(free)
    return free
  }
}
