// scales: scales that are not those of the values they go with.

/// Finds scales of another tensor, another axis or another time.
struct ScalesJudge: BuiltInJudge {
  static let name = "scales"
  let summary = "scales that do not belong to these values"
  let details = """
    At an activation: DequantizeLinear reads with another scale or zero point than QuantizeLinear wrote with (repair tried: \
    QuantizeLinear's for both). At weights with twice the noise of quantizing them again: large values are clipped and the \
    rest is right; or the weights are the float model's times a gain along an axis, so that scales are permuted or of \
    another layer (repair tried: quantized again). Also scales along another axis than the output channels, where those \
    would have a quarter of the noise (repair tried: one scale a channel).
    """
  let source = "fits of gains along the axes; no data are needed"
  let causes: [Cause] = [.scaleStale]
  var parameters: [JudgeParameter] { [Self.ratio, Self.clipped, Self.rough, Self.residual, Self.gain] }

  static let ratio = JudgeParameter(
    name, "ratio", 1e-4, "relative difference of the two scales: beyond what rounding to float32 does")
  static let clipped = JudgeParameter(
    name, "clipped", 0.5, "share of the weights' noise at clipped values: the larger kind names the cause")
  static let rough = JudgeParameter(
    name, "rough", 0.05, side: .below, "share of the other weights that are off by more than half a step, at most")
  static let residual = JudgeParameter(
    name, "residual", 0.25, side: .below, "noise left after fitting gains, over the noise: three quarters are explained"
  )
  static let gain = JudgeParameter(name, "gain", 0.02, "largest log2 of a fitted gain, at least: 1.4 %")

  static func dequantizesOtherwise(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    let difference = abs(site.scale / site.dequantizedScale - 1)
    if difference > values[ratio] { return DecidingFact("scale ratio", difference, values[ratio]) }
    guard site.zeroPoint != site.dequantizedZeroPoint else { return nil }
    return DecidingFact("zero points apart", abs(Double(site.dequantizedZeroPoint) - Double(site.zeroPoint)), 0)
  }

  static func clipsWeights(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.clippedShare >= values[clipped], site.roughShare < values[rough] else { return nil }
    return DecidingFact("clip share", site.clippedShare, values[clipped])
  }

  static func hasGains(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.gainResidual <= values[residual] * site.noise, site.largestLog2Gain > values[gain] else { return nil }
    return DecidingFact("gain residual", site.gainResidual / max(site.noise, Evidence.tiny), values[residual])
  }

  static func liesAlongAnotherAxis(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.scaleAxis == nil ? nil : WeightsJudge.ownScalesHelp(site, values)
  }

  static func disagreement(_ site: ActivationEvidence) -> String {
    guard site.zeroPoint == site.dequantizedZeroPoint else {
      return "DQ's zero point is \(site.dequantizedZeroPoint), Q's is \(site.zeroPoint)"
    }
    return "DQ scale is \(FigureText.short(site.dequantizedScale / site.scale)) x Q's"
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    if let site = file.activation(candidate.site) { return Self.disagreement(site) }
    guard let site = file.weights(candidate.site) else { return summary }
    switch candidate.fact.name {
    case "clip share":
      return "the scale is too small: clipped weights make \(FigureText.percent(site.clippedShare)) of the noise"
    case "gain residual":
      let axis = site.gainAxis > 1 ? "both axes" : site.gainAxis == site.outputAxis ? "output channel" : "input channel"
      return "the weights are those of the float model times a gain per \(axis): scales permuted or of another layer"
    default:
      return "scales lie along axis \(site.scaleAxis ?? 0), output channels along \(site.outputAxis): the mean channel "
        + "has \(FigureText.short(candidate.fact.value)) x the noise of a scale of its own"
    }
  }
}
