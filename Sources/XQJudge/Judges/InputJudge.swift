// input: the quantizer of a model input does not belong to what is fed.

/// Finds input quantizers that were made for other inputs.
struct InputJudge: BuiltInJudge {
  static let name = "input"
  let summary = "the quantizer of an input does not belong to what is fed"
  let details = """
    The range of a model input clips what is fed, or is mostly unused, and does not follow the representative data: another \
    normalization, or another scale in deployment. Also: DequantizeLinear reads the input's integers with another scale \
    or zero point than they were written with. Repairs tried: the best range; one scale for both.

    Needs the data that the quantizer was calibrated with, to tell a foreign range from one calibrated on few samples.
    """
  let source = "preprocessing that differs between calibration and deployment"
  let causes: [Cause] = [.inputMismatch]
  let needsRepresentativeData = true

  static func dequantizesOtherwise(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.isModelInput ? ScalesJudge.dequantizesOtherwise(site, values) : nil
  }

  /// Asked where the site clips.
  static func clipsWhatIsFed(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.isModelInput, site.isForeign else { return nil }
    return DecidingFact("clip share", site.validation.clippedShare, values[ClippingJudge.share])
  }

  static func isTooWide(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.isModelInput, site.isForeign else { return nil }
    return RangeJudge.isTooWide(site, values)
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    if candidate.repair == .quantizerParameters { return ScalesJudge.disagreement(site) }
    return (candidate.fact.name == "used" ? site.widthText : site.clippingText) + ": not the range of what is fed"
  }
}
