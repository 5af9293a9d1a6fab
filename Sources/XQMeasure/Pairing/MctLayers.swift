// The layers that Model Compression Toolkit compares, and which tensors of the two models they are.

import XQFormats

/// The layers with quantized weights of a model that Model Compression Toolkit (MCT) quantized.
///
/// MCT's XQuant compares the outputs of exactly these, before their activation quantizers and, as a rule, before the
/// activation function. An activation that works in place overwrites the tensor that MCT has kept, so that for such
/// layers it measures behind the activation. ONNX does not say which activations work in place: ``Layer/activation`` is
/// what would be measured then.
public struct MctLayers: Sendable {
  /// One of them.
  public struct Layer: Sendable {
    /// MCT's name, as its reports have it: `stem_conv_bn`.
    public let name: String
    /// The float model's tensor; `nil` where no module of the float model has the name.
    public let tensor: String?
    /// The quantized model's tensor.
    public let partner: String
    /// The activation right behind the layer in the float model, where there is exactly one.
    public let activation: Activation?
    /// Tensors of the float model that exist no more in the quantized one, since the toolkit merged operators into this
    /// layer; in the order of the network.
    public let merged: [String]
  }

  /// An activation function behind a layer.
  public struct Activation: Sendable {
    public let op: String
    /// The float model's tensor behind it.
    public let tensor: String
    /// The quantized model's tensor behind it. `nil` where a quantizer stands between layer and activation: it makes a
    /// copy, and MCT then compares the layer's output with the float model's tensor behind the activation.
    public let partner: String?
  }

  /// In MCT's order, the topological one of its quantized model.
  public let layers: [Layer]
  /// Tensors of the float model that MCT merged into a layer behind them, with that layer's name.
  let merged: [String: String]

  /// `nil` where MCT did not make the quantized model, or no module of the float model has the name of a layer.
  public init?(float: OnnxModel, quantized: OnnxModel) {
    let graph = quantized.graph
    guard MctNames.isQuantizedByMct(graph) else { return nil }
    var order: [String] = []
    var partners: [String: String] = [:]
    for index in graph.order {
      let node = graph.nodes[index]
      guard let found = MctNames.layer(ofNode: node.name), let output = node.outputs.first else { continue }
      let isWeighted = MctNames.weighted.contains(node.op)
      // The addition of a bias behind a MatMul belongs to it.
      guard isWeighted || node.op == "Add" && partners[found.layer].map(node.inputs.contains) == true else { continue }
      if partners.updateValue(output, forKey: found.layer) == nil { order.append(found.layer) }
    }
    let side = MctFloatSide(float.graph)
    let (ours, theirs) = (ActivationFinder(graph: float.graph), ActivationFinder(graph: graph))
    var merged: [String: String] = [:]
    layers = order.compactMap { name in
      guard let partner = partners[name] else { return nil }
      let found = side.tensor(of: name)
      for tensor in found?.merged ?? [] { merged[tensor] = name }
      let activation = found.flatMap { ours.activation(behind: $0.tensor) }.map { activation in
        let other = theirs.activation(behind: partner)
        return Activation(
          op: activation.op, tensor: activation.tensor,
          partner: other.flatMap { $0.op == activation.op ? $0.tensor : nil })
      }
      return Layer(
        name: name, tensor: found?.tensor, partner: partner, activation: activation, merged: found?.merged ?? [])
    }
    self.merged = merged
    // The float model's names may have been lost: other rules have to do then.
    guard layers.contains(where: { $0.tensor != nil }) else { return nil }
  }

  /// What MCT compares for a layer: `nil` where the float model has none of the name.
  func compared(_ layer: Layer, isInPlace: Bool) -> (tensor: String, partner: String)? {
    guard let tensor = layer.tensor else { return nil }
    guard isInPlace, let activation = layer.activation else { return (tensor, layer.partner) }
    return (activation.tensor, activation.partner ?? layer.partner)
  }
}

/// Finds activation functions by structure.
private struct ActivationFinder {
  let graph: Graph

  /// Those of PyTorch's activations that can work in place, as exporters write them.
  private static let functions: Set<String> = [
    "Relu", "Clip", "LeakyRelu", "Elu", "Selu", "Celu", "HardSwish", "HardSigmoid", "Sigmoid", "Tanh", "Mish",
    "ThresholdedRelu",
  ]

  /// The only activation that reads a tensor. SiLU is a Sigmoid and a Mul of the same tensor.
  func activation(behind tensor: String) -> (op: String, tensor: String)? {
    let readers = (graph.consumers[tensor] ?? []).map { graph.nodes[$0.node] }
    let found = readers.filter { Self.functions.contains($0.op) && $0.inputs.first == tensor }
    guard found.count == 1, let output = found[0].outputs.first else { return nil }
    if found[0].op == "Sigmoid",
      let product = readers.first(where: { $0.op == "Mul" && $0.inputs.contains(output) })?.outputs.first
    {
      return ("SiLU", product)
    }
    return (found[0].op, output)
  }
}
