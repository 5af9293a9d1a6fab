// Which float tensor a tensor of the quantized model stands for.

import XQFormats

/// Looks up counterparts both ways: by name, and where names were lost by the pairing.
///
/// Model Compression Toolkit renames and inserts operators, so that equal names mean nothing in its models: only the
/// pairing counts there.
struct SiteTwins {
  private let models: PreparedModels
  private let trustsNames: Bool
  private var floatOf: [String: String] = [:]
  private var quantizedOf: [String: String] = [:]
  /// What the user paired: it comes before names.
  private var byHand: [String: String] = [:]

  init(_ models: PreparedModels, _ pairing: Pairing) {
    self.models = models
    trustsNames = pairing.mct == nil
    for pair in pairing.pairs {
      var names = [pair.partner]
      if let quantizer = pair.quantizer { names += [quantizer.source, quantizer.integerTensor] + quantizer.results }
      for name in names {
        if floatOf[name] == nil { floatOf[name] = pair.tensor }
        if pair.rule == .byHand { byHand[name] = pair.tensor }
      }
      quantizedOf[pair.tensor] = pair.quantizer?.source ?? pair.partner
    }
  }

  /// How a tensor's name was found.
  struct Twin {
    let tensor: String
    let isByName: Bool
  }

  /// The float tensor whose values a tensor of the quantized model holds. `aliases`: other names of the same values.
  func float(_ tensor: String, aliases: [String] = []) -> Twin? {
    let names = [tensor] + aliases
    if let chosen = names.compactMap({ byHand[$0] }).first { return Twin(tensor: chosen, isByName: false) }
    let plain = SiteTwins.plainName(tensor)
    if trustsNames, isKnown(plain) { return Twin(tensor: plain, isByName: true) }
    return names.compactMap { floatOf[$0] }.first.map { Twin(tensor: $0, isByName: false) }
  }

  /// The quantized model's tensor, before any quantizer, that holds a float tensor's values.
  func quantized(_ tensor: String, _ written: [String: String]) -> String? {
    if trustsNames, let same = written[tensor] { return same }
    return quantizedOf[tensor]
  }

  private func isKnown(_ tensor: String) -> Bool {
    let graph = models.float.graph
    return graph.producer[tensor] != nil || graph.inputs.contains { $0.name == tensor }
  }

  /// An output of the model keeps its name behind its quantizer; what goes in is called otherwise.
  static func plainName(_ tensor: String) -> String { tensor.withoutEnding("_QuantizeLinear_Input") }
}

extension String {
  func withoutEnding(_ ending: String) -> String {
    count > ending.count && hasSuffix(ending) ? String(dropLast(ending.count)) : self
  }
}
