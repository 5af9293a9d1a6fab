// One tensor of the float model and the one of the quantized model that belongs to it.

import XQFormats

/// A tensor of the float model together with its counterpart.
public struct LayerPair: Sendable {
  /// Why the two belong together, in the order in which the rules are tried.
  public enum Rule: String, Sendable, CaseIterable {
    /// The user said so.
    case byHand = "by hand"
    /// The quantized tensor is what comes out of the DequantizeLinear behind the quantizer of the float tensor's name.
    /// Quantizers absorb Relu and Clip: the tensor of the same name may hold the values before the clamp.
    case afterQuantizer = "after quantizer"
    /// An integer tensor of a quantized operator, times its scale.
    case integerDequantized = "integer times scale"
    /// The same name, written by a DequantizeLinear.
    case sameNameDequantized = "same name, dequantized"
    case sameName = "same name"
    /// The float tensor is a Relu's or Clip's output; the quantized operator before it saturates at the same bounds.
    case absorbedActivation = "absorbed activation"
    /// The operators that write them have the same weights, up to a factor for each output channel.
    case weights = "weights"
    /// The same operator between tensors that were paired before.
    case structure = "structure"
    /// The operator's own output, before its quantizer.
    case atOperator = "before quantizer"
    /// MCT's name of the layer, made of the float model's modules.
    case mctLayer = "MCT layer"
    /// The same, behind an activation that was said to work in place.
    case mctInPlace = "MCT layer, in place"
    /// The module of the same path.
    case mctModule = "MCT module"
    /// The only such operator on the counterparts of its inputs.
    case mctStructure = "paired inputs"
    /// The output of the model.
    case mctOutput = "output"
  }

  /// How an integer tensor becomes real numbers: (q - zero point) × scale.
  public struct Dequantization: Sendable {
    public let scale: Float
    public let zeroPoint: Int64
  }

  /// The name users know the layer by: the node's, else the tensor's. Unique within a pairing.
  public let layer: String
  /// The operator that writes the float tensor; `input` for an input of the model.
  public let op: String
  /// The float model's tensor.
  public let tensor: String
  /// The quantized model's tensor that is fetched.
  public let partner: String
  public let rule: Rule
  /// `nil` where the partner already holds real numbers.
  public let dequantization: Dequantization?
  /// The quantizer of the partner, where there is one.
  public let quantizer: Quantizer?
  /// Whether the float tensor is an output of the model.
  public let isOutput: Bool
  /// How sure it is that the two belong together, from 0 to 1, before anything ran: see ``Confidence``.
  public internal(set) var confidence = 1.0
  /// MCT's name of the layer, as its reports have it; `nil` for what is no layer of Model Compression Toolkit.
  public internal(set) var module: String?
}

/// A tensor of the float model without a counterpart.
public struct UnpairedTensor: Sendable {
  public let layer: String
  public let op: String
  public let tensor: String
  /// A sentence without a full stop.
  public let reason: String
  /// Whether it could have been compared: a float tensor that depends on an input. Constants, integers, and inputs that
  /// both models are fed alike could not.
  public let isCandidate: Bool
}
