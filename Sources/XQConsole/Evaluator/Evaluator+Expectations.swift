// `expect` and `require`, and the values that a failed one shows.

import XQLanguage

extension Evaluator {
  func expect(
    _ condition: Expression, _ message: Expression?, _ isRequired: Bool, _ span: Span
  ) throws(Interruption) {
    var parts: [(span: Span, value: Value)] = []
    let value = try evaluate(condition) { span, value in parts.append((span, value)) }
    let holds = try failing(at: place(condition.span)) { () throws(Diagnostic) in try Operators.isTrue(value) }
    if holds { return context.say(.heldExpectation(place(condition.span), isRequired: isRequired)) }
    let text = try message.map { message throws(Interruption) in try evaluate(message).text }
    countFailedExpectation()
    parts.sort { ($0.span.lower, $1.span.upper) < ($1.span.lower, $0.span.upper) }
    context.say(.failedExpectation(place(condition.span), message: text, parts: parts, isRequired: isRequired))
    if isRequired { throw .requirement }
  }
}
