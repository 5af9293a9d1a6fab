// Who quantizes what in a model.

/// One quantizer: the step from real numbers to integers and back, with its parameters.
public struct Quantizer: Sendable {
  public enum Form: String, Sendable {
    /// QuantizeLinear, then DequantizeLinear (or only the latter, on a constant).
    case qdq = "QDQ"
    /// A tensor that an integer operator (`QLinear*`) writes or reads.
    case qOperator = "QOperator"
    /// DynamicQuantizeLinear: scale and zero point are computed from each batch.
    case dynamic
    /// A cast to a narrower float type.
    case cast
    /// An operator of MCT's quantizers, which rounds without an integer tensor: the integer tensor is its result.
    case mctq = "MCTQ"
  }

  public enum Role: String, Sendable { case activation, weights, bias }

  public let form: Form
  public let role: Role
  /// The real tensor that goes in: the input of QuantizeLinear, or the name of the constant without `_quantized`.
  public let source: String
  /// The integer tensor.
  public let integerTensor: String
  /// Outputs of the DequantizeLinear nodes behind it, in node order. Empty in QOperator models where nothing needs floats.
  public let results: [String]
  public let scaleName: String
  public let zeroPointName: String?
  /// One for the tensor, or one a channel or block; empty where it is computed at run time.
  public let scales: [Float]
  /// As many as `scales`; zeros where the model has none.
  public let zeroPoints: [Int64]
  /// The axis of the channels; `nil` where one scale serves the whole tensor.
  public let axis: Int?
  /// Elements that share one scale along `axis`; 0 unless blocked.
  public let blockSize: Int
  public let storage: ElementType
  public let isSigned: Bool
  /// Width of the integers, a Clip between the two nodes left aside.
  public let bits: Int

  /// The real numbers that it can represent, and the size of a step; `nil` where scales are one a channel, or not known
  /// before a run, and where it stores no integers.
  public var range: (low: Double, high: Double, step: Double)? {
    guard scales.count == 1, let scale = scales.first, let integers = integerRange else { return nil }
    let zeroPoint = Double(zeroPoints.first ?? 0)
    return (
      (Double(integers.lowerBound) - zeroPoint) * Double(scale),
      (Double(integers.upperBound) - zeroPoint) * Double(scale),
      Double(scale)
    )
  }

  /// The range that the integers can take; `nil` for floats of few bits, and for types that no quantizer stores.
  public var integerRange: ClosedRange<Int64>? {
    guard !storage.isFloat, (1...32).contains(bits) else { return nil }
    let count = Int64(1) << Int64(bits)
    return isSigned ? -(count / 2)...(count / 2 - 1) : 0...(count - 1)
  }
}
