// Sites of constants: weights and biases that are stored as integers, or rounded when the model runs.

import XQFormats

/// Makes a site of one constant's quantizer.
struct ConstantSites {
  private let models: PreparedModels
  private let twins: SiteTwins
  private let names: SiteNames
  /// What the last operator with constant weights writes.
  private let lastOutput: String?

  private var float: Graph { models.float.graph }
  private var quantized: Graph { models.quantized.graph }

  private static let weighted: Set<String> = ["Conv", "Gemm", "MatMul"]
  /// Operators between a constant and the one that computes with it.
  private static let passing: Set<String> = [
    "Reshape", "Transpose", "Flatten", "MaxPool", "Squeeze", "Unsqueeze", "Identity",
  ]

  init(_ models: PreparedModels, _ twins: SiteTwins, _ names: SiteNames) {
    self.models = models
    self.twins = twins
    self.names = names
    let graph = models.float.graph
    lastOutput =
      graph.nodes.last { node in
        Self.weighted.contains(node.op) && node.inputs.count > 1 && !graph.dependsOnInput.contains(node.inputs[1])
      }?.outputs.first
  }

  func site(of quantizer: Quantizer) throws(NoSite) -> Site {
    guard let result = quantizer.results.first else {
      throw NoSite("nothing turns its integers back into real numbers")
    }
    guard quantizer.blockSize == 0 else { throw NoSite("it has one scale for each block of \(quantizer.blockSize)") }
    let twin = try twin(of: result)
    let encoding = try encoding(of: quantizer, result, twin.shape)
    return try site(
      twin, encoding, name: quantizer.source, results: quantizer.results, isIntegerBias: quantizer.storage == .int32)
  }

  /// The site of a constant that is stored as real numbers on the grid of `encoding`.
  func site(
    ofRounded tensor: String, readBy twin: Twin, _ encoding: ConstantEncoding
  ) throws(NoSite) -> Site {
    try site(twin, encoding, name: tensor, results: [tensor], isIntegerBias: false)
  }

  private func site(
    _ twin: Twin, _ encoding: ConstantEncoding, name: String, results: [String], isIntegerBias: Bool
  ) throws(NoSite) -> Site {
    let node = twin.node
    let isBias = isIntegerBias || (twin.inputIndex == 2 && (node.op == "Conv" || node.op == "Gemm"))
    let layout = encoding.layout(of: twin.shape)
    guard let largest = models.quantized.largestStep(encoding, layout) else {
      throw NoSite("its values cannot be read")
    }
    let output = node.outputs.first ?? ""
    let detail = ConstantSite(
      shape: twin.shape, outputAxis: Self.outputAxis(of: node, rank: twin.shape.count), scaleAxis: encoding.axis,
      consumerOp: node.op, consumer: node.index, inputIndex: twin.inputIndex, quantizedConsumer: twin.quantizedNode,
      consumerOutput: output, dequantized: results.first, results: results, isLast: output == lastOutput,
      isMissing: false, bits: isBias ? 32 : Self.bits(largest), encoding: encoding)
    return Site(
      kind: isBias ? .bias : .weights, tensor: twin.tensor, name: name, layer: names[output],
      detail: .constant(detail))
  }

  /// Width of two's complement in which |q - z| is at most `largest`; beyond 8 bits it is not told.
  static func bits(_ largest: Int64) -> Int {
    let bounded = Int(max(min(largest, 128), 1))
    let exponent = Int.bitWidth - (bounded - 1).leadingZeroBitCount
    return max(exponent + 1, 2)
  }

  /// The axis along which an operator makes its outputs from its weights.
  static func outputAxis(of node: Node, rank: Int) -> Int {
    switch node.op {
    case "MatMul": max(rank - 1, 0)
    case "ConvTranspose": (node.integer("group") ?? 1) == 1 ? 1 : 0
    case "Gemm": (node.integer("transB") ?? 0) != 0 ? 0 : 1
    default: 0
    }
  }

  // MARK: - The float model's constant

  /// A constant of the float model, with what reads it on both sides.
  struct Twin {
    let tensor: String
    let shape: [Int]
    let node: Node
    let inputIndex: Int
    let quantizedNode: Int
  }

  /// The constant at the same input of the operator that writes the same tensor.
  func twin(of tensor: String) throws(NoSite) -> Twin {
    guard var reader = quantized.consumers[tensor]?.first else { throw NoSite("nothing reads it") }
    var node = counterpart(of: quantized.nodes[reader.node])
    // The graph has no cycles: this ends.
    while node == nil, Self.passing.contains(quantized.nodes[reader.node].op),
      let next = quantized.nodes[reader.node].outputs.first.flatMap({ quantized.consumers[$0]?.first })
    {
      reader = next
      node = counterpart(of: quantized.nodes[reader.node])
    }
    let theirs = quantized.nodes[reader.node]
    guard var ours = node else { throw NoSite("the float model has no counterpart of \(theirs.label), which reads it") }
    // The operator took the name of the Relu or Clip that was left out behind it.
    if ours.op != theirs.op, ["Relu", "Clip"].contains(ours.op),
      let before = ours.inputs.first.flatMap({ float.producer[$0] })
    {
      ours = float.nodes[before]
    }
    return try twin(ours, reader.position, theirs)
  }

  private func twin(_ node: Node, _ position: Int, _ theirs: Node) throws(NoSite) -> Twin {
    let places = Self.isCommutative(node) ? [position, 1 - position] : [position]
    for place in places {
      guard node.inputs.indices.contains(place), !node.inputs[place].isEmpty,
        !float.dependsOnInput.contains(node.inputs[place]),
        let constant = models.float.constant(node.inputs[place]), constant.type.isFloat
      else { continue }
      return Twin(
        tensor: node.inputs[place], shape: constant.shape, node: node, inputIndex: place, quantizedNode: theirs.index)
    }
    throw NoSite("\(node.label) of the float model has no float constant at this place")
  }

  private static func isCommutative(_ node: Node) -> Bool {
    (node.op == "Add" || node.op == "Mul") && node.inputs.count == 2
  }

  /// The operator of the float model that writes what an operator of the quantized model writes.
  private func counterpart(of node: Node) -> Node? {
    guard let output = node.outputs.first, let twin = twins.float(output) else { return nil }
    return float.producer[twin.tensor].map { float.nodes[$0] }
  }

  // MARK: - The quantized model's values

  private func encoding(
    of quantizer: Quantizer, _ result: String, _ shape: [Int]
  ) throws(NoSite) -> ConstantEncoding {
    let source: ConstantEncoding.Source
    let tensor: String
    if quantizer.form == .mctq {
      (source, tensor) = (.rounded, result)
    } else if let writer = quantized.producer[quantizer.integerTensor],
      quantized.nodes[writer].op == "QuantizeLinear"
    {
      guard let limits = quantizer.integerRange else { throw NoSite("it rounds to no integers") }
      (source, tensor) = (.rounding(limits), quantizer.source)
    } else {
      (source, tensor) = (.integers, quantizer.integerTensor)
    }
    guard let theirs = models.quantized.constant(tensor)?.shape else {
      throw NoSite("it is computed from constants when the model runs")
    }
    guard theirs == shape else {
      throw NoSite("its counterpart in the float model has another shape: \(text(shape)) for \(text(theirs))")
    }
    let zeroPoints = quantizer.form == .mctq ? quantizer.scales.map { _ in 0 } : quantizer.zeroPoints
    guard
      let encoding = ConstantEncoding(
        source, tensor: tensor, shape: shape, scales: quantizer.scales, zeroPoints: zeroPoints, axis: quantizer.axis)
    else { throw NoSite("its scales and zero points do not fit it") }
    return encoding
  }

  private func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "one number" : shape.map(String.init).joined(separator: "x")
  }
}
