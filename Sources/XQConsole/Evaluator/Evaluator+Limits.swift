// What a run takes, held against what its host allows.

import XQLanguage

extension Evaluator {
  /// Refuses a value with more rows than the host allows.
  func checkRows(_ value: Value?, at span: Span) throws(Interruption) {
    guard let most = limits.rows, let value, value.rowCount > most else { return }
    throw failure(
      Diagnostic(.tooLarge, "\(value.described) has \(value.rowCount) rows, and \(most) is the host's limit"), span)
  }

  /// Refuses what the variables would hold together with a new value for one of them.
  func checkCells(_ value: Value, for name: String, at span: Span) throws(Interruption) {
    guard let most = limits.cells else { return }
    var sum = value.cellCount
    for (other, held) in zip(session.variables.keys, session.variables.values) where other != name {
      sum = sum.addingReportingOverflow(held.cellCount).overflow ? Int.max : sum + held.cellCount
    }
    guard sum > most || sum < 0 else { return }
    throw failure(
      Diagnostic(
        .tooLarge, "the variables would hold about \(sum) cells, and \(most) is the host's limit",
        help: ["'forget x' drops one"]), span)
  }

  /// Ends the run once more was shown than the host allows; what is beyond was not shown.
  func checkOutput(at span: Span) throws(Interruption) {
    guard context.isOutputFull, let most = limits.outputBytes else { return }
    throw failure(Diagnostic(.tooMuchOutput, "the run showed more than \(most) bytes, which is the host's limit"), span)
  }
}
