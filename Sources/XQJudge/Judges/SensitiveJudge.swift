// sensitive: the inside of a normalization, softmax or erf is quantized.

/// Finds quantizers inside operators that do not bear them.
struct SensitiveJudge: BuiltInJudge {
  static let name = "sensitive"
  let summary = "the inside of a normalization, softmax or erf is quantized"
  let details = """
    Squares, roots, exponentials, error functions and divisors make small errors large, or have values of so different \
    size that no range suits them. Where such an operator was exported in parts, quantizers stand between the parts. \
    Which tensors count is seen from the graph alone; that it matters is what the trial says (repair tried: float).
    """
  let source = "operators that quantization recipes leave in float"
  let causes: [Cause] = [.sensitiveOperator]

  static func isSensitive(_ site: ActivationEvidence, _ values: ParameterValues) -> DecidingFact? {
    site.isSensitive ? DecidingFact("X", site.excess) : nil
  }

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    guard let site = file.activation(candidate.site) else { return summary }
    return "a tensor inside a normalization, softmax or erf is quantized to \(site.bits) bits; its values go "
      + "\(site.valuesText)"
  }
}
