// negative: negative values are cut off, or the range has a negative half that nothing uses.

/// Finds quantizers whose sign does not fit the values.
struct NegativeJudge: BuiltInJudge {
  static let name = "negative"
  let summary = "the sign of a quantizer does not fit the values"
  let details = """
    'negative_lost': the range starts at zero, the values do not, and most of the clipped noise is below zero. That \
    calibration saw negative values is asked for too; if it did not, the data are to blame ('calibration'). \
    'negative_waste': the range is symmetric and nearly all values lie on one side, so that one bit is lost. Also where \
    only a Relu follows: negative values never arrive. Repair tried: the best range, with a zero point.
    """
  let source = "one-sided values on a symmetric range lose one bit: 6 dB at most, 4.1 dB at a quarter"
  let causes: [Cause] = [.negativeLost, .negativeWaste]
  var parameters: [JudgeParameter] { [Self.oneSided] }

  static let oneSided = JudgeParameter(
    name, "onesided", 0.25, side: .below, "smaller side over the larger one: at a quarter a zero point saves 4.1 dB")

  /// Negative values are most of what a range from zero cuts off.
  static func cutsNegatives(_ site: ActivationEvidence) -> Bool {
    let data = site.validation
    return site.low > -site.scale / 2 && data.minimum < -site.scale
      && data.clippedLow >= (data.clippedLow + data.clippedHigh) / 2
  }

  static func losesNegatives(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    let wasCalibratedWithNegatives = site.representative.map { $0.minimum < -site.scale } ?? true
    guard cutsNegatives(site), wasCalibratedWithNegatives else { return nil }
    return DecidingFact("clip share", site.validation.clippedShare, values[ClippingJudge.share])
  }

  static func wastes(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    let (smaller, larger) = site.sides
    let middle = (Double(site.lowestLevel) + Double(site.highestLevel) + 1) / 2
    let isSymmetric = site.lowestLevel < 0 && abs(Double(site.zeroPoint) - middle) <= 1
    let isCutByRelu = site.isRectified && -site.low > values[oneSided] * site.high
    let share = smaller / max(larger, Evidence.tiny)
    guard isSymmetric || isCutByRelu, share < values[oneSided], larger >= site.high / 2 else { return nil }
    return DecidingFact("smaller side", share, values[oneSided])
  }

  /// The same at a site that also clips: its noise inside the range has to be avoidable too.
  static func wastesInside(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    let data = site.validation
    let inside = data.noise - data.clippedLow - data.clippedHigh
    return inside >= 0.75 * values[.excess] * site.idealNoise ? wastes(site, values) : nil
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    guard candidate.cause == .negativeWaste else {
      return
        "the range starts at 0, the values at \(FigureText.short(site.validation.minimum)): cutting them off makes "
        + "\(FigureText.percent(site.validation.clippedLow / max(site.validation.noise, Evidence.tiny))) of the noise"
    }
    return "range \(site.rangeText) for values \(site.valuesText): one half of the steps is hardly used"
  }
}
