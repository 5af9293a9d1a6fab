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
  /// Reshapes between are passed, and quantizers of the quantized model.
  func logits(behind outputs: [EndTensor]) -> [EndTensor] {
    let (float, quantized) = (models.float.graph, models.quantized.runnable.graph)
    let sourceOf = quantizerSources
    return outputs.map { output in
      var (ours, theirs) = (output.float, output.quantized)
      for _ in 0..<Self.mostReshapes {
        while let source = sourceOf[theirs] ?? quantized.sourceOfQuantizer(theirs) { theirs = source }
        guard let node = float.writer(ours), let other = quantized.writer(theirs), node.op == other.op,
          let input = node.inputs.first, let otherInput = other.inputs.first
        else { return output }
        (ours, theirs) = (input, otherInput)
        if Self.ends.contains(node.op) { return EndTensor(float: ours, quantized: theirs) }
        guard Self.reshapes.contains(node.op) else { return output }
      }
      return output
    }
  }

  private static let ends: Set<String> = ["Softmax", "LogSoftmax", "Sigmoid"]
  private static let reshapes: Set<String> = ["Identity", "Reshape", "Flatten", "Squeeze"]
  private static let mostReshapes = 6

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
  func writer(_ tensor: String) -> Node? { producer[tensor].map { nodes[$0] } }

  /// What a QuantizeLinear or DequantizeLinear reads; `nil` for tensors of other operators.
  fileprivate func sourceOfQuantizer(_ tensor: String) -> String? {
    guard let node = writer(tensor), node.op == "DequantizeLinear" || node.op == "QuantizeLinear" else { return nil }
    return node.inputs.first
  }
}
