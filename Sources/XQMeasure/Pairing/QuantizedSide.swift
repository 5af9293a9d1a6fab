// The quantized model as pairing looks at it: which of its tensors stands for a name of the float model.

import XQFormats

/// The tensor of the quantized model that stands for a float tensor.
struct Counterpart {
  let tensor: String
  let rule: LayerPair.Rule
  let dequantization: LayerPair.Dequantization?
  let quantizer: Quantizer?

  /// The same tensor, found by another rule.
  func with(_ rule: LayerPair.Rule) -> Counterpart {
    Counterpart(tensor: tensor, rule: rule, dequantization: dequantization, quantizer: quantizer)
  }
}

/// Looks up counterparts by the names that ONNX Runtime's quantizer gives.
struct QuantizedSide {
  private let graph: Graph
  private let types: [String: ElementType]
  /// Quantizers of activations by the real tensor that goes in; of several the first one that has a result counts.
  private var bySource: [String: Quantizer] = [:]
  private var byResult: [String: Quantizer] = [:]
  private var byInteger: [String: Quantizer] = [:]
  private let inputs: Set<String>

  init(_ model: OnnxModel) {
    graph = model.graph
    types = TypeInference(model.graph).types
    inputs = Set(model.graph.inputs.map(\.name))
    for quantizer in model.quantizers where quantizer.role == .activation {
      if let known = bySource[quantizer.source], !known.results.isEmpty || quantizer.results.isEmpty {
        // The first one stays.
      } else {
        bySource[quantizer.source] = quantizer
      }
      for result in quantizer.results { byResult[result] = byResult[result] ?? quantizer }
      byInteger[quantizer.integerTensor] = byInteger[quantizer.integerTensor] ?? quantizer
    }
  }

  /// The counterpart of a tensor of the float model, by the first rule that applies.
  func counterpart(of tensor: String) -> Counterpart? {
    afterQuantizer(tensor) ?? integerOperator(tensor) ?? sameName(tensor)
  }

  /// What comes out behind the quantizer of a tensor of this name. The quantizer of an output of the model reads
  /// `NAME_QuantizeLinear_Input`, since the output keeps its name.
  func afterQuantizer(_ tensor: String) -> Counterpart? {
    for source in [tensor, tensor + "_QuantizeLinear_Input"] {
      guard let quantizer = bySource[source], isWrittenByQuantizer(quantizer) else { continue }
      if let result = quantizer.results.first {
        return Counterpart(tensor: result, rule: .afterQuantizer, dequantization: nil, quantizer: quantizer)
      }
      if let integer = integer(quantizer) { return integer }
    }
    return nil
  }

  /// What stands for a tensor of this model itself, whose values are the same up to a quantizer: what comes out behind
  /// its quantizer, else the integers times their scale, else the tensor. `nil` for an input without a quantizer.
  func counterpart(ofOwn tensor: String) -> Counterpart? {
    if let quantizer = bySource[tensor], isWrittenByQuantizer(quantizer) {
      if let result = quantizer.results.first {
        return Counterpart(tensor: result, rule: .afterQuantizer, dequantization: nil, quantizer: quantizer)
      }
      return integer(quantizer)
    }
    if let quantizer = byInteger[tensor] {
      if let result = quantizer.results.first {
        return Counterpart(tensor: result, rule: .sameNameDequantized, dequantization: nil, quantizer: quantizer)
      }
      return integer(quantizer)
    }
    return sameName(tensor)
  }

  /// Exactly the tensor that a user named: a float tensor, or integers whose scale is known.
  func chosen(_ tensor: String) -> Counterpart? {
    guard graph.dependsOnInput.contains(tensor) else { return nil }
    if let quantizer = byInteger[tensor], let counterpart = integer(quantizer) { return counterpart.with(.byHand) }
    guard isFloat(tensor) else { return nil }
    return Counterpart(tensor: tensor, rule: .byHand, dequantization: nil, quantizer: byResult[tensor])
  }

  /// An output of the same name whose elements are no floats.
  func output(_ tensor: String) -> Counterpart? {
    guard graph.producer[tensor] != nil, graph.outputs.contains(where: { $0.name == tensor }),
      let type = types[tensor], type.isReal, !type.isFloat
    else { return nil }
    return Counterpart(tensor: tensor, rule: .sameName, dequantization: nil, quantizer: nil)
  }

  private func isWrittenByQuantizer(_ quantizer: Quantizer) -> Bool {
    graph.producer[quantizer.integerTensor].map { graph.nodes[$0].op == "QuantizeLinear" } ?? false
  }

  /// `NAME_quantized`, written by an integer operator. A float tensor of the name itself is preferred.
  func integerOperator(_ tensor: String) -> Counterpart? {
    guard !isFloat(tensor), let quantizer = byInteger[tensor + "_quantized"],
      graph.producer[quantizer.integerTensor] != nil
    else { return nil }
    return integer(quantizer)
  }

  private func integer(_ quantizer: Quantizer) -> Counterpart? {
    guard quantizer.scales.count == 1, let scale = quantizer.scales.first else { return nil }
    return Counterpart(
      tensor: quantizer.integerTensor, rule: .integerDequantized,
      dequantization: LayerPair.Dequantization(scale: scale, zeroPoint: quantizer.zeroPoints.first ?? 0),
      quantizer: quantizer)
  }

  func sameName(_ tensor: String) -> Counterpart? {
    guard isFloat(tensor), graph.dependsOnInput.contains(tensor), !inputs.contains(tensor) else { return nil }
    if let quantizer = byResult[tensor] {
      return Counterpart(tensor: tensor, rule: .sameNameDequantized, dequantization: nil, quantizer: quantizer)
    }
    let writer = graph.producer[tensor].map { graph.nodes[$0].op }
    let rule: LayerPair.Rule = writer == "DequantizeLinear" ? .sameNameDequantized : .sameName
    return Counterpart(tensor: tensor, rule: rule, dequantization: nil, quantizer: nil)
  }

  /// Whether the quantized model computes a tensor of this name that holds real numbers, as far as can be told.
  private func isFloat(_ tensor: String) -> Bool {
    graph.producer[tensor] != nil && (types[tensor]?.isFloat ?? true)
  }
}
