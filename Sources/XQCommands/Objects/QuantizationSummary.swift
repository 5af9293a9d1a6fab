// What a model's one line says about its numbers.

import XQFormats
import XQLanguage

/// How a model is quantized, in a few words.
struct QuantizationSummary {
  let text: String

  init(_ model: OnnxModel) {
    let quantizers = model.quantizers
    guard !quantizers.isEmpty else {
      text = "\(Counted.short(model.parameterCount)) weights, \(Self.floatType(model))"
      return
    }
    let parts = [
      Self.part(quantizers.filter { $0.role == .weights }, "weights", model.graph),
      Self.part(quantizers.filter { $0.role == .activation }, "activations", model.graph),
    ].compactMap { $0 }
    let forms = Set(quantizers.map(\.form.rawValue)).sorted().joined(separator: " and ")
    // The name that ONNX Runtime's quantizer writes into its files.
    let maker = model.producer.hasPrefix("onnx.quantize") ? "ONNX Runtime " : ""
    text = parts.joined(separator: ", ") + " (\(maker)\(forms))"
  }

  private static func part(_ quantizers: [Quantizer], _ what: String, _ graph: Graph) -> String? {
    guard !quantizers.isEmpty else { return nil }
    // By elements: a few scalars of another type are not what the model's weights are.
    var sizes: [String: Int] = [:]
    for quantizer in quantizers {
      let type =
        quantizer.storage.isFloat
        ? quantizer.storage.name : (quantizer.isSigned ? "int" : "uint") + String(quantizer.bits)
      sizes[type, default: 0] += graph.initializers[quantizer.integerTensor]?.count ?? 1
    }
    let all = sizes.values.reduce(0, +)
    let names = sizes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.filter { $0.value * 100 >= all }.map(\.key)
    let granularity = what == "weights" && quantizers.contains { $0.axis != nil } ? " per channel" : ""
    return names.joined(separator: " and ") + granularity + " " + what
  }

  /// The float type that most weights have.
  private static func floatType(_ model: OnnxModel) -> String {
    var counts: [ElementType: Int] = [:]
    for tensor in model.graph.constants where tensor.type.isFloat {
      counts[tensor.type, default: 0] += tensor.count
    }
    let most = counts.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    return most?.key.name ?? "no weights of a float type"
  }
}

/// Numbers of things in sentences.
enum Counted {
  /// `1 layer`, `18 layers`.
  static func text(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `870`, `11 k`, `25.6 M`: for sizes of which nobody needs the last digit.
  static func short(_ count: Int) -> String {
    for (limit, unit) in [(1_000_000_000, " G"), (1_000_000, " M"), (1_000, " k")] where count >= limit {
      return NumberText.significant(Double(count) / Double(limit), 3) + unit
    }
    return "\(count)"
  }
}

/// Tensors in sentences.
enum TensorText {
  /// `image [N,1,8,8] float32`.
  static func declaration(_ value: ValueInfo) -> String {
    switch value.kind {
    case .tensor(let type, let shape): "\(value.name) \(shape.map(text) ?? "[…]") \(type.name)"
    case .other(let kind): "\(value.name) \(kind)"
    case .unknown: value.name
    }
  }

  static func text(_ shape: [Int]) -> String { "[\(shape.map(String.init).joined(separator: ","))]" }

  static func text(_ shape: [ValueInfo.Dimension]) -> String {
    let dimensions = shape.map { dimension in
      switch dimension {
      case .fixed(let size): "\(size)"
      case .named(let name): name
      case .unknown: "?"
      }
    }
    return "[\(dimensions.joined(separator: ","))]"
  }
}
