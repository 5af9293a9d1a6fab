// bitwidth: the best range does not help, bits do.

/// Finds quantizers of less than 8 bits whose range is as good as it can be.
struct BitwidthJudge: BuiltInJudge {
  static let name = "bitwidth"
  let summary = "too few bits"
  let details = """
    The quantizer has less than 8 bits, and no range would make it much better. 'bits_last' where the last layer has fewer \
    bits than the median of its kind, else 'bits_act' and 'bits_weight'. The bits of weights are those in use, whatever \
    the type that stores them. Repair tried: 8 bits.
    """
  let source = "one bit is 6 dB"
  let causes: [Cause] = [.activationBits, .weightBits, .lastLayerBits]

  private static let enough = 8

  private static func few(_ bits: Int) -> DecidingFact? {
    bits < enough ? DecidingFact("bits", Double(bits), Double(enough)) : nil
  }

  static func hasFewBits(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? { few(site.bits) }

  static func hasFewBitsAtTheEnd(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.isModelOutput ? few(site.bits) : nil
  }

  static func hasFewWeightBits(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? { few(site.bits) }

  static func hasFewWeightBitsAtTheEnd(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.isLast ? few(site.bits) : nil
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    if let site = file.activation(candidate.site) {
      return
        "\(FigureText.count(site.bits, "bit")), and the best range of as many has 1/\(FigureText.short(max(site.excess, 1))) "
        + "of the noise"
    }
    guard let site = file.weights(candidate.site) else { return summary }
    return
      "weights of \(FigureText.count(site.bits, "bit")): their error has \(FigureText.percent(site.noise)) of their power"
  }
}
