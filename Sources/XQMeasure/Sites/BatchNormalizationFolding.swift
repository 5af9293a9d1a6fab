// BatchNormalization put into the weights before it.

import CMetrics
import XQFormats

/// Folds BatchNormalization of a float model into the Conv, ConvTranspose or Gemm before it.
///
/// Models are prepared so before they are quantized: weights can be compared only with those that were quantized. With
/// k = γ / √(σ² + ε) for each output channel, weights become w·k and the bias (b - μ)·k + β, in double arithmetic.
struct BatchNormalizationFolding {
  private let model: OnnxModel
  /// The names of what the quantized model computes.
  private let known: Set<String>
  private var editor: GraphEditor
  private var namesInFile: [String: String] = [:]
  private var isChanged = false

  private static let op = "BatchNormalization"

  /// - Returns: `nil` where there is nothing to fold, or the quantized model is not folded either.
  static func fold(
    _ float: OnnxModel, as quantized: OnnxModel
  ) throws(FormatError) -> (model: OnnxModel, namesInFile: [String: String])? {
    guard float.graph.nodes.contains(where: { $0.op == op }), !quantized.graph.nodes.contains(where: { $0.op == op })
    else { return nil }
    var folding = BatchNormalizationFolding(float, quantized)
    for node in float.graph.nodes where node.op == op { folding.fold(node) }
    return folding.isChanged ? (try folding.editor.model(), folding.namesInFile) : nil
  }

  private init(_ model: OnnxModel, _ quantized: OnnxModel) {
    self.model = model
    known = Set(quantized.graph.nodes.flatMap(\.outputs).map(SiteTwins.plainName))
    editor = GraphEditor(model)
  }

  private mutating func fold(_ normalization: Node) {
    let graph = model.graph
    guard normalization.inputs.count >= 5, let input = normalization.inputs.first,
      let output = normalization.outputs.first, !normalization.outputs.dropFirst().contains(where: { !$0.isEmpty }),
      let writer = graph.producer[input], case let layer = graph.nodes[writer], isFoldable(layer, input),
      let weights = model.constant(layer.inputs[1]), let scaling = Scaling(normalization, model),
      case let layout = xq_layout(
        weights.shape, axis: ConstantSites.outputAxis(of: layer, rank: weights.shape.count)),
      layout.channels == scaling.factors.count, let bias = bias(of: layer, count: layout.channels)
    else { return }
    guard rename(input, output) else { return }
    let scaled = weights.fastFloats().enumerated().map { index, weight in
      Float(Double(weight) * scaling.factors[index / layout.inner % layout.channels])
    }
    let shifted = zip(bias, zip(scaling.factors, scaling.shifts)).map { Float($0 * $1.0 + $1.1) }
    let weightName = editor.nameToReplace(layer.inputs[1])
    let biasName =
      layer.inputs.count > 2 && !layer.inputs[2].isEmpty
      ? editor.nameToReplace(layer.inputs[2]) : editor.freeName(layer.inputs[1] + "_bias")
    editor.add(NewConstant(weightName, scaled, shape: weights.shape))
    editor.add(NewConstant(biasName, shifted, shape: [shifted.count]))
    editor.setInput(of: writer, at: 1, to: weightName)
    editor.setInput(of: writer, at: 2, to: biasName)
    editor.drop(node: normalization.index)
    isChanged = true
  }

  /// Whether only the normalization reads what the layer writes, and each output channel has weights of its own.
  private func isFoldable(_ layer: Node, _ output: String) -> Bool {
    let graph = model.graph
    guard layer.inputs.count > 1, model.constant(layer.inputs[1])?.type.isFloat == true,
      graph.consumers[output]?.count == 1, !graph.outputs.contains(where: { $0.name == output })
    else { return false }
    switch layer.op {
    case "Conv": return true
    case "ConvTranspose": return (layer.integer("group") ?? 1) == 1
    case "Gemm": return ["alpha", "beta"].allSatisfy { layer.factor($0) == 1 }
    default: return false
    }
  }

  /// The layer takes the name of the normalization, unless the quantized model knows only its own.
  ///
  /// - Returns: `false` where a reader of the normalization cannot be told to read something else.
  private mutating func rename(_ input: String, _ output: String) -> Bool {
    if known.contains(output) || !known.contains(input) {
      editor.rename(output: input, to: output)
      return true
    }
    let readers = model.graph.consumers[output] ?? []
    guard readers.allSatisfy({ $0.position >= 0 }), !model.graph.outputs.contains(where: { $0.name == output }) else {
      return false
    }
    for reader in readers { editor.setInput(of: reader.node, at: reader.position, to: input) }
    namesInFile[input] = output
    return true
  }

  private func bias(of layer: Node, count: Int) -> [Double]? {
    guard layer.inputs.count > 2, !layer.inputs[2].isEmpty else { return [Double](repeating: 0, count: count) }
    guard let values = model.constant(layer.inputs[2])?.floats(), values.count == count else { return nil }
    return values.map(Double.init)
  }
}

/// What a BatchNormalization does to each channel: x · factor + shift.
private struct Scaling {
  private(set) var factors: [Double] = []
  private(set) var shifts: [Double] = []

  init?(_ node: Node, _ model: OnnxModel) {
    let values = node.inputs[1...4].map { model.constant($0)?.floats() ?? [] }
    guard let count = values.first?.count, values.allSatisfy({ $0.count == count }) else { return nil }
    let epsilon = Double(node.factor("epsilon", default: 1e-5))
    for channel in 0..<count {
      let (gamma, beta) = (Double(values[0][channel]), Double(values[1][channel]))
      let (mean, variance) = (Double(values[2][channel]), Double(values[3][channel]))
      let factor = gamma / (variance + epsilon).squareRoot()
      factors.append(factor)
      shifts.append(beta - mean * factor)
    }
  }
}

extension Node {
  fileprivate func factor(_ attribute: String, default value: Float = 1) -> Float {
    if case .float(let stated)? = attributes[attribute] { stated } else { value }
  }
}

extension GraphEditor {
  /// A name for a changed constant: its own where nobody else reads it.
  mutating func nameToReplace(_ constant: String) -> String {
    let isOwn = graph.initializers[constant] != nil && graph.consumers[constant]?.count == 1
    return isOwn ? constant : freeName(constant + "_folded")
  }
}
