// Finds the quantizers of a model, in each of the forms that exporters write.

import XQSystem

/// One walk over the nodes of the main graph.
struct QuantizerFinder {
  let model: OnnxModel
  private var found: [Quantizer] = []
  /// Integer tensors that have an entry already.
  private var known = Set<String>()

  init(_ model: OnnxModel) { self.model = model }

  private var graph: Graph { model.graph }

  mutating func find() -> [Quantizer] {
    for node in graph.nodes {
      switch (node.domain, node.op) {
      case ("", "QuantizeLinear"), ("com.microsoft", "QuantizeLinear"): addQuantizeLinear(node)
      case ("", "DequantizeLinear"), ("com.microsoft", "DequantizeLinear"): addDequantizeLinear(node)
      case ("", "DynamicQuantizeLinear"): addDynamic(node)
      case ("", "MatMulInteger"), ("", "ConvInteger"): addIntegerWeights(node)
      case ("com.microsoft", "MatMulNBits"): addBlockedWeights(node)
      case ("", "Cast"): addCast(node)
      case ("mct_quantizers", _): addMCT(node)
      default:
        if let operands = IntegerOperands(node) { addIntegerOperator(node, operands) }
      }
    }
    return found
  }

  // MARK: - QDQ

  private mutating func addQuantizeLinear(_ node: Node) {
    guard let source = node.input(0), let integer = node.output(0), known.insert(integer).inserted else { return }
    let results = dequantized(integer)
    let isRead = graph.consumers[integer]?.isEmpty == false
    let storage = elementType(of: node.input(2)) ?? node.elementType("output_dtype") ?? .uint8
    add(
      form: results.isEmpty && isRead ? .qOperator : .qdq, role: role(of: source, storage, results + [integer]),
      source: source, integer: integer, results: results, scale: node.input(1), zeroPoint: node.input(2),
      axis: node.int("axis") ?? 1, blockSize: node.int("block_size") ?? 0, storage: storage)
  }

  private mutating func addDequantizeLinear(_ node: Node) {
    guard let integer = node.input(0), !isClipped(integer), known.insert(integer).inserted else { return }
    let isConstant = !graph.dependsOnInput.contains(integer)
    // In front of it stands no QuantizeLinear, or it had been entered: an integer operator wrote the tensor.
    let storage =
      elementType(of: node.input(2)) ?? elementType(of: integer) ?? (isConstant ? .int8 : .uint8)
    let results = dequantized(integer)
    add(
      form: isConstant ? .qdq : .qOperator, role: role(of: integer, storage, results),
      source: integer.withoutSuffix("_quantized"), integer: integer, results: results, scale: node.input(1),
      zeroPoint: node.input(2), axis: node.int("axis") ?? 1, blockSize: node.int("block_size") ?? 0,
      storage: storage)
  }

  /// Outputs of the DequantizeLinear nodes that read an integer tensor, in node order, also behind a Clip: some exporters
  /// write narrow integers as wide ones within bounds.
  private func dequantized(_ integer: String) -> [String] {
    (graph.consumers[integer] ?? []).flatMap { reader -> [String] in
      let node = graph.nodes[reader.node]
      guard reader.position == 0, let output = node.output(0) else { return [] }
      return switch node.op {
      case "DequantizeLinear": [output]
      case "Clip": graph.consumers[output]?.allSatisfy(isDequantize) == true ? dequantized(output) : []
      default: []
      }
    }
  }

  /// Whether a Clip wrote the integers of a quantizer that has an entry.
  private func isClipped(_ integer: String) -> Bool {
    guard let writer = graph.producer[integer], graph.nodes[writer].op == "Clip",
      let source = graph.nodes[writer].input(0)
    else { return false }
    return known.contains(source) && dequantized(source).contains { isResult($0, of: integer) }
  }

  private func isResult(_ tensor: String, of integer: String) -> Bool {
    graph.producer[tensor].map { graph.nodes[$0].input(0) == integer } ?? false
  }

  private func isDequantize(_ reader: (node: Int, position: Int)) -> Bool {
    reader.position == 0 && graph.nodes[reader.node].op == "DequantizeLinear"
  }

  // MARK: - Integer operators

  private mutating func addIntegerOperator(_ node: Node, _ operands: IntegerOperands) {
    for operand in operands.read + operands.written where known.insert(operand.tensor).inserted {
      let isWritten = operand.tensor == node.output(0)
      let storage =
        elementType(of: operand.zeroPoint) ?? elementType(of: operand.tensor) ?? (isWritten ? .uint8 : .int8)
      add(
        form: .qOperator, role: role(of: operand.tensor, storage, [operand.tensor]),
        source: operand.tensor.withoutSuffix("_quantized"), integer: operand.tensor,
        results: dequantized(operand.tensor), scale: operand.scale, zeroPoint: operand.zeroPoint,
        axis: operand.axis, blockSize: 0, storage: storage)
    }
    if let bias = operands.bias, known.insert(bias).inserted {
      add(
        form: .qOperator, role: .bias, source: bias.withoutSuffix("_quantized"), integer: bias, results: [],
        scale: nil, zeroPoint: nil, axis: 0, blockSize: 0, storage: elementType(of: bias) ?? .int32)
    }
  }

  /// MatMulInteger and ConvInteger state no scale: ONNX Runtime's quantizer names it after the weights.
  private mutating func addIntegerWeights(_ node: Node) {
    guard let weights = node.input(1), !graph.dependsOnInput.contains(weights), known.insert(weights).inserted else {
      return
    }
    let base = weights.withoutSuffix("_quantized")
    let scale = graph.initializers[base + "_scale"] == nil ? nil : base + "_scale"
    add(
      form: .qOperator, role: .weights, source: base, integer: weights, results: [], scale: scale,
      zeroPoint: node.input(3), axis: node.op == "ConvInteger" ? 0 : -1, blockSize: 0,
      storage: elementType(of: weights) ?? .int8)
  }

  /// MatMulNBits: B [N, blocks, bytes], scales [N * blocks], zero points packed, in the middle of the range by default.
  private mutating func addBlockedWeights(_ node: Node) {
    guard let weights = node.input(1), let scale = node.input(2), known.insert(weights).inserted else { return }
    let bits = node.int("bits") ?? 4
    guard (1...8).contains(bits) else { return }
    let scales = model.constant(scale)?.floats() ?? []
    let columns = node.int("N") ?? 0
    let blocks = columns > 0 ? scales.count / columns : 0
    let packed = node.input(3).flatMap { model.constant($0) }
    let zeroPoints =
      packed.flatMap { unpack($0, bits: bits, rows: columns, blocks: blocks) }
      ?? [Int64](repeating: packed == nil ? 1 << (Int64(bits) - 1) : 0, count: scales.count)
    found.append(
      Quantizer(
        form: .qOperator, role: .weights, source: weights.withoutSuffix("_quantized").withoutSuffix("_Q\(bits)"),
        integerTensor: weights, results: [], scaleName: scale, zeroPointName: node.input(3), scales: scales,
        zeroPoints: zeroPoints, axis: 1, blockSize: node.int("block_size") ?? 0,
        storage: bits == 4 ? .uint4 : .uint8, isSigned: false, bits: bits))
  }

  /// One row of zero points a column, each row starting on a byte.
  private func unpack(_ values: TensorValues, bits: Int, rows: Int, blocks: Int) -> [Int64]? {
    guard values.type == .uint8, bits == 4 || bits == 8, rows > 0, blocks > 0 else { return nil }
    let perRow = bits == 8 ? blocks : blocks / 2 + blocks % 2
    guard values.view.bytes.count / rows == perRow, values.view.bytes.count % rows == 0 else { return nil }
    return (0..<rows).flatMap { row in
      (0..<blocks).map { block in
        if bits == 8 { return Int64(values.view.bytes[row * perRow + block]) }
        let byte = values.view.bytes[row * perRow + block / 2]
        return Int64(block.isMultiple(of: 2) ? byte & 15 : byte >> 4)
      }
    }
  }

  // MARK: - Dynamic quantization and casts

  private mutating func addDynamic(_ node: Node) {
    guard let source = node.input(0), let integer = node.output(0), let scale = node.output(1) else { return }
    known.insert(integer)
    found.append(
      Quantizer(
        form: .dynamic, role: .activation, source: source, integerTensor: integer, results: dequantized(integer),
        scaleName: scale, zeroPointName: node.output(2), scales: [], zeroPoints: [], axis: nil, blockSize: 0,
        storage: .uint8, isSigned: false, bits: 8))
  }

  private mutating func addCast(_ node: Node) {
    guard let source = node.input(0), let result = node.output(0), let type = node.elementType("to"),
      type.isFloat, let bits = type.bits, bits < 32
    else { return }
    found.append(
      Quantizer(
        form: .cast, role: graph.dependsOnInput.contains(source) ? .activation : .weights, source: source,
        integerTensor: result, results: [result], scaleName: "", zeroPointName: nil, scales: [], zeroPoints: [],
        axis: nil, blockSize: 0, storage: type, isSigned: true, bits: bits))
  }

  private mutating func addMCT(_ node: Node) {
    guard let source = node.input(0), let result = node.output(0),
      let grid = MCTGrid(node, constant: { model.constant($0)?.floats() })
    else { return }
    found.append(
      Quantizer(
        form: .mctq, role: graph.dependsOnInput.contains(source) ? .activation : .weights, source: source,
        integerTensor: result, results: [result], scaleName: node.input(1) ?? "", zeroPointName: nil,
        scales: grid.scales, zeroPoints: grid.zeroPoints, axis: grid.scales.count > 1 ? node.int("channel_axis") : nil,
        blockSize: 0, storage: grid.storage, isSigned: grid.isSigned, bits: grid.bits))
  }

  // MARK: - Parts of a quantizer

  private mutating func add(
    form: Quantizer.Form, role: Quantizer.Role, source: String, integer: String, results: [String], scale: String?,
    zeroPoint: String?, axis: Int, blockSize: Int, storage: ElementType
  ) {
    let scaleValues = scale.flatMap { model.constant($0) }
    let scales = scaleValues?.floats() ?? []
    let zeros = zeroPoint.flatMap { model.constant($0) }?.integers() ?? []
    let zeroPoints = zeros.count == scales.count ? zeros : [Int64](repeating: zeros.first ?? 0, count: scales.count)
    found.append(
      Quantizer(
        form: form, role: role, source: source, integerTensor: integer, results: results, scaleName: scale ?? "",
        zeroPointName: zeroPoint, scales: scales, zeroPoints: zeroPoints,
        axis: scales.count > 1 ? positive(axis, integer, source) : nil, blockSize: max(blockSize, 0),
        storage: storage, isSigned: storage.isSigned, bits: storage.bits ?? 0))
  }

  /// A negative axis counts from the end, where the rank is known.
  private func positive(_ axis: Int, _ integer: String, _ source: String) -> Int {
    guard axis < 0 else { return axis }
    for name in [integer, source] {
      if let rank = graph.initializers[name]?.shape.count ?? graph.declared[name]?.rank { return max(axis + rank, 0) }
    }
    return axis
  }

  private func elementType(of name: String?) -> ElementType? {
    guard let name else { return nil }
    return graph.initializers[name]?.type ?? model.constant(name)?.type
  }

  /// A constant is a bias where it has 32-bit integers, or where everything that reads it takes it as one.
  private func role(of source: String, _ storage: ElementType, _ names: [String]) -> Quantizer.Role {
    if graph.dependsOnInput.contains(source) { return .activation }
    if storage == .int32 { return .bias }
    let readers = names.flatMap { graph.consumers[$0] ?? [] }.filter { graph.nodes[$0.node].op != "DequantizeLinear" }
    let biased = readers.filter { reader in
      ["Conv", "ConvTranspose", "Gemm"].contains(graph.nodes[reader.node].op) && reader.position == 2
    }
    return !readers.isEmpty && biased.count == readers.count ? .bias : .weights
  }
}

extension Node {
  /// `nil` where it was left out.
  func input(_ position: Int) -> String? {
    inputs.indices.contains(position) && !inputs[position].isEmpty ? inputs[position] : nil
  }

  func output(_ position: Int) -> String? {
    outputs.indices.contains(position) && !outputs[position].isEmpty ? outputs[position] : nil
  }

  func int(_ name: String) -> Int? {
    guard case .int(let value)? = attributes[name] else { return nil }
    return Int(exactly: value)
  }

  /// An attribute that numbers an element type; `nil` for 0, which means "not stated".
  func elementType(_ name: String) -> ElementType? {
    int(name).flatMap { Int32(exactly: $0) }.flatMap(ElementType.init)
  }
}

extension String {
  func withoutSuffix(_ suffix: String) -> String {
    count > suffix.count && hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

extension ElementType {
  /// Whether it holds negative numbers.
  var isSigned: Bool {
    switch self {
    case .uint4, .uint8, .uint16, .uint32, .uint64, .bool, .string: false
    default: true
    }
  }
}

extension ValueInfo {
  /// `nil` where it is not known.
  var rank: Int? {
    guard case .tensor(_, let shape) = kind else { return nil }
    return shape?.count
  }
}
