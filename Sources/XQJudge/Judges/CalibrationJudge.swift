// calibration: the data that the quantizer was calibrated with are too few, or of another kind.

/// Finds ranges that follow calibration data which do not stand for the validation data.
struct CalibrationJudge: BuiltInJudge {
  static let name = "calibration"
  let summary = "the calibration data are too few, or unlike the validation data"
  let details = """
    Compares the distributions of both data sets at each site (ks, the largest distance of the cumulative histograms). \
    Where they differ by more than the halves of the validation data do, and ranges follow the calibration data, all such \
    ranges are one finding, 'data_mismatch'. Where they do not differ but values lie a little beyond the calibrated range, \
    the samples were too few: 'calib_small'. Its repair is a range fitted on the calibration data and on validation \
    samples that do not score; the gain rests on few samples by nature, so it has to be larger.

    Needs the data that the quantizer was calibrated with: 'compare FLOAT QUANTIZED --repr DATA --val DATA'.
    """
  let source = "two-sample Kolmogorov-Smirnov distance, against that of the halves of the validation data"
  let causes: [Cause] = [.calibrationSmall, .dataMismatch]
  let needsRepresentativeData = true
  var parameters: [JudgeParameter] { [Self.distance, Self.tail, Self.gain, Self.samples] }

  static let distance = JudgeParameter(
    name, "ks", 0.10,
    "distance of the distributions: up to 0.07 between samples of one kind, 0.28 and more where shifted")
  static let tail = JudgeParameter(
    name, "tail", 1.5, side: .below,
    "largest value over the calibrated one: what a small calibration set misses is below")
  static let gain = JudgeParameter(
    name, "gain", 3, unit: .decibels,
    "what a finding of too few samples must gain: more calibration data brought half of what was promised")
  static let samples = JudgeParameter(
    name, "samples", 8, side: .below,
    "samples that carry the error, at least, for that finding; also 5 % of those that score"
  )

  static func isShifted(_ shift: ShiftEvidence, _ values: ParameterValues) -> Bool {
    shift.input >= max(values[distance], 2 * shift.inputOfHalves)
      || shift.median >= max(values[distance], 2 * shift.medianOfHalves)
  }

  /// Values beyond the calibrated range, by not much.
  static func isMildTail(_ site: ActivationEvidence, _ values: ParameterValues) -> Bool {
    let below = site.low < 0 ? site.validation.minimum / site.low : 0
    let above = site.validation.maximum / max(site.high, Evidence.tiny)
    return site.isCalibrated && max(below, above) < values[tail]
  }

  static func isOtherData(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.isShifted, site.isCalibrated else { return nil }
    return DecidingFact("X", site.excess, values[.excess])
  }

  /// Negative values are cut off that the calibration data did not have either.
  static func knewNoNegatives(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    NegativeJudge.cutsNegatives(site) ? clips(site, values) : nil
  }

  static func followsTooFewSamples(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.isCalibrated ? clips(site, values) : nil
  }

  /// Asked where the site clips.
  static func clips(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    DecidingFact("clip share", site.validation.clippedShare, values[ClippingJudge.share])
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    guard candidate.cause == .dataMismatch else {
      return "\(site.clippingText); the range follows the calibration data: they are too few"
    }
    guard let shift = file.shift else {
      return "the range follows calibration data that differ from the validation data"
    }
    let isAtInput = shift.input >= shift.median
    let (found, halves) =
      isAtInput ? (shift.input, shift.inputOfHalves) : (shift.median, shift.medianOfHalves)
    return "calibration and validation data differ \(isAtInput ? "at the input" : "in the median of all sites"): ks "
      + "\(FigureText.decimals(found, 2)), halves of the validation data \(FigureText.decimals(halves, 2))"
  }
}
