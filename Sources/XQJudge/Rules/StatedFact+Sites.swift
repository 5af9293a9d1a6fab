// The facts that each judge looks at, site by site.

extension ActivationEvidence {
  func statedFacts(of judge: String, _ values: ParameterValues, _ shift: ShiftEvidence?) -> [StatedFact] {
    let excess = StatedFact("its noise over that of the best range", self.excess, .excess, values)
    let used = StatedFact("share of the range that the values use", self.used, RangeJudge.used, values, isShare: true)
    let clipped = StatedFact(
      "share of its noise at values beyond the range", validation.clippedShare, ClippingJudge.share, values,
      isShare: true)
    let bits = StatedFact("bits", "\(self.bits)", speaksForCause: self.bits >= 8)
    switch judge {
    case OutliersJudge.name:
      return [
        StatedFact("widest channel over the median one", channelSpread, OutliersJudge.spread, values), excess, bits,
      ]
    case ClippingJudge.name: return [excess, clipped] + follows(wanted: false)
    case RangeJudge.name: return [excess, used]
    case CalibrationJudge.name: return [excess, clipped] + follows(wanted: true) + distances(shift, values)
    case InputJudge.name:
      return [StatedFact("input of the model", isModelInput), sameParameters(values), excess, used, clipped]
        + follows(wanted: false)
    case NegativeJudge.name: return signs(values) + [excess, clipped]
    case ConcatJudge.name:
      return [
        StatedFact("largest branch of the Concat over the smallest", concatSpread, ConcatJudge.spread, values),
        StatedFact("has the range of another branch", sharesRangeAtConcat), used, excess,
      ]
    case AddJudge.name: return [StatedFact("has the range of the other branch", sharesRangeAtAdd), used, excess]
    case SensitiveJudge.name: return [StatedFact("inside a normalization, softmax or erf", isSensitive)]
    case BitwidthJudge.name: return [StatedFact("bits", "\(self.bits)", speaksForCause: self.bits < 8), excess]
    case ScalesJudge.name: return [sameParameters(values)]
    default: return []
    }
  }

  private func sameParameters(_ values: ParameterValues) -> StatedFact {
    StatedFact(
      "scale and zero point, quantizing and back",
      "\(FigureText.short(scale)), \(zeroPoint) and \(FigureText.short(dequantizedScale)), \(dequantizedZeroPoint)",
      speaksForCause: abs(scale / dequantizedScale - 1) > values[ScalesJudge.ratio]
        || zeroPoint != dequantizedZeroPoint)
  }

  private func follows(wanted: Bool) -> [StatedFact] {
    guard let followsCalibration else { return [] }
    return [StatedFact("the range follows the calibration data", followsCalibration, wanted: wanted)]
  }

  private func distances(_ shift: ShiftEvidence?, _ values: ParameterValues) -> [StatedFact] {
    guard let shift else { return [] }
    func distance(_ place: String, _ found: Double, _ halves: Double) -> StatedFact {
      StatedFact(
        "distance of the two data sets \(place)",
        "\(FigureText.decimals(found, 2)), halves of validation \(FigureText.decimals(halves, 2))",
        speaksForCause: found >= max(values[CalibrationJudge.distance], 2 * halves))
    }
    return [
      distance("at the input", shift.input, shift.inputOfHalves),
      distance("in the median quantizer", shift.median, shift.medianOfHalves),
    ]
  }

  private func signs(_ values: ParameterValues) -> [StatedFact] {
    let (smaller, larger) = sides
    let middle = (Double(lowestLevel) + Double(highestLevel) + 1) / 2
    return [
      StatedFact("cuts negative values off", NegativeJudge.cutsNegatives(self)),
      StatedFact("symmetric range", lowestLevel < 0 && abs(Double(zeroPoint) - middle) <= 1),
      StatedFact(
        "smaller side of the values over the larger", smaller / max(larger, Evidence.tiny), NegativeJudge.oneSided,
        values),
    ]
  }
}

extension WeightEvidence {
  func statedFacts(of judge: String, _ values: ParameterValues) -> [StatedFact] {
    let excess = StatedFact("their noise over that of quantizing them again", self.excess, .excess, values)
    switch judge {
    case WeightsJudge.name:
      return [
        StatedFact("one scale for all output channels", hasOneScale),
        StatedFact(
          "mean channel's noise over that with a scale of its own",
          channelNoise / max(channelNoisePerChannel, Evidence.tiny), WeightsJudge.channels, values), excess,
      ]
    case ScalesJudge.name:
      return [
        excess,
        StatedFact(
          "share of the noise at clipped weights", clippedShare, ScalesJudge.clipped, values, isShare: true),
        StatedFact("share of the others off by more than half a step", roughShare, ScalesJudge.rough, values),
        StatedFact(
          "noise left after a gain a channel, over the noise", gainResidual / max(noise, Evidence.tiny),
          ScalesJudge.residual, values),
        StatedFact("largest such gain, log2", largestLog2Gain, ScalesJudge.gain, values),
      ]
    case BiasJudge.name:
      let error = 0.289 / Double(max(count, 1)).squareRoot()
      return [
        excess, StatedFact("mean error in steps", abs(meanError), BiasJudge.mean, values),
        StatedFact("the same in standard errors", abs(meanError) / error, BiasJudge.sigmas, values),
      ]
    case BitwidthJudge.name: return [StatedFact("bits", "\(bits)", speaksForCause: bits < 8)]
    default: return []
    }
  }
}

extension BiasEvidence {
  func statedFacts(of judge: String, _ values: ParameterValues) -> [StatedFact] {
    guard judge == BiasJudge.name else { return [] }
    return [
      StatedFact("missing in the quantized model", isMissing),
      StatedFact("some value is off by more than two steps", exceedsSteps),
      StatedFact(
        "mean squared error over that of the layer's output", relativeNoise, BiasJudge.noise, values),
    ]
  }
}
