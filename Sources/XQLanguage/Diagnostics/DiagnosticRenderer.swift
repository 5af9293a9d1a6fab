// Diagnostics as text.

/// Writes diagnostics as language.md, section 7, shows them.
///
/// ```
/// error XQ0203: there is no command 'erors'
///   --> investigate.xq:15:1
/// 15 | erors --data val
///    | ^^^^^ did you mean 'errors'?
///    = help: help --find errors
/// ```
/// Control characters, bytes that are no UTF-8 and characters that turn the direction of text are shown escaped. At the prompt
/// (a source of that name) the line with the place is left out.
public struct DiagnosticRenderer: Sendable {
  public enum Style: Sendable { case plain, ansi }

  public let style: Style
  /// The number of cells of a line; lines of the text are cut around the caret to fit. `nil`: not cut.
  public let width: Int?

  public init(style: Style = .plain, width: Int? = nil) {
    self.style = style
    self.width = width
  }

  /// One diagnostic, several lines, without a line end behind the last one.
  public func render(_ diagnostic: Diagnostic) -> String {
    let severity = painted("\(diagnostic.severity.rawValue) \(diagnostic.code.id)", color(of: diagnostic.severity))
    var lines = ["\(severity): \(painted(TerminalText.escaped(diagnostic.message), .bold))"]
    var margin = 2
    if let place = diagnostic.place {
      margin = max(2, String(place.source.lineIndex(of: place.span.lower) + 1).count)
      if place.source.name != "prompt" { lines.append(painted("  --> \(TerminalText.escaped(place.text))", .dim)) }
      lines += excerpt(of: place, diagnostic, margin: margin)
    } else if let caption = diagnostic.caption {
      lines.append(remark(caption, "help", margin: margin))
    }
    for help in diagnostic.help { lines.append(remark(help, "help", margin: margin)) }
    for note in diagnostic.notes { lines.append(remark(note, "note", margin: margin)) }
    for (label, place) in diagnostic.trace {
      lines.append(remark("\(label) at \(place.text)", "note", margin: margin))
    }
    return lines.joined(separator: "\n")
  }

  // MARK: - Private

  private enum Paint: String {
    case red = "31;1"
    case yellow = "33;1"
    case cyan = "36;1"
    case bold = "1"
    case dim = "2"
  }

  private func color(of severity: Diagnostic.Severity) -> Paint {
    switch severity {
    case .error: .red
    case .warning: .yellow
    case .note: .cyan
    }
  }

  private func painted(_ text: String, _ paint: Paint) -> String {
    style == .ansi ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func remark(_ text: String, _ word: String, margin: Int) -> String {
    let bar = String(repeating: " ", count: margin)
    return "\(painted("\(bar) = \(word):", .dim)) \(TerminalText.escaped(text))"
  }

  /// The line of the text, and carets below the span. Of a span over several lines the first one is shown.
  private func excerpt(of place: Place, _ diagnostic: Diagnostic, margin: Int) -> [String] {
    let source = place.source
    let index = source.lineIndex(of: max(0, min(place.span.lower, source.bytes.count)))
    let line = source.lineSpan(index)
    let lower = max(line.lower, min(place.span.lower, line.upper))
    let upper = max(lower, min(place.span.upper, line.upper))
    let before = TerminalText(source.bytes[line.lower..<lower])
    let marked = TerminalText(source.bytes[lower..<upper])
    let after = TerminalText(source.bytes[upper..<line.upper])
    let number = String(index + 1)
    let head = String(repeating: " ", count: margin - min(margin, number.count)) + number
    let room = width.map { max(20, $0 - margin - 3) }
    let (shown, indent, count) = cut(before, marked, after, to: room)
    let carets = String(repeating: "^", count: count)
    let caption = diagnostic.caption.map { " " + TerminalText.escaped($0) } ?? ""
    let gap = String(repeating: " ", count: indent)
    let marks = painted(carets + caption, color(of: diagnostic.severity))
    return [
      "\(painted("\(head) |", .dim)) \(shown)".droppingTrailingBlanks(),
      "\(painted("\(String(repeating: " ", count: margin)) |", .dim)) \(gap)\(marks)",
    ]
  }

  /// What of a line is shown, the cells before the carets, and the number of carets.
  private func cut(
    _ before: TerminalText, _ marked: TerminalText, _ after: TerminalText, to room: Int?
  ) -> (text: String, indent: Int, carets: Int) {
    let whole = before.width + marked.width + after.width
    guard let room, whole > room else {
      return (before.text + marked.text + after.text, before.width, max(1, marked.width))
    }
    // A third of the room for what stands before the carets, unless less stands there.
    let carets = min(max(1, marked.width), room / 2)
    let roomBefore = min(before.width, max(room / 3, room - carets - after.width - 2))
    let left = roomBefore < before.width ? before.suffix(roomBefore - 1, mark: "…") : before
    let middle = marked.width > carets ? marked.prefix(carets - 1, mark: "…") : marked
    let roomAfter = room - left.width - middle.width
    let right = after.width > roomAfter ? after.prefix(roomAfter - 1, mark: "…") : after
    return (left.text + middle.text + right.text, left.width, max(1, middle.width))
  }
}

extension String {
  fileprivate func droppingTrailingBlanks() -> String {
    var rest = self[...]
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
