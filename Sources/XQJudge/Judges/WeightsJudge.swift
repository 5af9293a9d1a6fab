// weights: one scale for uneven channels, or weights that are not the float model's.

/// Finds weights that one scale does not suit, and weights that differ by more than quantization.
struct WeightsJudge: BuiltInJudge {
  static let name = "weights"
  let summary = "one scale for uneven channels, or weights that are not the float model's"
  let details = """
    'weight_spread': the weights have one scale although their output channels differ in size; the mean channel would have \
    a quarter of the noise or less with a scale of its own (repair tried: one scale a channel, same bits). \
    'weight_mismatch': the weights have twice the noise that quantizing the float weights again would leave, and neither \
    clipping, gains nor rounding explains it: another checkpoint or layout (repair tried: quantized again).
    """
  let source = "per-channel quantization of weights; no data are needed"
  let causes: [Cause] = [.weightSpread, .weightMismatch]
  var parameters: [JudgeParameter] { [Self.channels] }

  static let channels = JudgeParameter(
    name, "channels", 4, "mean channel's noise over that with a scale of its own: 4 is 6 dB, one bit")

  static func differs(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    DecidingFact("X", site.excess, values[.excess])
  }

  static func starvesChannels(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.scaleAxis == nil ? ownScalesHelp(site, values) : nil
  }

  static func ownScalesHelp(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    let ratio = site.channelNoise / max(site.channelNoisePerChannel, Evidence.tiny)
    guard site.hasOneScale, site.rank > 1, site.channelNoise >= values[channels] * site.channelNoisePerChannel else {
      return nil
    }
    return DecidingFact("channel noise", ratio, values[channels])
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.weights(candidate.site) else { return summary }
    guard candidate.cause == .weightSpread else {
      return "the weights differ from the float model's by \(FigureText.percent(site.noise)) of their power: "
        + "\(FigureText.short(site.excess)) x what quantizing does"
    }
    return
      "one scale for channels of different size: the mean channel has \(FigureText.short(candidate.fact.value)) x the "
      + "noise of a scale of its own"
  }
}
