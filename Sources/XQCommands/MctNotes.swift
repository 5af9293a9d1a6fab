// What a user should know about models of Model Compression Toolkit.

import XQFormats
import XQMeasure
import XQSystem

enum MctNotes {
  /// The MCTQ export of the same network, where one lies beside a FAKELY_QUANT one: that format leaves out quantizers
  /// above 8 bits, and nothing in the file shows whether there were any.
  static func betterFile(than model: OnnxModel, _ files: FileAccess) -> String? {
    guard InferredWeights(model) != nil, let folder = model.folder else { return nil }
    let stem = model.name.hasSuffix(".onnx") ? String(model.name.dropLast(".onnx".count)) : model.name
    // Looked for beside the file as the user named it, so that the note names it the same way.
    let shown = model.path.lastIndex(of: "/").map { String(model.path[...$0]) } ?? ""
    for name in ["\(stem)_mctq.onnx", "quant_mctq.onnx"] {
      guard case .file? = files.kind(of: folder + "/" + name) else { continue }
      return
        "'\(shown)\(name)' is the better file to compare: '\(model.path)' (FAKELY_QUANT) states no bits of weights, "
        + "and quantizers above 8 bits, if there were any, are missing from it"
    }
    return nil
  }

  /// Which layers MCT may have measured behind their activations.
  static func inPlace(_ comparison: Comparison) -> [String] {
    guard case .op(let known) = comparison.place, let mct = comparison.pairing.mct else { return [] }
    let open = mct.layers.filter { !known.contains($0.name) }
    let both = open.filter { $0.activation?.partner != nil }.map(text)
    let one = open.filter { $0.activation != nil && $0.activation?.partner == nil }.map(text)
    guard !both.isEmpty || !one.isEmpty else { return [] }
    let sides = [
      both.isEmpty ? nil : "behind it on both sides for \(both.joined(separator: ", "))",
      one.isEmpty ? nil : "behind it on the float side alone for \(one.joined(separator: ", "))",
    ]
    return [
      "not known: whether activations work in place, which ONNX does not show. Where one does, MCT measured "
        + sides.compactMap { $0 }.joined(separator: ", and ") + ". Say which do: compare ... --at op --inplace LAYERS"
    ]
  }

  private static func text(_ layer: MctLayers.Layer) -> String {
    layer.name + (layer.activation.map { " (\($0.op))" } ?? "")
  }
}
