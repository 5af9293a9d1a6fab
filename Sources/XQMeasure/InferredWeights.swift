// Bits and thresholds of weights in files that state none.

import XQFormats

/// The grids of the weights in a model that Model Compression Toolkit exported as FAKELY_QUANT.
///
/// Nothing in such a file states bits or thresholds of weights, which were rounded before the export: what is here is
/// inferred from the weights themselves.
public struct InferredWeights {
  private let model: OnnxModel

  /// `nil` for models that are none of the toolkit's, or that state what their weights are.
  public init?(_ model: OnnxModel) {
    guard MctNames.isQuantizedByMct(model.graph), !model.quantizers.contains(where: { $0.role == .weights }) else {
      return nil
    }
    self.model = model
  }

  /// `nil` where the node is no layer of the toolkit's, or its weights are on no grid of 8 bits or fewer.
  public func grid(of node: Node) -> WeightGrid? {
    guard Self.isLayer(node), let weights = model.constant(node.inputs[1]), weights.type == .float32,
      let axis = channelAxis(of: node, rank: weights.shape.count)
    else { return nil }
    return WeightGrid(weights.floats(), shape: weights.shape, axis: axis)
  }

  /// Whether a node is a layer of the toolkit's that computes with weights.
  static func isLayer(_ node: Node) -> Bool {
    MctNames.layer(ofNode: node.name) != nil && MctNames.weighted.contains(node.op) && node.inputs.count > 1
  }

  /// The axis of output channels.
  private func channelAxis(of node: Node, rank: Int) -> Int? {
    switch node.op {
    case "Conv": return 0
    case "ConvTranspose": return 1
    case "Gemm":
      if case .int(1)? = node.attributes["transB"] { return 0 }
      return 1
    default: return rank - 1
    }
  }
}
