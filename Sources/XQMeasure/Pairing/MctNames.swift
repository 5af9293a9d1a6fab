// How PyTorch's exporters name nodes, and what Model Compression Toolkit calls the modules behind them.

import XQFormats

/// Names in models that Model Compression Toolkit (MCT) made, and in the float models that they came from.
///
/// PyTorch's older exporter names a node by the path of its module, `/a/b/Conv`; a segment that repeats the one before
/// it with an index (`/right/right.0/Conv`) replaces it. MCT calls modules as torch.fx does: the path with `_` for `.`.
public enum MctNames {
  /// The module path of a node's name, `right.0`, and the rest of the name, `Conv`; `nil` for other names.
  public static func modulePath(ofNode name: String) -> (path: String, node: String)? {
    guard name.hasPrefix("/") else { return nil }
    var segments = name.split(separator: "/")
    guard let node = segments.popLast() else { return nil }
    var path: [Substring] = []
    for segment in segments {
      if let last = path.last, segment.hasPrefix(last + ".") { path.removeLast() }
      path.append(segment)
    }
    return (path.joined(separator: "."), String(node))
  }

  /// The module path in the name of a weight or a bias, `stem.conv.weight`.
  static func modulePath(ofParameter name: String) -> String? {
    for suffix in [".weight", ".bias"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.count)) }
    return nil
  }

  /// torch.fx's name of a module.
  public static func name(ofModule path: String) -> String {
    let name = path.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "_")
    return name.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true ? "_" + name : name
  }

  /// The layer of a node in MCT's quantized model that computes with quantized weights: `/stem_conv_bn/layer/Conv`.
  public static func layer(ofNode name: String) -> (layer: String, node: String)? {
    let segments = name.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.count == 4, segments[0].isEmpty, segments[2] == "layer", !segments[1].isEmpty else { return nil }
    return (String(segments[1]), String(segments[3]))
  }

  /// Whether MCT exported the model: it names its quantizers of activations alike, whatever the format.
  public static func isQuantizedByMct(_ graph: Graph) -> Bool {
    graph.nodes.contains { $0.domain == "mct_quantizers" || $0.name.contains("_activation_holder_quantizer/") }
  }

  /// The operators of layers with weights.
  public static let weighted: Set<String> = ["Conv", "ConvTranspose", "Gemm", "MatMul"]
}
