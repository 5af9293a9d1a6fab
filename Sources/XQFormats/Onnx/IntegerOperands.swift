// What the operators of the QOperator form read and write, by position.

/// The integer tensors around one operator, each with the names of its scale and zero point.
///
/// Positions from the ONNX operator list (QLinearConv, QLinearMatMul) and ONNX Runtime's list of contributed operators.
public struct IntegerOperands {
  public struct Operand {
    public let tensor: String
    public let scale: String?
    public let zeroPoint: String?
    /// Of the channels, where the scale has several; -1 for the last.
    public let axis: Int
  }

  /// In the order of the operator's float form.
  public private(set) var read: [Operand] = []
  private(set) var written: [Operand] = []
  /// What it writes; without a scale where it writes real numbers.
  public var result: Operand? { written.first }
  /// 32-bit integers whose scale is the product of the two others.
  public private(set) var bias: String?

  /// `nil` for any other operator.
  public init?(_ node: Node) {
    switch (node.domain, node.op) {
    case ("", "QLinearConv"), ("com.microsoft", "QLinearConv"):
      add(node, reading: [(0, 1, 2, 1), (3, 4, 5, 0)], writing: (6, 7))
      bias = node.input(8)
    case ("", "QLinearMatMul"): add(node, reading: [(0, 1, 2, -1), (3, 4, 5, -1)], writing: (6, 7))
    case ("com.microsoft", "QLinearAdd"), ("com.microsoft", "QLinearMul"):
      add(node, reading: [(0, 1, 2, 1), (3, 4, 5, 1)], writing: (6, 7))
    case ("com.microsoft", "QGemm"):
      add(node, reading: [(0, 1, 2, 1), (3, 4, 5, -1)], writing: (7, 8))
      bias = node.input(6)
    case ("com.microsoft", "QLinearWhere"): add(node, reading: [(1, 2, 3, 1), (4, 5, 6, 1)], writing: (7, 8))
    case ("com.microsoft", "QLinearConcat"):
      let parts = stride(from: 2, to: node.inputs.count - 2, by: 3).map { ($0, $0 + 1, $0 + 2, 1) }
      add(node, reading: parts, writing: (0, 1))
    case ("com.microsoft", let op) where IntegerOperands.unary.contains(op):
      add(node, reading: [(0, 1, 2, 1)], writing: (3, 4))
    default: return nil
    }
  }

  private static let unary: Set<String> = [
    "QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax", "QLinearAveragePool", "QLinearGlobalAveragePool",
    "QLinearReduceMean",
  ]

  private mutating func add(
    _ node: Node, reading: [(tensor: Int, scale: Int, zeroPoint: Int, axis: Int)],
    writing: (scale: Int, zeroPoint: Int)
  ) {
    read = reading.compactMap { part in
      node.input(part.tensor).map {
        Operand(tensor: $0, scale: node.input(part.scale), zeroPoint: node.input(part.zeroPoint), axis: part.axis)
      }
    }
    written = [
      node.output(0).map {
        Operand(tensor: $0, scale: node.input(writing.scale), zeroPoint: node.input(writing.zeroPoint), axis: 1)
      }
    ].compactMap { $0 }
  }
}
