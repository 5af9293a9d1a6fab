// One quantization site: a place where numbers become integers, and back.

import XQFormats

/// One quantizer of the quantized model, with what it belongs to in the float model.
public struct Site: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Of a tensor that depends on what is fed.
    case activation = "act"
    /// Of a constant.
    case weights = "weight"
    /// Of the third input of a Conv or Gemm, or of 32-bit integers; also a bias that the quantized model lacks.
    case bias
  }

  public enum Detail: Sendable {
    case activation(ActivationSite)
    case constant(ConstantSite)
  }

  public let kind: Kind
  /// The float model's tensor: what goes into the quantizer, behind an activation that it absorbed; or the constant.
  public let tensor: String
  /// The site's name in the quantized model: what its QuantizeLinear reads, or the constant.
  public let name: String
  /// The name that users know the layer by: see ``LayerPair/layer``.
  public let layer: String
  public let detail: Detail

  public var activation: ActivationSite? { if case .activation(let site) = detail { site } else { nil } }
  public var constant: ConstantSite? { if case .constant(let site) = detail { site } else { nil } }

  /// Width of the integers: of an activation ceil(log2(steps + 1)), of a constant ``ConstantSite/bits``.
  public var bits: Int {
    switch detail {
    case .activation(let site): site.quantizer.bits
    case .constant(let site): site.bits
    }
  }
}

/// The quantizer of a tensor that depends on what is fed.
///
/// Whatever writes `results` can be replaced as a whole by ``quantizer`` on `source`, in every form of quantization.
public struct ActivationSite: Sendable {
  /// What it does to each number.
  public let quantizer: AffineQuantizer
  /// Type of the integers.
  public let storage: ElementType
  /// The quantized model's tensor that goes in.
  public let source: String
  /// The quantized model's float tensors that come out: outputs of its DequantizeLinear nodes, or of MCT's quantizer.
  public let results: [String]
  /// The operator of the float model that writes the site's tensor; `Input` for an input of the model.
  public let producerOp: String
  /// The operators of the float model that read it, each once, sorted.
  public let consumerOps: [String]
  public let isModelInput: Bool
  public let isModelOutput: Bool
  /// Whether it lies inside a normalization, a softmax or an error function: see ``SiteSensitivity``.
  public let isSensitive: Bool
  /// The axis of channels where the graph tells it: a Concat's; may be negative. `nil`: by ``channelAxis(rank:)``.
  public let concatAxis: Int?
  /// Index of the float model's Relu or Clip that the quantizer took over: the site's tensor is what it writes, `source`
  /// holds the values before it, and it must be put back when the site is set to float.
  public let absorbed: Int?
  /// Whether only a Relu reads the tensor: negative values never arrive, facts are taken of max(x, 0).
  public let isRectified: Bool
  /// The float tensors that a Concat joins, where the site's tensor is its output.
  public let concatInputs: [String]
  /// Concat and Add around the tensor whose inputs all depend on what is fed.
  public let siblings: [Siblings]
  /// Index of the site whose numbers this one passes on unchanged, with the same quantizer: this one is a view of it.
  public internal(set) var head: Int?
  /// Indices of the views of this site.
  public internal(set) var views: [Int] = []

  /// Tensors that meet at one operator.
  public struct Siblings: Sendable, Equatable {
    public enum Meeting: String, Sendable {
      case concat = "Concat"
      case add = "Add"
    }

    public let meeting: Meeting
    public let output: String
    public let inputs: [String]
  }

  /// The axis of channels for a tensor of this rank: a Concat's; else 1 for ranks 4 and 2 and behind a Conv; else the
  /// last. `nil` for a scalar, and where an axis lies outside the tensor.
  public func channelAxis(rank: Int) -> Int? {
    guard rank > 0 else { return nil }
    if let concatAxis {
      let axis = concatAxis < 0 ? concatAxis + rank : concatAxis
      return (0..<rank).contains(axis) ? axis : nil
    }
    let isSecond = rank == 2 || rank == 4 || producerOp == "Conv"
    return isSecond && rank > 1 ? 1 : rank - 1
  }
}

/// A constant of the quantized model that was rounded.
public struct ConstantSite: Sendable {
  public let shape: [Int]
  /// The axis along which the operator that reads it makes its outputs: Conv 0, ConvTranspose 1 (0 if grouped), Gemm 1 (0
  /// with transB), MatMul the last, others 0.
  public let outputAxis: Int
  /// The axis of the scales; `nil` where one scale serves all.
  public let scaleAxis: Int?
  /// The operator that reads it in the float model, with its index and the position among its inputs.
  public let consumerOp: String
  public let consumer: Int
  public let inputIndex: Int
  /// The operator that reads it in the quantized model (or lacks it: the bias goes to input 2 there).
  public let quantizedConsumer: Int
  /// The float tensor that the operator writes. A bias is judged against its power.
  public let consumerOutput: String
  /// The quantized model's float tensor with the constant's values: an output of DequantizeLinear, or an initializer
  /// where weights are rounded already. `nil` for a bias that is missing.
  public let dequantized: String?
  /// All tensors that hold these values: further DequantizeLinear nodes of the same integers.
  public let results: [String]
  /// Whether it belongs to the last Conv, Gemm or MatMul with constant weights.
  public let isLast: Bool
  /// Whether the quantized operator has no bias where the float one has.
  public let isMissing: Bool
  /// Width of two's complement in use, whatever the storage: ceil(log2(min(max |q - z|, 128))) + 1, at least 2; 32 for a
  /// bias.
  public let bits: Int
  /// How its values are stored.
  let encoding: ConstantEncoding
}

/// A quantizer that is no site, and why.
public struct SkippedQuantizer: Sendable, Equatable {
  /// The tensor in the quantized model.
  public let tensor: String
  public let role: Quantizer.Role
  /// A sentence without a full stop.
  public let reason: String
}
