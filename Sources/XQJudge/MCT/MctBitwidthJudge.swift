// Mixed precision with an objective at the model's output: it leaves the last layer too few bits.

import XQFormats
import XQMeasure

/// The tool's judge "Mixed Precision with model output loss objective".
///
/// It looks at the last layer alone: the bits of its weights and of the quantizer at the model's output; needs no data.
/// Of a model with several outputs the tool looks at the last one; here each is judged.
enum MctBitwidthJudge {
  static func findings(_ subject: MctCase) -> [MctFinding] {
    guard let threshold = subject.limits.bits else { return [] }
    let model = subject.comparison.quantized
    let inferred = InferredWeights(model)
    return model.graph.outputs.enumerated().compactMap { place, output in
      let holder = model.quantizers.first { $0.role == .activation && $0.results.contains(output.name) }
      guard let last = model.graph.producer[holder?.source ?? output.name] else { return nil }
      let layer = Last(model.graph.nodes[last], model, inferred)
      // Without a quantizer at its output the tool looks at a wrong place, and finds nothing.
      guard let holder else { return nil }
      let isOther = place + 1 < model.graph.outputs.count
      return finding(
        layer, activation: holder.bits, threshold,
        differs: isOther ? "MCT looks at the last output only" : nil)
    }
  }

  private static func finding(
    _ layer: Last, activation: Int, _ threshold: Double, differs: String?
  ) -> MctFinding? {
    let warning =
      "bidwidth of \(layer.name):\(layer.bits.map(String.init) ?? "None")(Weight), \(activation)(Activation)"
    let isFew = { (bits: Int) in Double(bits) <= threshold }
    guard layer.bits.map(isFew) == true || isFew(activation) else {
      guard layer.isAmbiguous, isFew(layer.bitsAtLeast) else { return nil }
      return MctFinding(
        .bitwidth, [layer.name], threshold: threshold,
        sentence:
          "the file states no bits of the weights, and they do not tell whether they have \(layer.bitsAtLeast) or "
          + "more", warning: "",
        missing: "the export with operators of its own, which states them: load quant_mctq.onnx")
    }
    let weights = layer.bits.map { "its weights have \(bits($0)), " } ?? ""
    return MctFinding(
      .bitwidth, [layer.name], value: Double(min(layer.bits ?? activation, activation)), threshold: threshold,
      sentence: "the last layer: \(weights)its output \(bits(activation))", warning: warning, differs: differs)
  }

  private static func bits(_ count: Int) -> String { "\(count) bit\(count == 1 ? "" : "s")" }

  /// The node whose output is quantized as an output of the model.
  private struct Last {
    let name: String
    /// Of its weights; `nil` where it has none that are quantized, or their bits are not certain.
    let bits: Int?
    let isAmbiguous: Bool
    let bitsAtLeast: Int

    init(_ node: Node, _ model: OnnxModel, _ inferred: InferredWeights?) {
      let graph = model.graph
      // The addition of a bias belongs to the MatMul before it.
      let inner = node.inputs.compactMap { graph.producer[$0] }.map { graph.nodes[$0] }.first { $0.op == "MatMul" }
      let weighted = node.op == "Add" ? inner ?? node : node
      name =
        MctNames.layer(ofNode: weighted.name)?.layer
        ?? (weighted.name.isEmpty ? node.outputs.first ?? "" : weighted.name)
      let stated = model.quantizers.first { quantizer in
        quantizer.role == .weights
          && weighted.inputs.contains { quantizer.results.contains($0) || $0 == quantizer.integerTensor }
      }
      let grid = stated == nil ? inferred?.grid(of: weighted) : nil
      bits = stated?.bits ?? grid?.bits
      isAmbiguous = grid != nil && grid?.bits == nil
      bitsAtLeast = grid?.bitsAtLeast ?? 0
    }
  }
}
