// graph: the float parts of the two models differ.

/// Finds models that differ by more than quantizers.
struct GraphJudge: BuiltInJudge {
  static let name = "graph"
  let summary = "the two models differ by more than quantizers"
  let details = """
    With every quantizer taken out, the quantized model has to give what the float model gives: what is left is the order of \
    sums, beyond 100 dB. Below the threshold, the first tensor that differs is named. That is no matter of quantization: a \
    constant, an attribute or an operator differs. A bias that is absent is not this, but 'bias'.
    """
  let source = "all quantizers replaced by their inputs, in one run"
  let causes: [Cause] = [.graphMismatch]
  var parameters: [JudgeParameter] { [Self.agreement] }

  static let agreement = JudgeParameter(
    name, "agreement", 60, unit: .decibels, side: .below,
    "output of the model without quantizers against the float model: float noise is beyond 100 dB")

  func says(_ candidate: Candidate, in file: CaseFile) -> String {
    "without any quantizer the output is at \(FigureText.decimals(candidate.fact.value, 1)) dB: the graphs differ from here on"
  }
}
