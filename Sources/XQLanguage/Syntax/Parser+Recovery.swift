// Going on behind an error: over what is left of the statement.

extension Parser {
  /// Goes to the end of the statement that starts at `start`, over its brackets and strings; where they do not close, to the
  /// end of its first line. The number of errors is bounded, and with it the work of all skips together.
  mutating func skipStatement(from start: Int) {
    if diagnostics.count >= Parser.maximumErrors { return move(to: lexer.bytes.count) }
    // A text of several lines that does not end leaves nothing to go on with.
    if isInOpenText { return move(to: lexer.bytes.count) }
    move(to: scan(from: start) { $0 == UInt8(ascii: ";") } ?? lexer.endOfLine(from: start))
  }

  /// The offset behind the arguments of an unknown command: up to `|`, `;`, a closing bracket or the line end.
  func endOfStage(from start: Int) -> Int {
    scan(from: start) { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ";") } ?? lexer.endOfLine(from: start)
  }

  /// The first offset, outside brackets and strings, of a line end, a closing bracket, or a byte that ends the scan; `nil`
  /// where a bracket or a string does not close before the text ends.
  ///
  /// - Parameters:
  ///   - stopsAtBlock: whether a `{` behind a blank ends the scan too.
  ///   - limit: the number of bytes after which it is given up, for scans that only make a suggestion.
  func scan(
    from start: Int, stopsAtBlock: Bool = false, limit: Int = Int.max, until isEnd: (UInt8) -> Bool
  ) -> Int? {
    var offset = start
    var expected: [UInt8] = []
    while let byte = lexer.byte(at: offset) {
      if offset - start > limit { return nil }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard let next = endOfString(from: offset) else { return nil }
        offset = next
        continue
      case UInt8(ascii: "#") where offset == start || !lexer.bytes[offset - 1].isWordPart:
        offset = lexer.endOfLine(from: offset)
        continue
      case UInt8(ascii: "{")
      where stopsAtBlock && expected.isEmpty && offset > start && lexer.bytes[offset - 1].isBlank:
        return offset
      case UInt8(ascii: "("): expected.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): expected.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): expected.append(UInt8(ascii: "}"))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard let wanted = expected.popLast() else { return offset }
        if wanted != byte { return nil }
      default:
        if expected.isEmpty, isEnd(byte) || lexer.lineEnd(at: offset) != nil { return offset }
      }
      offset += 1
    }
    return expected.isEmpty ? offset : nil
  }

  /// The offset behind a string, whose `{ }` may hold strings again; `nil` if it does not end.
  private func endOfString(from start: Int) -> Int? {
    let bytes = lexer.bytes
    let quote = bytes[start]
    let isLong = quote == UInt8(ascii: "\"") && isTripleQuote(at: start)
    var offset = start + (isLong ? 3 : 1)
    // The braces that are open, each in the string it stands in.
    var braces = 0
    while let byte = lexer.byte(at: offset) {
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        offset += 2
        continue
      }
      if byte == quote, braces == 0 {
        if !isLong { return offset + 1 }
        if isTripleQuote(at: offset) { return offset + 3 }
      } else if byte == UInt8(ascii: "{"), quote == UInt8(ascii: "\"") {
        braces += 1
      } else if byte == UInt8(ascii: "}") {
        braces = max(0, braces - 1)
      } else if !isLong, lexer.lineEnd(at: offset) != nil {
        return nil
      }
      offset += 1
    }
    return nil
  }

  /// The end of the brackets around an offset, as far as a suggestion looks.
  func nearEnd(from start: Int) -> Int? { scan(from: start, limit: 1000) { _ in false } }

  func isTripleQuote(at offset: Int) -> Bool {
    lexer.byte(at: offset) == UInt8(ascii: "\"") && lexer.byte(at: offset + 1) == UInt8(ascii: "\"")
      && lexer.byte(at: offset + 2) == UInt8(ascii: "\"")
  }
}

extension UInt8 {
  /// Whether a `#` behind it belongs to a word.
  var isWordPart: Bool {
    switch self {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "'"):
      false
    default: true
    }
  }
}
