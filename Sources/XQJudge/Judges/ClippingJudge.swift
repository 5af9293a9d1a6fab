// clipping: a range smaller than the data that calibrated it.

/// Finds ranges that cut values off which calibration saw.
struct ClippingJudge: BuiltInJudge {
  static let name = "clipping"
  let summary = "the range of an activation is smaller than its data"
  let details = """
    Most of the quantizer's noise is at values beyond its range, and a better range has half of the noise or less. The \
    range does not follow the calibration data: somebody chose it too tight. Where it does follow them, the data are too \
    few, and 'calibration' says so. Repair tried: the best range.
    """
  let source = "range setting of least mean squared error against clipping"
  let causes: [Cause] = [.clipTight]
  var parameters: [JudgeParameter] { [Self.share] }

  static let share = JudgeParameter(
    name, "share", 0.5, "share of the noise at values beyond the range: the larger of the two kinds names the cause")

  /// Asked where the site clips and nothing better explains it.
  static func clips(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    DecidingFact("clip share", site.validation.clippedShare, values[share])
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    file.activation(candidate.site).map(\.clippingText) ?? summary
  }
}
