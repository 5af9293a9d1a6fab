// outliers: few values, or one channel, stretch an activation's range.

/// Finds ranges that few values or one channel of many determine.
struct OutliersJudge: BuiltInJudge {
  static let name = "outliers"
  let summary = "few values, or one channel, stretch the range of an activation"
  let details = """
    A per-tensor quantizer spends its steps on the widest channel, and on the largest value that calibration saw. Where \
    one channel is many times the median channel, the median one is left with few of the bits (repair tried: one range \
    a channel, with the weights behind it quantized to match, as equalization does). Where no channel is to blame but a \
    smaller range would lose less than it clips, few values are (repair tried: the best range).

    Networks with naturally uneven channels always gain a little by the first repair, so that below twice the \
    threshold it has to gain more.
    """
  let source = "per-channel ranges: equalization (AIMET, SmoothQuant); few values: ranges of least mean squared error"
  let causes: [Cause] = [.activationOutlier]
  var parameters: [JudgeParameter] { [Self.spread, Self.gain] }

  static let spread = JudgeParameter(
    name, "spread", 8, "widest channel over the median one: at 8 the median channel is left with 5 of 8 bits")
  static let gain = JudgeParameter(
    name, "gain", 3, unit: .decibels,
    "what ranges by channel must gain below twice the spread: healthy nets gain 2 to 3 dB")

  static func hasWideChannel(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.channelSpread >= values[spread], site.bits >= 8 else { return nil }
    return DecidingFact("spread", site.channelSpread, values[spread])
  }

  static func hasFewLargeValues(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    let isEnough = site.bits >= 8 || site.excessAtEightBits >= values[.excess]
    guard site.isPoor(values), isEnough else { return nil }
    return DecidingFact("X", site.excess, values[.excess])
  }

  /// Whether a finding of ranges by channel needs the larger gain.
  static func isMild(_ site: ActivationEvidence, _ values: ParameterValues) -> Bool {
    site.channelSpread < 2 * values[spread]
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    guard candidate.repair == .perChannelActivation else {
      return "few values stretch the range \(site.rangeText): the best range has 1/\(FigureText.short(site.excess)) of "
        + "the noise"
    }
    return "one channel is \(FigureText.short(site.channelSpread)) x the median; the median channel has "
      + "\(FigureText.decimals(site.bitsBelow(site.channelSpread), 1)) of \(site.bits) bits"
  }
}
