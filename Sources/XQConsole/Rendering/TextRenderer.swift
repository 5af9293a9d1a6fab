// Values and events as text for a reader.

import XQLanguage

/// Writes values and what else the console says as plain or coloured text.
public struct TextRenderer: Sendable {
  public let style: TextStyle

  public init(_ style: TextStyle = TextStyle()) { self.style = style }

  /// A value as lines. Long texts and all rows of a table are whole unless the style cuts tables.
  public func lines(_ value: Value, isFull: Bool = false) -> [String] {
    switch value {
    case .table(let table):
      guard let outline = table.outline, !isFull else {
        return TableRenderer(style: style, isFull: isFull).lines(table)
      }
      let shown = Table(columns: outline.columns, rows: outline.rows, notes: table.notes)
      return outline.rows.isEmpty ? lines(of: shown.notes.joined(separator: "\n")) : lines(.table(shown))
    case .record(let record): return lines(record)
    case .list(let elements):
      if !elements.isEmpty, let table = Table(value) {
        return TableRenderer(style: style, isFull: isFull).lines(table)
      }
      return [TerminalText.escaped(value.text)]
    case .string(let text): return lines(of: text)
    case .object(let object): return lines(of: object.summary)
    case .none, .bool, .number, .quantity: return [value.text]
    }
  }

  /// Text of several lines, with control characters shown.
  public func lines(of text: String) -> [String] {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      // A tab does no harm, and what is printed may be read by a program.
      line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { TerminalText($0).text }
        .joined(separator: "\t")
    }
  }

  /// A text that adapts to its reader.
  public func lines(of fitted: any FittedText) -> [String] { fitted.lines(style) }

  /// A heading, by `section`.
  public func heading(_ text: String) -> [String] {
    let title = TerminalText.escaped(text)
    let rule = String(repeating: style.isUnicode ? "─" : "-", count: min(style.width, DisplayWidth.of(title)))
    return ["", style.coloured(title, .bold), style.coloured(rule, .dim)]
  }

  /// An expectation that did not hold, with the values of its parts below; one of several lines is put on one.
  public func failure(_ place: Place, message: String?, parts: [(span: Span, value: Value)]) -> [String] {
    let prefix = "failed: "
    let text = place.source.text(place.span)
    let isOneLine = !text.utf8.contains(UInt8(ascii: "\n"))
    var first = style.coloured("failed:", .red) + " " + (isOneLine ? TerminalText.escaped(text) : joined(text))
    if place.source.name != "prompt" {
      let line = place.source.position(of: place.span.lower).line
      first += style.coloured("   \(TerminalText.escaped(place.source.name)):\(line)", .dim)
    }
    var lines = [first]
    for (span, value) in parts {
      let shown = TerminalText.escaped(value.short)
      if isOneLine {
        let before = place.source.text(Span(place.span.lower, max(place.span.lower, span.lower)))
        let indent = prefix.count + DisplayWidth.of(TerminalText.escaped(before))
        lines.append(String(repeating: " ", count: indent) + "\(style.isUnicode ? "└" : "`-") \(shown)")
      } else {
        lines.append("        \(joined(place.source.text(span))) = \(shown)")
      }
    }
    if let message { lines.append("        \(TerminalText.escaped(message))") }
    return lines
  }

  private func joined(_ text: String) -> String {
    TerminalText.escaped(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  private func lines(_ record: Record) -> [String] {
    let width = record.keys.map { DisplayWidth.of(TerminalText.escaped($0)) }.max() ?? 0
    if record.count == 0 { return ["{}"] }
    return zip(record.keys, record.values).map { key, value in
      let name = DisplayWidth.padded(TerminalText.escaped(key), to: width)
      return "\(style.coloured(name, .dim))  \(text(of: value))"
    }
  }

  /// A field of a record: numbers as in tables.
  private func text(of value: Value) -> String {
    switch value {
    case .number(let number): NumberText.display(number)
    case .quantity(let quantity): "\(NumberText.display(quantity.amount)) \(quantity.unit.rawValue)"
    default: TerminalText.escaped(value.text)
    }
  }
}

extension Source {
  /// The text between two places; what is beyond the end is left out.
  func text(_ span: Span) -> String {
    let lower = min(max(0, span.lower), bytes.count)
    let upper = min(max(lower, span.upper), bytes.count)
    return String(decoding: bytes[lower..<upper], as: UTF8.self)
  }
}
