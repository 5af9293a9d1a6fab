// Numbers with their units, in expressions and as words.

extension Lexer {
  /// The number at an offset, which has a digit.
  func number(at start: Int) -> Token {
    var offset = digits(from: start)
    var isWhole = true
    if byte(at: offset) == UInt8(ascii: "."), let next = byte(at: offset + 1), next.isDigit {
      offset = digits(from: offset + 1)
      isWhole = false
    }
    if let mark = byte(at: offset), mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"),
      let end = exponent(from: offset)
    {
      offset = end
      isWhole = false
    }
    let amountSpan = Span(start, offset)
    var end = offset
    if byte(at: end) == UInt8(ascii: "%") { end += 1 } else { end = endOfName(from: end) }
    let span = Span(start, end)
    let place = Place(source, span)
    guard hasGoodUnderscores(amountSpan) else {
      return problem(.badNumber(text(span), "'_' stands between two digits", at: place), span)
    }
    let shown = text(amountSpan).filter { $0 != "_" }
    guard let amount = Double(shown), amount.isFinite else {
      return problem(.badNumber(text(span), "it is beyond the largest number, 1.8e308", at: place), span)
    }
    let unitText = text(Span(offset, end))
    if unitText.isEmpty {
      if byte(at: end) == UInt8(ascii: "."), isWhole, !(byte(at: end + 1)?.isNameStart ?? false) {
        let whole = Span(start, end + 1)
        return problem(
          .badNumber(text(whole), "a digit stands behind the point", at: Place(source, whole), write: shown), whole)
      }
      return Token(kind: .number(.number(amount)), span: span)
    }
    if unitText == "%" { return Token(kind: .number(.number(amount / 100)), span: span) }
    guard let unit = Quantity.Unit(rawValue: unitText) else {
      return problem(.unknownUnit(unitText, amount: text(amountSpan), at: place), span)
    }
    return Token(kind: .number(.quantity(Quantity(amount, unit))), span: span)
  }

  /// A word as a number with its sign, `nil` if it is none: `-3`, `15dB`, `inf`.
  static func number(in word: String) -> Value? {
    let isNegative = word.hasPrefix("-")
    let unsigned = isNegative || word.hasPrefix("+") ? String(word.dropFirst()) : word
    if unsigned == "inf" { return .number(isNegative ? -Double.infinity : Double.infinity) }
    if unsigned == "nan" { return .number(Double.nan) }
    guard let first = unsigned.utf8.first, first.isDigit else { return nil }
    let lexer = Lexer(Source(name: "", text: unsigned))
    let token = lexer.number(at: 0)
    guard case .number(let value) = token.kind, token.span.upper == lexer.bytes.count else { return nil }
    guard isNegative else { return value }
    switch value {
    case .number(let number): return .number(-number)
    case .quantity(let quantity): return .quantity(Quantity(base: -quantity.base, unit: quantity.unit))
    default: return nil
    }
  }

  // MARK: - Private

  private func digits(from start: Int) -> Int {
    var offset = start
    while let byte = byte(at: offset), byte.isDigit || byte == UInt8(ascii: "_") { offset += 1 }
    return offset
  }

  private func exponent(from mark: Int) -> Int? {
    var offset = mark + 1
    if let sign = byte(at: offset), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
    guard let first = byte(at: offset), first.isDigit else { return nil }
    return digits(from: offset)
  }

  private func hasGoodUnderscores(_ span: Span) -> Bool {
    for offset in span.lower..<span.upper where bytes[offset] == UInt8(ascii: "_") {
      guard offset > span.lower, bytes[offset - 1].isDigit, byte(at: offset + 1)?.isDigit ?? false else { return false }
    }
    return true
  }
}
