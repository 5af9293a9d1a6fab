// What stands for one operator of MCT's quantizers in a model of standard operators.

/// Standard operators and constants that compute what one operator of the domain `mct_quantizers` does.
///
/// Quantized weights become constants. An activation x becomes (clip(round(x / s), low, high)) × s, rounded half to even,
/// with s the grid's step and the bounds in steps, which is what QuantizeLinear and DequantizeLinear compute and works
/// for every number of bits.
struct MctqReplacement {
  /// In the order in which they run.
  private(set) var nodes: [NewNode] = []
  private(set) var constants: [NewConstant] = []

  /// Constants for quantized weights, under the name of the operator's output.
  init(weights: [Float], shape: [Int], output: String) {
    constants = [NewConstant(output, weights, shape: shape)]
  }

  /// The same constants under another name.
  init(copyOf weights: String, for node: Node, output: String) {
    nodes = [Self.node("Identity", node.name.isEmpty ? output : node.name, [weights], output)]
  }

  /// Four operators for an activation's quantizer. `name` makes names that nothing else in the model has.
  init(activation node: Node, grid: MCTGrid, input: String, output: String, name: (String) -> String) {
    let scale = grid.scales.first ?? 1
    let zeroPoint = Float(grid.zeroPoints.first ?? 0)
    let bounds = grid.bounds
    constants = [
      NewConstant(name("scale"), scalar: scale), NewConstant(name("low"), scalar: bounds.low - zeroPoint),
      NewConstant(name("high"), scalar: bounds.high - zeroPoint),
    ]
    let (steps, rounded, clipped) = (name("steps"), name("rounded"), name("clipped"))
    let label = node.name.isEmpty ? output : node.name
    nodes = [
      Self.node("Div", label, [input, constants[0].name], steps),
      Self.node("Round", label, [steps], rounded),
      Self.node("Clip", label, [rounded, constants[1].name, constants[2].name], clipped),
      Self.node("Mul", label, [clipped, constants[0].name], output),
    ]
  }

  private static func node(_ op: String, _ label: String, _ inputs: [String], _ output: String) -> NewNode {
    NewNode(op, inputs, [output], name: "\(label)/\(op)")
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
