// Expressions up to a cursor, by their tokens: what matters is whether an operand is wanted.

extension CursorScanner {
  /// Reads an expression that starts a pipeline, and says what is known of it.
  mutating func scanHeadExpression() throws(CursorReached) -> StageOutline.Head {
    let start = position
    if case .variable = lexer.token(from: start, acrossLines: false).kind {
      let path = try scanVariable()
      let behind = position
      try scanExpression(wantsOperand: false)
      return behind == position || text(from: behind, to: position).allSatisfy(\.isWhitespace)
        ? .variable(path) : .expression
    }
    try scanExpression()
    return .expression
  }

  /// Reads an expression up to what ends it: a closing bracket, `|`, `;`, `,`, a line end, the `{` of a block.
  mutating func scanExpression(wantsOperand: Bool = true) throws(CursorReached) {
    var wantsOperand = wantsOperand
    while true {
      try skip(acrossLines: !linesMatter || wantsOperand && position > 0)
      let start = position
      if start == end { throw wantsOperand ? reached(.operand, from: start) : nothing }
      let token = lexer.token(from: start, acrossLines: false)
      switch token.kind {
      case .end, .lineEnd: return
      case .name(let name):
        position = token.span.upper
        if position == end { throw wantsOperand ? reached(.operand, from: start) : nothing }
        switch name {
        case "and", "or", "not", "in": wantsOperand = true
        default:
          if take("(") { try inside { scanner throws(CursorReached) in try scanner.scanItems(")") } }
          try scanPostfix([nil])
          wantsOperand = false
        }
      case .symbol(let symbol):
        switch symbol {
        case .rightParenthesis, .rightBracket, .rightBrace, .bar, .semicolon, .comma: return
        case .leftBrace where !wantsOperand: return
        case .dollarParenthesis, .leftParenthesis, .leftBracket, .leftBrace:
          try scanOperand()
          wantsOperand = false
        default:
          position = token.span.upper
          wantsOperand = true
        }
      case .quote, .variable:
        try scanOperand()
        wantsOperand = false
      case .number:
        position = token.span.upper
        if position == end { throw nothing }
        wantsOperand = false
      case .problem:
        // A `$` with no name yet is the start of one.
        if lexer.byte(at: start) == UInt8(ascii: "$"), start + 1 == end { throw reached(.variable, from: start) }
        position = max(token.span.upper, start + 1)
      }
    }
  }

  /// Reads a variable, a string, or something in brackets.
  mutating func scanOperand() throws(CursorReached) {
    let start = position
    switch lexer.byte(at: start) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try scanString(.nothing)
    case UInt8(ascii: "$"):
      if lexer.byte(at: start + 1) == UInt8(ascii: "(") {
        position += 2
        try inside { scanner throws(CursorReached) in
          scanner.isInRow = false
          try scanner.scanPipeline(.head)
          _ = scanner.take(")")
        }
        try scanPostfix([nil])
      } else {
        _ = try scanVariable()
      }
    case UInt8(ascii: "("):
      position += 1
      try inside { scanner throws(CursorReached) in try scanner.scanItems(")") }
      try scanPostfix([nil])
    case UInt8(ascii: "["):
      position += 1
      try inside { scanner throws(CursorReached) in try scanner.scanItems("]") }
      try scanPostfix([nil])
    case UInt8(ascii: "{"):
      position += 1
      try inside { scanner throws(CursorReached) in try scanner.scanRecord() }
    default: position += 1
    }
  }

  /// Reads expressions with commas between them, and the bracket behind.
  private mutating func scanItems(_ closer: Unicode.Scalar) throws(CursorReached) {
    while true {
      try scanExpression()
      if take(",") { continue }
      _ = take(closer)
      return
    }
  }

  private mutating func scanRecord() throws(CursorReached) {
    while true {
      try skip()
      if position == end { throw nothing }
      if take("}") { return }
      // A key, then its value.
      switch lexer.byte(at: position) {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try scanString(.nothing)
      default: if try takeName(.nothing) == nil { return }
      }
      try skip()
      if take(":") { try scanExpression() }
      if !take(","), lexer.byte(at: position) != UInt8(ascii: "}") { return }
    }
  }

  /// Reads `$x.member[0]`; the result is the way: names, `nil` for an index that is computed.
  private mutating func scanVariable() throws(CursorReached) -> [String?] {
    let start = position
    position = lexer.endOfName(from: start + 1)
    if position == end { throw reached(.variable, from: start) }
    return try scanPostfix([text(from: start + 1, to: position)])
  }

  /// Reads what is attached to a value: `.member` and `[index]`.
  @discardableResult
  private mutating func scanPostfix(_ base: [String?]) throws(CursorReached) -> [String?] {
    var path = base
    while true {
      if lexer.byte(at: position) == UInt8(ascii: ".") {
        let start = position + 1
        let nameEnd = lexer.endOfName(from: start)
        if nameEnd == end {
          // The members of what is computed are not known.
          throw path.first == .some(nil) ? nothing : reached(.member(of: path), from: start)
        }
        if nameEnd == start { return path }
        position = nameEnd
        path.append(text(from: start, to: nameEnd))
      } else if lexer.byte(at: position) == UInt8(ascii: "[") {
        position += 1
        try inside { scanner throws(CursorReached) in try scanner.scanItems("]") }
        path.append(nil)
      } else {
        return path
      }
    }
  }

  // MARK: - Strings

  /// Reads a string. `place` is what its text is where the cursor stands in it; the result is the text, `nil` where values
  /// stand in it.
  mutating func scanString(_ place: CursorContext.Place) throws(CursorReached) -> String? {
    let start = position
    if lexer.byte(at: start) == UInt8(ascii: "'") { return try scanRawString(place) }
    let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: 3)
    let isLong = lexer.bytes[start...].starts(with: quotes)
    position = start + (isLong ? 3 : 1)
    var characters: [UInt8] = []
    var hasValues = false
    while let byte = lexer.byte(at: position) {
      switch byte {
      case UInt8(ascii: "\\"):
        if let next = lexer.byte(at: position + 1) { characters.append(next) }
        position = min(position + 2, end)
      case UInt8(ascii: "{"):
        hasValues = true
        position += 1
        try inside { scanner throws(CursorReached) in
          try scanner.scanExpression()
          while let byte = scanner.lexer.byte(at: scanner.position), byte != UInt8(ascii: "}"),
            scanner.lexer.lineEnd(at: scanner.position) == nil
          { scanner.position += 1 }
          _ = scanner.take("}")
        }
      case UInt8(ascii: "\""):
        if !isLong {
          position += 1
          return hasValues ? nil : String(decoding: characters, as: UTF8.self)
        }
        if lexer.bytes[position...].starts(with: quotes) {
          position += 3
          return nil
        }
        position += 1
      default:
        // A string ends on its line, even without its quote.
        if !isLong, lexer.lineEnd(at: position) != nil { return nil }
        characters.append(byte)
        position += 1
      }
    }
    guard !isLong, !hasValues, place != .nothing else { throw nothing }
    throw reached(place, from: start, typed: String(decoding: characters, as: UTF8.self), quote: .interpolated)
  }

  private mutating func scanRawString(_ place: CursorContext.Place) throws(CursorReached) -> String? {
    let start = position
    position += 1
    var characters: [UInt8] = []
    while let byte = lexer.byte(at: position) {
      if lexer.lineEnd(at: position) != nil { return nil }
      position += 1
      if byte == UInt8(ascii: "'") {
        if !take("'") { return String(decoding: characters, as: UTF8.self) }
      }
      characters.append(byte)
    }
    if place == .nothing { throw nothing }
    throw reached(place, from: start, typed: String(decoding: characters, as: UTF8.self), quote: .raw)
  }
}
