// What stands for one operator of MCT's quantizers in a model of standard operators.

/// Standard operators and constants that compute what one operator of the domain `mct_quantizers` does.
///
/// Quantized weights become constants. An activation x becomes (clip(round(x / s), low, high)) × s, rounded half to even,
/// with s the grid's step and the bounds in steps, which is what QuantizeLinear and DequantizeLinear compute and works
/// for every number of bits.
struct MctqReplacement {
  /// Encoded NodeProto messages, in the order in which they run.
  private(set) var nodes: [[UInt8]] = []
  /// Encoded TensorProto messages.
  private(set) var initializers: [[UInt8]] = []

  /// Constants for quantized weights, under the name of the operator's output.
  init(weights: [Float], shape: [Int], output: String) {
    initializers = [Self.tensor(output, shape, weights)]
  }

  /// The same constants under another name.
  init(copyOf constants: String, for node: Node, output: String) {
    nodes = [Self.node("Identity", node.name.isEmpty ? output : node.name, [constants], output)]
  }

  /// Four operators for an activation's quantizer. `name` makes names that nothing else in the model has.
  init(activation node: Node, grid: MCTGrid, input: String, output: String, name: (String) -> String) {
    let scale = grid.scales.first ?? 1
    let zeroPoint = Float(grid.zeroPoints.first ?? 0)
    let bounds = grid.bounds
    let constants: [(name: String, value: Float)] = [
      (name("scale"), scale), (name("low"), bounds.low - zeroPoint), (name("high"), bounds.high - zeroPoint),
    ]
    initializers = constants.map { Self.tensor($0.name, [], [$0.value]) }
    let (steps, rounded, clipped) = (name("steps"), name("rounded"), name("clipped"))
    let label = node.name.isEmpty ? output : node.name
    nodes = [
      Self.node("Div", label, [input, constants[0].name], steps),
      Self.node("Round", label, [steps], rounded),
      Self.node("Clip", label, [rounded, constants[1].name, constants[2].name], clipped),
      Self.node("Mul", label, [clipped, constants[0].name], output),
    ]
  }

  /// NodeProto: input 1, output 2, name 3, op_type 4.
  private static func node(_ op: String, _ label: String, _ inputs: [String], _ output: String) -> [UInt8] {
    var writer = OnnxWireWriter()
    for input in inputs { writer.add(1, input) }
    writer.add(2, output)
    writer.add(3, "\(label)/\(op)")
    writer.add(4, op)
    return writer.bytes
  }

  /// TensorProto: dims 1, data_type 2, name 8, raw_data 9.
  private static func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> [UInt8] {
    var writer = OnnxWireWriter()
    for dimension in shape { writer.add(1, int: dimension) }
    writer.add(2, int: Int(ElementType.float32.rawValue))
    writer.add(8, name)
    writer.add(9, values.flatMap { littleEndian($0.bitPattern) })
    return writer.bytes
  }

  private static func littleEndian(_ bits: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
  }
}

extension MCTGrid {
  /// The smallest and the largest integer.
  var bounds: (low: Float, high: Float) {
    let half = Float(sign: .plus, exponent: bits - 1, significand: 1)
    return isSigned ? (-half, half - 1) : (0, 2 * half - 1)
  }

  /// The point of the grid that MCT's quantizer of weights gives for a value.
  ///
  /// Symmetric grids divide by the step; uniform ones multiply by its reciprocal. MCT does so in float32 arithmetic, and
  /// the results differ for values in the middle between two points.
  func quantize(weight: Float, channel: Int, isUniform: Bool) -> Float {
    let scale = scales[channel]
    let zeroPoint = Float(zeroPoints[channel])
    let steps = (isUniform ? weight * (1 / scale) : weight / scale).rounded(.toNearestOrEven) + zeroPoint
    return (min(max(steps, bounds.low), bounds.high) - zeroPoint) * scale
  }
}
