// bias: biases that are wrong, and weights that were rounded one way.

/// Finds what shifts a layer's outputs.
struct BiasJudge: BuiltInJudge {
  static let name = "bias"
  let summary = "a bias is wrong, or weights were rounded one way"
  let details = """
    'bias_wrong': a bias is missing, saturated or has another scale: off by more than two of its steps, and by more than \
    nothing beside the layer's output (repair tried: float). 'mean_shift': the mean error of weights is a tenth of a step or \
    more, which rounding to nearest does not do, and 5 standard errors from zero (repair tried: quantized again).
    """
  let source = "bias correction; unbiased rounding has a mean error of 0 ± 0.289/√n steps"
  let causes: [Cause] = [.biasWrong, .meanShift]
  var parameters: [JudgeParameter] { [Self.noise, Self.mean, Self.sigmas, Self.requantized] }

  static let noise = JudgeParameter(
    name, "noise", 1e-8, "squared error of a bias over the mean square of the layer's output: below, it cannot matter")
  static let mean = JudgeParameter(name, "mean", 0.10, "mean error of weights in steps; rounding down gives 0.5")
  static let sigmas = JudgeParameter(name, "sigmas", 5, "standard errors that the mean error is away from zero")
  static let requantized = JudgeParameter(
    name, "excess", 16, side: .below,
    "noise over that of quantizing again, at most: rounding one way makes 4 of it, not more"
  )

  static func isWrong(_ site: BiasEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.exceedsSteps, site.relativeNoise > values[noise] else { return nil }
    return DecidingFact("relative noise", site.relativeNoise, values[noise])
  }

  static func isRoundedOneWay(_ site: WeightEvidence, _ values: ParameterValues) -> DecidingFact? {
    let limit = max(values[mean], values[sigmas] * 0.289 / Double(max(site.count, 1)).squareRoot())
    guard abs(site.meanError) >= limit, site.noise < values[requantized] * site.noiseRequantized else { return nil }
    return DecidingFact("mean error", site.meanError, limit)
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    if let site = file.weights(candidate.site) {
      let way = site.meanError < 0 ? "rounded down" : "rounded up"
      return "\(way): mean error \(FigureText.decimals(site.meanError, 2)) steps"
    }
    guard let site = file.bias(candidate.site) else { return summary }
    return (site.isMissing ? "the bias is missing" : "the bias is off by more than two of its steps")
      + ": \(FigureText.percent(site.relativeNoise)) of the power of the layer's output"
  }
}
