// Where the error of a trial is measured.

import XQFormats

/// The place at the end of a model where gains are measured.
public enum GainPlace: String, Sendable, CaseIterable {
  /// The input of a final Softmax, LogSoftmax or Sigmoid, where both models end in one; else the output.
  case logits
  /// The outputs, each pooled over all its elements.
  case output
  /// The outputs, each index of axis 1 counting the same: see ``OutputNoise/balanced``.
  case balanced
}

/// A float tensor at the end of the model, and the quantized model's tensor that belongs to it.
struct EndTensor: Sendable, Equatable {
  let float: String
  let quantized: String
}

extension SiteMap {
  /// For each output the input of the Softmax, LogSoftmax or Sigmoid in front of it, where both models have that; else the
  /// output itself.
  ///
  /// Reshapes between are passed, which one of the models may lack, and quantizers of the quantized model.
  func logits(behind outputs: [EndTensor]) -> [EndTensor] {
    let (float, quantized) = (models.float.graph, models.quantized.runnable.graph)
    let sourceOf = quantizerSources
    return outputs.map { output in
      guard let ours = float.finalActivation(output.float, sources: [:]),
        let theirs = quantized.finalActivation(output.quantized, sources: sourceOf), ours.op == theirs.op
      else { return output }
      return EndTensor(float: ours.input, quantized: theirs.input)
    }
  }

  /// What goes into the quantizer behind which a tensor comes out.
  private var quantizerSources: [String: String] {
    var sources: [String: String] = [:]
    for site in sites.compactMap(\.activation) {
      for result in site.results { sources[result] = site.source }
    }
    return sources
  }
}

extension Graph {
  private static let ends: Set<String> = ["Softmax", "LogSoftmax", "Sigmoid"]
  private static let reshapes: Set<String> = ["Identity", "Reshape", "Flatten", "Squeeze"]
  private static let mostSteps = 16

  /// The Softmax, LogSoftmax or Sigmoid that a tensor comes from by reshapes and quantizers alone, with what it reads; `nil`
  /// where it comes from elsewhere.
  ///
  /// - Parameter sources: by what comes out of a quantizer what goes in.
  fileprivate func finalActivation(_ tensor: String, sources: [String: String]) -> (op: String, input: String)? {
    var tensor = tensor
    for _ in 0..<Self.mostSteps {
      if let source = sources[tensor] ?? sourceOfQuantizer(tensor) {
        tensor = source
        continue
      }
      guard let node = writer(tensor), let input = node.inputs.first else { return nil }
      if Self.ends.contains(node.op) { return (node.op, input) }
      guard Self.reshapes.contains(node.op) else { return nil }
      tensor = input
    }
    return nil
  }

  func writer(_ tensor: String) -> Node? { producer[tensor].map { nodes[$0] } }

  /// What a QuantizeLinear or DequantizeLinear reads; `nil` for tensors of other operators.
  fileprivate func sourceOfQuantizer(_ tensor: String) -> String? {
    guard let node = writer(tensor), node.op == "DequantizeLinear" || node.op == "QuantizeLinear" else { return nil }
    return node.inputs.first
  }
}
