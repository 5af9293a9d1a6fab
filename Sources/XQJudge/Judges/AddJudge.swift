// add: the inputs of an Add have different sizes and one scale.

/// Finds Adds whose smaller input has the larger one's range.
struct AddJudge: BuiltInJudge {
  static let name = "add"
  let summary = "an input of an Add has the range of a larger one"
  let details = """
    A residual branch mostly leaves its range unused, which is that of its sibling or of the sum. The other input and the \
    sum carry noise of the same size, so that a few dB at most can be gained. Repair tried: its own best range.
    """
  let source = "shared scales of element-wise operators in integer arithmetic"
  let causes: [Cause] = [.addUnbalanced]

  static func borrowsRange(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.sharesRangeAtAdd ? RangeJudge.isTooWide(site, values) : nil
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    return "\(site.widthText); the range is that of the other input of the Add"
  }
}
