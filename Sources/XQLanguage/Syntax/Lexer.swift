// From bytes to tokens and words. Which of the two stands at a place is for the parser to say.

/// Reads tokens and words at any place of a text. It keeps no state.
struct Lexer {
  let source: Source
  let bytes: [UInt8]

  init(_ source: Source) {
    self.source = source
    bytes = source.bytes
  }

  func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func text(_ span: Span) -> String { String(decoding: bytes[span.lower..<span.upper], as: UTF8.self) }

  /// The offset behind a line end that starts here, `nil` if none does.
  func lineEnd(at offset: Int) -> Int? {
    guard let byte = byte(at: offset) else { return nil }
    if byte == UInt8(ascii: "\n") { return offset + 1 }
    if byte == UInt8(ascii: "\r"), self.byte(at: offset + 1) == UInt8(ascii: "\n") { return offset + 2 }
    return nil
  }

  /// The first offset behind blanks and comments, and behind line ends where they do not count.
  func skipBlanks(from start: Int, acrossLines: Bool) -> Int {
    var offset = start
    while let byte = byte(at: offset) {
      if byte.isBlank {
        offset += 1
      } else if byte == UInt8(ascii: "#") {
        offset = endOfLine(from: offset)
      } else if acrossLines, let next = lineEnd(at: offset) {
        offset = next
      } else if byte < 0x20 || byte == 0x7F, lineEnd(at: offset) == nil {
        offset += 1  // a control character, which ``Lexer/problems()`` reports
      } else {
        break
      }
    }
    return offset
  }

  /// The offset of the line end, or of the end of the text.
  func endOfLine(from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, lineEnd(at: offset) == nil { offset += 1 }
    return offset
  }

  /// The token of an expression at or behind an offset.
  func token(from start: Int, acrossLines: Bool) -> Token {
    let offset = skipBlanks(from: start, acrossLines: acrossLines)
    guard let first = byte(at: offset) else { return Token(kind: .end, span: Span(offset, offset)) }
    if first.isNameStart {
      let end = endOfName(from: offset)
      return Token(kind: .name(text(Span(offset, end))), span: Span(offset, end))
    }
    if first.isDigit { return number(at: offset) }
    switch first {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return Token(kind: .quote, span: Span(offset, offset + 1))
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      return Token(kind: .lineEnd, span: Span(offset, lineEnd(at: offset) ?? offset + 1))
    case UInt8(ascii: "$"): return dollar(at: offset)
    default: return symbol(at: offset, first)
    }
  }

  func endOfName(from start: Int) -> Int {
    var offset = start
    while let byte = byte(at: offset), byte.isNamePart { offset += 1 }
    return offset
  }

  /// The scalar at an offset, and the offset behind it; a byte that is no UTF-8 is U+FFFD.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    guard let first = byte(at: offset) else { return nil }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let end = min(offset + length, bytes.count)
    let decoded = String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars
    guard let scalar = decoded.first, decoded.count == 1 else { return ("\u{FFFD}", offset + 1) }
    return (scalar, scalar == "\u{FFFD}" && length != 3 ? offset + 1 : end)
  }

  // MARK: - Private

  private func dollar(at offset: Int) -> Token {
    let next = byte(at: offset + 1)
    if next == UInt8(ascii: "(") {
      return Token(kind: .symbol(.dollarParenthesis), span: Span(offset, offset + 2))
    }
    let end = endOfName(from: offset + 1)
    if let next, next.isNameStart {
      return Token(kind: .variable(text(Span(offset + 1, end))), span: Span(offset, end))
    }
    let span = Span(offset, max(end, offset + 1))
    if next == UInt8(ascii: "{") {
      let nameEnd = endOfName(from: offset + 2)
      if nameEnd > offset + 2, byte(at: nameEnd) == UInt8(ascii: "}") {
        let whole = Span(offset, nameEnd + 1)
        return problem(
          .unexpected(
            "a variable is written '$name', found '\(text(whole))'", at: Place(source, whole),
            write: "$" + text(Span(offset + 2, nameEnd))), whole)
      }
    }
    return problem(
      .unexpected("'$' is followed by the name of a variable or by '('", at: Place(source, span)), span)
  }

  private func symbol(at offset: Int, _ first: UInt8) -> Token {
    if first < 0x80 {
      for (symbolBytes, symbol) in Symbol.byFirstByte[Int(first)] {
        let end = offset + symbolBytes.count
        if end <= bytes.count, symbolBytes.count == 1 || bytes[offset..<end].elementsEqual(symbolBytes) {
          return Token(kind: .symbol(symbol), span: Span(offset, end))
        }
      }
      let span = Span(offset, offset + 1)
      return problem(.strayCharacter(text(span), at: Place(source, span)), span)
    }
    return foreignCharacter(at: offset)
  }

  /// What to say about a character beyond ASCII where a token or a word starts.
  func foreignCharacter(at offset: Int) -> Token {
    guard let (scalar, end) = scalar(at: offset) else { return Token(kind: .end, span: Span(offset, offset)) }
    let span = Span(offset, end)
    guard let plain = LookAlikes.plain(scalar) else {
      return problem(.strayCharacter(text(span), at: Place(source, span)), span)
    }
    if LookAlikes.isQuote(scalar), let (whole, replacement) = quotedText(from: offset, behind: end, plain) {
      return problem(
        .lookAlike(scalar, plain, at: Place(source, span), fix: Diagnostic.Fix(whole, replacement)), span)
    }
    return problem(.lookAlike(scalar, plain, at: Place(source, span), fix: Diagnostic.Fix(span, plain)), span)
  }

  /// The text between look-alike quotes on one line, in plain quotes.
  private func quotedText(from start: Int, behind: Int, _ quote: String) -> (Span, String)? {
    var offset = behind
    while offset < bytes.count, lineEnd(at: offset) == nil, let (scalar, end) = scalar(at: offset) {
      if scalar.value >= 0x80 || scalar == "\"", LookAlikes.isQuote(scalar) || scalar == "\"" {
        return (Span(start, end), quote + text(Span(behind, offset)) + quote)
      }
      offset = end
    }
    return nil
  }

  func problem(_ diagnostic: Diagnostic, _ span: Span) -> Token {
    Token(kind: .problem(diagnostic), span: span)
  }
}
