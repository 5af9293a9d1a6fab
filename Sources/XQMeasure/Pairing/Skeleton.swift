// A graph as its operators alone: without quantizers, in one spelling for all forms of quantization.

import XQFormats

/// The operators of a model that work on what is fed, and how they hang together once quantizers are taken out.
///
/// A value is named by its root: the tensor that the operator itself writes, whatever quantizers stand behind it.
struct Skeleton {
  /// One input of an operator.
  enum Operand {
    /// Depends on what is fed: the root of the value.
    case data(String)
    /// Never changes: the tensor that holds it, before any quantizer.
    case constant(String)
    case none
  }

  struct Operator {
    let node: Node
    /// The operator's name in its float form: `Conv` for QLinearConv, `MatMul` for Gemm too.
    let label: String
    fileprivate(set) var operands: [Operand]
    fileprivate(set) var outputs: [String]

    /// Whether operands may change places.
    var isCommutative: Bool { Skeleton.commutative.contains(label) && operands.count == 2 }
    /// Whether it has weights as its second operand.
    var isLinear: Bool { Skeleton.linear.contains(label) }
  }

  let model: OnnxModel
  let types: [String: ElementType]
  let outputs: Set<String>
  /// In topological order.
  private(set) var operators: [Operator] = []
  /// The operator that writes a value.
  private(set) var writer: [String: Int] = [:]
  /// The operators that read a value, each once, in topological order.
  private(set) var readers: [String: [Int]] = [:]
  private var roots: [String: String] = [:]
  /// Scales that are computed from what is fed, and products of them.
  private var scales = Set<String>()
  /// Integer sums and what is made of them on the way to real numbers, by the operator that summed.
  private var sums: [String: Int] = [:]
  /// What Identity, Dropout and casts to the same type write, by the value that they give on.
  private(set) var copies: [String: [String]] = [:]

  static let linear: Set<String> = ["Conv", "ConvTranspose", "MatMul"]
  /// What is folded into the operator before it, when a model is quantized or prepared for it.
  static let foldable: Set<String> = ["BatchNormalization", "Add", "Mul", "Relu", "Clip"]
  /// What often does nothing, and is then taken out when a model is prepared for quantization.
  static let idle: Set<String> = ["Slice", "Cast", "Expand", "Reshape"]
  static let vanishing = foldable.union(idle).union(["Identity", "Dropout"])
  static let views: Set<String> = ["Reshape", "Flatten", "Squeeze", "Unsqueeze"]
  private static let commutative: Set<String> = ["Add", "Mul", "Max", "Min", "And", "Or", "Xor", "Equal"]
  /// Give their input on, quantizers aside.
  private static let transparent: Set<String> = [
    "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "Identity", "Dropout",
  ]

  init(_ model: OnnxModel, types: [String: ElementType]) {
    self.model = model
    self.types = types
    let graph = model.graph
    outputs = Set(graph.outputs.map(\.name))
    for index in graph.order {
      let node = graph.nodes[index]
      if takeDynamic(node) {
        continue
      } else if Self.transparent.contains(node.op) || isIdleCast(node) || isInsideQuantizer(node),
        let input = node.inputs.first, let output = node.outputs.first
      {
        roots[output] = root(input)
        if !node.op.hasSuffix("Linear") && node.op != "Clip" { copies[root(input), default: []].append(output) }
      } else if node.outputs.contains(where: { graph.dependsOnInput.contains($0) }) {
        add(node)
      }
    }
  }

  /// The tensor that a value comes from, before quantizers.
  func root(_ tensor: String) -> String { roots[tensor] ?? tensor }

  func isNumber(_ tensor: String) -> Bool { types[tensor].map(\.isFloat) ?? true }

  func operand(_ op: Operator, _ position: Int) -> Operand {
    position < op.operands.count ? op.operands[position] : .none
  }

  private mutating func add(_ node: Node) {
    let integer = IntegerOperands(node)
    var inputs = integer.map { $0.read.map(\.tensor) + [$0.bias].compactMap { $0 } } ?? node.inputs
    let isSum = node.op == "ConvInteger" || node.op == "MatMulInteger"
    if isSum { inputs = Array(inputs.prefix(2)) }
    let operands = inputs.map(operand)
    let place = operators.count
    operators.append(
      Operator(
        node: node, label: Self.label(node, isInteger: integer != nil), operands: operands, outputs: node.outputs))
    if isSum, let output = node.outputs.first { sums[output] = place }
    for output in node.outputs where !output.isEmpty { writer[output] = place }
    var seen = Set<String>()
    for case .data(let value) in operands where seen.insert(value).inserted {
      readers[value, default: []].append(place)
    }
  }

  /// Whether a node turns the integer sums of dynamic quantization into real numbers. Together with ConvInteger or
  /// MatMulInteger it is one operator of the float model: Cast, Mul by the scales, and of a convolution Add of the bias.
  private mutating func takeDynamic(_ node: Node) -> Bool {
    if node.op == "DynamicQuantizeLinear", node.outputs.count > 1 { scales.insert(node.outputs[1]) }
    guard node.op == "Cast" || node.op == "Mul" || node.op == "Add", let output = node.outputs.first else {
      return false
    }
    if node.op == "Mul", node.inputs.contains(where: scales.contains), !node.inputs.contains(where: { sums[$0] != nil })
    {
      scales.insert(output)
      return true
    }
    guard let input = node.inputs.first(where: { sums[$0] != nil }), let place = sums[input] else { return false }
    let others = node.inputs.filter { $0 != input }
    let isBias =
      operators[place].node.op == "ConvInteger" && writer[input] == place && readers[input] == nil
      && others.allSatisfy { !model.graph.dependsOnInput.contains($0) }
    guard node.op == "Cast" || node.op == "Mul" && others.contains(where: scales.contains) || node.op == "Add" && isBias
    else { return false }
    if node.op != "Cast" {
      operators[place].outputs = [output]
      writer[output] = place
    }
    sums[input] = nil
    sums[output] = node.op == "Add" ? nil : place
    return true
  }

  /// Whether a node clips the integers of a quantizer.
  private func isInsideQuantizer(_ node: Node) -> Bool {
    guard node.op == "Clip", let input = node.inputs.first, let writer = model.graph.producer[input] else {
      return false
    }
    return model.graph.nodes[writer].op == "QuantizeLinear"
  }

  private func isIdleCast(_ node: Node) -> Bool {
    guard node.op == "Cast", let input = node.inputs.first, let output = node.outputs.first else { return false }
    return types[input] != nil && types[input] == types[output]
  }

  /// Takes an operator out that gives its first operand on unchanged: what read its output reads that operand.
  mutating func skip(_ index: Int) {
    let op = operators[index]
    guard case .data(let value)? = op.operands.first, let output = op.outputs.first else { return }
    for reader in readers.removeValue(forKey: output) ?? [] {
      operators[reader].operands = operators[reader].operands.map { operand in
        if case .data(output) = operand { .data(value) } else { operand }
      }
      if !(readers[value]?.contains(reader) ?? false) { readers[value, default: []].append(reader) }
    }
    readers[value]?.removeAll { $0 == index }
    writer[output] = nil
  }

  private func operand(_ tensor: String) -> Operand {
    guard !tensor.isEmpty else { return .none }
    let root = root(tensor)
    return model.graph.dependsOnInput.contains(root) ? .data(root) : .constant(root)
  }

  private static func label(_ node: Node, isInteger: Bool) -> String {
    switch node.op {
    case "Gemm", "QGemm", "MatMulInteger": "MatMul"
    case "ConvInteger": "Conv"
    case let op where isInteger && op.hasPrefix("QLinear"): String(op.dropFirst(7))
    default: node.op
    }
  }
}
