// concat: the inputs of a Concat have different sizes and one scale.

/// Finds Concats whose branches differ in size.
struct ConcatJudge: BuiltInJudge {
  static let name = "concat"
  let summary = "the branches of a Concat differ in size and share one scale"
  let details = """
    A Concat's output has one scale, and quantizers give its inputs the same one. At the output: the largest value of one \
    branch is many times that of another (repair tried: one range a channel). At an input: its range is that of a sibling \
    which needs it, and mostly unused here (repair tried: its own best range).
    """
  let source = "the Concat rule of the XQuant Extension Tool, on the values of the branches; profile mct has its own"
  let causes: [Cause] = [.concatUnbalanced]
  var parameters: [JudgeParameter] { [Self.spread] }

  static let spread = JudgeParameter(
    name, "spread", 8, "largest branch over the smallest one: at 8 the small branch is left with 5 of 8 bits")

  static func isUneven(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    guard site.concatSpread >= values[spread] else { return nil }
    return DecidingFact("seg", site.concatSpread, values[spread])
  }

  static func borrowsRange(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.sharesRangeAtConcat ? RangeJudge.isTooWide(site, values) : nil
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    if candidate.repair == .range { return "\(site.widthText); the range is that of another branch of the Concat" }
    return "the largest branch of the Concat is \(FigureText.short(site.concatSpread)) x the smallest, which has "
      + "\(FigureText.decimals(site.bitsBelow(site.concatSpread), 1)) of \(site.bits) bits"
  }
}
