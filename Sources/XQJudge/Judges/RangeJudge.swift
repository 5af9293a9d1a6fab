// range: most steps of an activation's quantizer are never used.

/// Finds ranges that are much wider than the data.
struct RangeJudge: BuiltInJudge {
  static let name = "range"
  let summary = "most steps of an activation's quantizer are never used"
  let details = """
    The validation data reach less than half of the range, and the best range of as many steps has half of the noise or \
    less: a freak sample at calibration, or a range of another time. Few bits in a wide container look the same, unless \
    a Clip or a 4-bit type says so. Repair tried: the best range.
    """
  let source = "half of the steps unused is one bit, 6 dB"
  let causes: [Cause] = [.rangeWide]
  var parameters: [JudgeParameter] { [Self.used] }

  static let used = JudgeParameter(
    name, "used", 0.5, side: .below, "share of the range that the data reach: below half, one bit is unused")

  static func isTooWide(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.used < values[used], !(site.isSensitive && site.isCalibrated) else { return nil }
    return DecidingFact("used", site.used, values[used])
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    file.activation(candidate.site).map(\.widthText) ?? summary
  }
}
