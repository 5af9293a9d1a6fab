// The text under which a statement is written down, so that it runs again by itself.

import XQLanguage

extension Evaluator {
  /// Tells the journal that a statement of the top level is about to run.
  func writeDown(_ statement: Statement) {
    let place = place(withRemark(statement.span))
    let text = source.text(place.span)
    if case .parameter(let parameter) = statement.kind, let value = parameters[parameter.name],
      let fixed = fixed(parameter, to: value, in: statement.span)
    {
      context.journal.begin(place, written: fixed, shift: nil)
    } else if text.utf8.first == UInt8(ascii: "|") {
      let prefix = "$last "
      context.journal.begin(place, written: prefix + text, shift: prefix.utf8.count)
    } else {
      context.journal.begin(place, written: text)
    }
  }

  /// The statement with the comment behind it on its last line.
  private func withRemark(_ span: Span) -> Span {
    let line = source.lineSpan(source.lineIndex(of: span.upper))
    guard span.upper <= line.upper, span.upper >= 0 else { return span }
    let rest = source.text(Span(span.upper, line.upper)).drop { $0 == " " || $0 == "\t" }
    return rest.hasPrefix("#") ? Span(span.lower, line.upper) : span
  }

  /// `param limit = 15dB` with the value that the command line gave in place of the default.
  private func fixed(_ parameter: ScriptParameter, to value: Value, in span: Span) -> String? {
    guard let literal = value.literal else { return nil }
    let remark = "  # given on the command line"
    guard let old = parameter.defaultValue?.span else { return source.text(span) + " = " + literal + remark }
    return source.text(Span(span.lower, old.lower)) + literal + remark
  }
}

extension Value {
  /// The expression that gives the value; `nil` where there is none, as for an object.
  var literal: String? {
    switch self {
    case .none: return "none"
    case .bool(let bool): return bool ? "true" : "false"
    case .number(let number): return NumberText.shortest(number)
    case .quantity(let quantity): return NumberText.shortest(quantity.amount) + quantity.unit.rawValue
    case .string(let text): return text.quoted
    case .list(let elements):
      let parts = elements.compactMap(\.literal)
      return parts.count == elements.count ? "[\(parts.joined(separator: ", "))]" : nil
    case .record(let record):
      let parts = record.values.compactMap(\.literal)
      guard parts.count == record.count else { return nil }
      return "{\(zip(record.keys, parts).map { "\($0.quoted): \($1)" }.joined(separator: ", "))}"
    case .table, .object: return nil
    }
  }
}

extension String {
  /// The text as an argument of a command: as it is where that is one plain word.
  public var asWord: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        let lower = byte | 0x20
        return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
          || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || "./_%+".utf8.contains(byte)
      }
    return isPlain ? self : quoted
  }
}
