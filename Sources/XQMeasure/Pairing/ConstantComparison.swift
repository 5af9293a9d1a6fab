// Whether two constants, one of them quantized, are one and the same.

import XQFormats

/// Compares constants of two models. Each is read once, and each comparison is made once.
final class ConstantComparison {
  private let float: OnnxModel
  private let quantized: OnnxModel
  private let quantizers: [String: Quantizer]
  private var samples: [Key: WeightSample?] = [:]
  private var likeness: [Pair: Bool] = [:]

  private struct Key: Hashable {
    let isQuantized: Bool
    let name: String
    let axis: Int
  }

  private struct Pair: Hashable {
    let ours: Key
    let theirs: Key
  }

  /// Two operators are taken for different ones where a constant of one explains less of the other's than this.
  ///
  /// Low, since it only excludes: 8-bit weights with one scale for very different channels, and 3-bit ones, stay above.
  private static let leastCorrelation = 0.8

  init(float: OnnxModel, quantized: OnnxModel) {
    self.float = float
    self.quantized = quantized
    quantizers = Dictionary(
      quantized.quantizers.filter { $0.role != .activation }.map { ($0.integerTensor, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The weights of a linear operator, an embedding or the like; `nil` where it has none that can be read.
  func weights(of op: Skeleton.Operator, isQuantized: Bool) -> WeightSample? {
    let position = op.label == "Gather" ? 0 : 1
    guard op.isLinear || op.label == "Gather", position < op.operands.count,
      case .constant(let name) = op.operands[position]
    else { return nil }
    return sample(key(op, name, isQuantized: isQuantized))
  }

  /// `false` only where both can be read and differ.
  func haveLikeWeights(
    _ op: Skeleton.Operator, _ other: Skeleton.Operator, _ ours: String, _ theirs: String
  ) -> Bool {
    alike(key(op, ours, isQuantized: false), key(other, theirs, isQuantized: true)) { left, right in
      left.correlation(with: right) >= Self.leastCorrelation
    }
  }

  /// `false` only where both can be read and differ. Shapes are compared by nothing: a preparation resolves them.
  func areAlike(_ ours: String, _ theirs: String, isShape: Bool) -> Bool {
    if isShape { return true }
    return alike(
      Key(isQuantized: false, name: ours, axis: -1), Key(isQuantized: true, name: theirs, axis: -1)
    ) { left, right in
      guard left.values.count == right.values.count else { return false }
      if left.isInteger && right.isInteger { return left.values == right.values }
      // Integers that become real numbers further on: an embedding that is dequantized behind the Gather.
      if left.isInteger != right.isInteger { return true }
      let largest = left.values.lazy.map { abs($0) }.max() ?? 0
      // Half a step of 8 bits, twice over; more of it for the few that fewer bits leave.
      return zip(left.values, right.values).allSatisfy { abs($0 - $1) <= 0.01 * largest || $0 == $1 }
        || left.correlation(with: right) >= 0.99
    }
  }

  private func alike(_ ours: Key, _ theirs: Key, _ compare: (WeightSample, WeightSample) -> Bool) -> Bool {
    let pair = Pair(ours: ours, theirs: theirs)
    if let known = likeness[pair] { return known }
    var result = true
    if let left = sample(ours), let right = sample(theirs) { result = compare(left, right) }
    likeness[pair] = result
    return result
  }

  private func sample(_ key: Key) -> WeightSample? {
    if let known = samples[key] { return known }
    let model = key.isQuantized ? quantized : float
    let sample = WeightSample(
      key.name, channelAxis: key.axis, of: model, quantizer: key.isQuantized ? quantizers[key.name] : nil)
    samples[key] = .some(sample)
    return sample
  }

  private func key(_ op: Skeleton.Operator, _ name: String, isQuantized: Bool) -> Key {
    Key(isQuantized: isQuantized, name: name, axis: op.channelAxis)
  }
}

extension Skeleton.Operator {
  /// The axis of the output channels of its weights; negative counts from the end.
  fileprivate var channelAxis: Int {
    switch node.op {
    case "Conv", "QLinearConv", "ConvInteger", "Gather": return 0
    case "ConvTranspose": return 1
    case "Gemm", "QGemm":
      if case .int(1)? = node.attributes["transB"] { return 0 }
      return -1
    default: return -1
    }
  }
}

extension Node {
  /// Whether attributes that both state agree; one that only one states may be the other's default, or an input of
  /// another version of the operator.
  func hasAttributes(like other: Node) -> Bool {
    attributes.allSatisfy { name, value in
      guard let theirs = other.attributes[name] else { return true }
      return switch (value, theirs) {
      case (.int(let left), .int(let right)): left == right
      case (.float(let left), .float(let right)): abs(left - right) <= 1e-4 * abs(left)
      case (.string(let left), .string(let right)): left == right
      case (.ints(let left), .ints(let right)): left == right
      default: true
      }
    }
  }
}

extension ValueInfo.Kind {
  /// Whether the two could be the same tensor: numbers in both or the same type, and dimensions that do not contradict.
  func fits(_ other: ValueInfo.Kind) -> Bool {
    guard case .tensor(let type, let shape) = self, case .tensor(let otherType, let otherShape) = other else {
      return self == other
    }
    return (type == otherType || type.isFloat && otherType.isFloat) && Self.fit(shape, otherShape)
  }

  static func fit(_ shape: [ValueInfo.Dimension]?, _ other: [ValueInfo.Dimension]?) -> Bool {
    guard let shape, let other else { return true }
    return shape.count == other.count
      && zip(shape, other).allSatisfy { pair in
        if case (.fixed(let left), .fixed(let right)) = pair { left == right } else { true }
      }
  }
}
