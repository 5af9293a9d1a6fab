// Strings of all three kinds.

extension Parser {
  /// What a string is made of before its lines are put together.
  private enum Piece {
    case text(String)
    /// Text that `\` wrote, which is no indentation.
    case escaped(String)
    case lineEnd
    case value(ExpressionSyntax, NumberFormat?)
  }

  /// The string whose quote is the next token.
  mutating func parseString() throws(ParseFailure) -> ExpressionSyntax {
    let start = peek().span.lower
    if lexer.bytes[start] == UInt8(ascii: "'") { return try parseRawString(from: start) }
    let isLong = isTripleQuote(at: start)
    let opening = Span(start, start + (isLong ? 3 : 1))
    let wasOnLine = mustStayOnLine
    mustStayOnLine = true
    defer { mustStayOnLine = wasOnLine }
    let (pieces, dollars) = try deeper { parser throws(ParseFailure) in
      try parser.parsePieces(opening, isLong: isLong)
    }
    let segments = Parser.segments(isLong ? Parser.withoutIndentation(pieces) : pieces)
    let span = Span(start, previousEnd)
    let values = segments.compactMap { if case .value(let expression, _) = $0 { expression } else { nil } }
    if values.isEmpty, dollars.isEmpty {
      let text = segments.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
      return ExpressionSyntax(.constant(.string(text)), span)
    }
    return try node(.string(StringSyntax(segments: segments, dollars: dollars)), span, values)
  }

  private mutating func parseRawString(from start: Int) throws(ParseFailure) -> ExpressionSyntax {
    var content: [UInt8] = []
    var offset = start + 1
    while let byte = lexer.byte(at: offset), lexer.lineEnd(at: offset) == nil {
      if byte == UInt8(ascii: "'") {
        guard lexer.byte(at: offset + 1) == byte else {
          move(to: offset + 1)
          return ExpressionSyntax(.constant(.string(String(decoding: content, as: UTF8.self))), Span(start, offset + 1))
        }
        offset += 1
      }
      content.append(byte)
      offset += 1
    }
    throw failure(.openString("'", at: place(Span(start, start + 1))))
  }

  // MARK: - Pieces

  private mutating func parsePieces(
    _ opening: Span, isLong: Bool
  ) throws(ParseFailure) -> ([Piece], [NameSyntax]) {
    var pieces: [Piece] = []
    var dollars: [NameSyntax] = []
    var text: [UInt8] = []
    var offset = opening.upper
    func flush(_ text: inout [UInt8]) {
      if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
    }
    while let byte = lexer.byte(at: offset) {
      switch byte {
      case UInt8(ascii: "\"") where !isLong || isTripleQuote(at: offset):
        flush(&text)
        move(to: offset + (isLong ? 3 : 1))
        return (pieces, dollars)
      case UInt8(ascii: "\\"):
        flush(&text)
        let (escaped, end) = try escape(at: offset)
        pieces.append(.escaped(escaped))
        offset = end
      case UInt8(ascii: "{"):
        flush(&text)
        pieces.append(try parseInterpolation(at: offset))
        offset = position
      case UInt8(ascii: "$") where lexer.byte(at: offset + 1)?.isNameStart ?? false:
        let end = lexer.endOfName(from: offset + 1)
        let span = Span(offset, end)
        dollars.append(NameSyntax(text: self.text(Span(offset + 1, end)), span: span))
        text += lexer.bytes[offset..<end]
        offset = end
      default:
        if let end = lexer.lineEnd(at: offset) {
          guard isLong else { throw failure(.openString("\"", at: place(opening))) }
          flush(&text)
          pieces.append(.lineEnd)
          offset = end
        } else {
          text.append(byte)
          offset += 1
        }
      }
    }
    let diagnostic = Diagnostic.openString(self.text(opening), at: place(opening))
    isInOpenText = isLong
    throw isLong ? failureAtEnd(diagnostic, behind: "\"\"\"") : failure(diagnostic)
  }

  /// What a `\` and what follows it mean, and where that ends.
  private mutating func escape(at offset: Int) throws(ParseFailure) -> (String, Int) {
    switch lexer.byte(at: offset + 1) {
    case UInt8(ascii: "n"): return ("\n", offset + 2)
    case UInt8(ascii: "t"): return ("\t", offset + 2)
    case UInt8(ascii: "\\"): return ("\\", offset + 2)
    case UInt8(ascii: "\""): return ("\"", offset + 2)
    case UInt8(ascii: "{"): return ("{", offset + 2)
    case UInt8(ascii: "u") where lexer.byte(at: offset + 2) == UInt8(ascii: "{"):
      var end = offset + 3
      while let byte = lexer.byte(at: end), byte.isNamePart, end < offset + 12 { end += 1 }
      let digits = text(Span(offset + 3, end))
      let span = Span(offset, end)
      guard lexer.byte(at: end) == UInt8(ascii: "}"), let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else {
        throw failure(
          .unknownEscape(text(span), at: place(span), help: "'\\u{1F600}' is the character of that number"))
      }
      return (String(Character(scalar)), end + 1)
    default:
      let (_, end) = lexer.scalar(at: offset + 1) ?? (" ", offset + 1)
      let isEnd = lexer.lineEnd(at: offset + 1) != nil
      let span = Span(offset, isEnd ? offset + 1 : end)
      throw failure(
        .unknownEscape(
          text(span), at: place(span), help: "a backslash is '\\\\'; a string in \"'\" takes everything as it is"))
    }
  }

  /// `{expression}` or `{expression:format}`; reading goes on behind it.
  private mutating func parseInterpolation(at offset: Int) throws(ParseFailure) -> Piece {
    let opening = Span(offset, offset + 1)
    move(to: offset + 1)
    let wasMattering = linesMatter
    linesMatter = true
    open.append("{")
    defer {
      open.removeLast()
      linesMatter = wasMattering
    }
    if peek().symbol == .rightBrace {
      throw failure(
        .badInterpolation("'{ }' in a string holds an expression", at: place(Span(offset, peek().span.upper))))
    }
    let expression = try parseExpression()
    var format: NumberFormat?
    if peek().symbol == .colon {
      take()
      format = try parseFormat()
    }
    let token = peek()
    switch token.kind {
    case .symbol(.rightBrace):
      take()
      return .value(expression, format)
    case .lineEnd, .end, .quote:
      throw failure(.openBracket("{", "}", at: place(opening)))
    default:
      try close(.rightBrace, opened: opening, wanted: "an operator or '}'")
      return .value(expression, format)
    }
  }

  private mutating func parseFormat() throws(ParseFailure) -> NumberFormat {
    let start = position
    var end = start
    while let byte = lexer.byte(at: end), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "\""),
      lexer.lineEnd(at: end) == nil
    { end += 1 }
    let span = Span(start, end)
    let written = text(span)
    move(to: end)
    if let format = NumberFormat(written) { return format }
    let shownSpan = Span(start - 1, end)
    throw failure(
      .badInterpolation("'\(written)' is no format: .N, Ng or N%, with N up to 30", at: place(shownSpan)))
  }

  // MARK: - Putting together

  private static func segments(_ pieces: [Piece]) -> [StringSyntax.Segment] {
    var segments: [StringSyntax.Segment] = []
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part), .escaped(let part): text += part
      case .lineEnd: text += "\n"
      case .value(let expression, let format):
        if !text.isEmpty { segments.append(.text(text)) }
        text = ""
        segments.append(.value(expression, format))
      }
    }
    if !text.isEmpty { segments.append(.text(text)) }
    return segments
  }

  /// The first line end, a blank last line and the common indentation go.
  private static func withoutIndentation(_ pieces: [Piece]) -> [Piece] {
    var lines: [[Piece]] = [[]]
    for piece in pieces {
      if case .lineEnd = piece { lines.append([]) } else { lines[lines.count - 1].append(piece) }
    }
    if lines.count > 1, isBlank(lines[0]) { lines.removeFirst() }
    if lines.count > 1, let last = lines.last, isBlank(last) { lines.removeLast() }
    let indentation = lines.filter { !isBlank($0) }.map(indentation).min() ?? 0
    var result: [Piece] = []
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append(.lineEnd) }
      for (place, piece) in line.enumerated() {
        if place == 0, case .text(let text) = piece {
          result.append(.text(String(text.dropFirst(min(indentation, leadingBlanks(text))))))
        } else {
          result.append(piece)
        }
      }
    }
    return result
  }

  private static func isBlank(_ line: [Piece]) -> Bool {
    line.allSatisfy { if case .text(let text) = $0 { leadingBlanks(text) == text.count } else { false } }
  }

  private static func indentation(_ line: [Piece]) -> Int {
    if case .text(let text) = line.first { leadingBlanks(text) } else { 0 }
  }

  private static func leadingBlanks(_ text: String) -> Int { text.prefix { $0 == " " || $0 == "\t" }.count }
}

extension NumberFormat {
  /// `.N`, `Ng`, `N%`; `nil` for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let digits: ArraySlice<UInt8>
    let isDecimals = bytes.first == UInt8(ascii: ".")
    if isDecimals { digits = bytes.dropFirst() } else { digits = bytes.dropLast() }
    guard !digits.isEmpty, digits.count <= 2, digits.allSatisfy(\.isDigit),
      let count = Int(String(decoding: digits, as: UTF8.self)), count <= 30
    else { return nil }
    switch (isDecimals, bytes.last) {
    case (true, _): self = .decimals(count)
    case (false, UInt8(ascii: "g")) where count > 0: self = .significant(count)
    case (false, UInt8(ascii: "%")): self = .percent(count)
    default: return nil
    }
  }
}
