// Expressions, by precedence.

extension Parser {
  mutating func parseExpression() throws(ParseFailure) -> ExpressionSyntax {
    let expression = try parseBinary(1)
    if peek().symbol == .assign { throw failure(.equals(at: place(peek().span))) }
    return expression
  }

  /// Operators that bind at least as tightly as `least`.
  private mutating func parseBinary(_ least: Int) throws(ParseFailure) -> ExpressionSyntax {
    var left = try parsePrefix(least)
    var comparison: (operand: ExpressionSyntax, span: Span)?
    while let (operation, span) = try peekOperator(behind: left), operation.precedence >= least {
      if operation.precedence == BinaryOperator.comparisonPrecedence, let first = comparison {
        throw failure(chain(first.operand, left, second: span))
      }
      if operation == .greater { try refuseRedirection(span) }
      take()
      skipLineEnds()
      let right = try parseOperand(operation)
      if operation.precedence == BinaryOperator.comparisonPrecedence { comparison = (right, span) }
      left = try node(
        .binary(operation, left, right, operatorSpan: span), left.span.to(right.span), left, right)
    }
    return left
  }

  private mutating func parseOperand(_ operation: BinaryOperator) throws(ParseFailure) -> ExpressionSyntax {
    if operation == .matches, isInRow { return try parsePatternOperand() }
    return try parseBinary(operation.precedence + 1)
  }

  /// Behind `~`, where a glob without quotes is a common slip: `layer ~ conv*`.
  private mutating func parsePatternOperand() throws(ParseFailure) -> ExpressionSyntax {
    let token = peek()
    if case .name = token.kind {
      let word = Span(token.span.lower, lexer.endOfWord(from: token.span.lower))
      if text(word).contains(where: { "*?/".contains($0) }) {
        throw failure(.patternWithoutQuotes(text(word), at: place(word)))
      }
    }
    return try parseBinary(BinaryOperator.matches.precedence + 1)
  }

  private mutating func peekOperator(
    behind left: ExpressionSyntax
  ) throws(ParseFailure) -> (BinaryOperator, Span)? {
    let token = peek()
    switch token.kind {
    case .name("or"): return (.or, token.span)
    case .name("and"): return (.and, token.span)
    case .name("in"): return (.isIn, token.span)
    case .symbol(let symbol):
      if let operation = symbol.binaryOperator { return (operation, token.span) }
      try refuseForeignOperator(behind: left)
      return nil
    default: return nil
    }
  }

  private mutating func parsePrefix(_ least: Int) throws(ParseFailure) -> ExpressionSyntax {
    let token = peek()
    switch token.kind {
    case .name("not") where least <= BinaryOperator.negationPrecedence:
      take()
      skipLineEnds()
      let operand = try deeper { parser throws(ParseFailure) in
        try parser.parseBinary(BinaryOperator.negationPrecedence)
      }
      return try node(.not(operand), token.span.to(operand.span), operand)
    case .symbol(.minus):
      take()
      skipLineEnds()
      let operand = try deeper { parser throws(ParseFailure) in try parser.parsePrefix(7) }
      return try node(.negate(operand), token.span.to(operand.span), operand)
    case .symbol(.exclamation): throw failure(.foreignOperator("!", "not", at: place(token.span)))
    default: return try parsePostfix(try parsePrimary())
    }
  }

  /// `.name` and `[index]`, without a blank before them.
  mutating func parsePostfix(_ primary: ExpressionSyntax) throws(ParseFailure) -> ExpressionSyntax {
    var base = primary
    while isAttached() {
      if peek().symbol == .dot {
        take()
        let token = peek()
        guard isAttached(), case .name(let name) = token.kind else { throw memberMissing(behind: base) }
        take()
        base = try node(.member(base, NameSyntax(text: name, span: token.span)), base.span.to(token.span), base)
      } else if peek().symbol == .leftBracket {
        base = try parseIndex(of: base)
      } else {
        break
      }
    }
    return base
  }

  private mutating func memberMissing(behind base: ExpressionSyntax) -> ParseFailure {
    if isAttached(), case .number = peek().kind {
      let span = peek().span
      return failure(
        .unexpected(
          "a member is a name, found '\(text(span))'", at: place(span), write: nil,
          help: ["an item is \(text(base.span))[0], a column of another name \(text(base.span))[\"\(text(span))\"]"]))
    }
    return unexpected("the name of a member right behind '.'")
  }

  private mutating func parseIndex(of base: ExpressionSyntax) throws(ParseFailure) -> ExpressionSyntax {
    let opening = take().span
    let (index, end) = try inside("[") { parser throws(ParseFailure) in
      if parser.peek().symbol == .colon { throw parser.slice(of: base, opening) }
      let index = try parser.parseExpression()
      if parser.peek().symbol == .colon { throw parser.slice(of: base, opening) }
      return (index, try parser.close(.rightBracket, opened: opening, wanted: "']'"))
    }
    return try node(.index(base, index), base.span.to(end), base, index)
  }

  // MARK: - Primaries

  mutating func parsePrimary() throws(ParseFailure) -> ExpressionSyntax {
    let token = peek()
    switch token.kind {
    case .number(let value):
      take()
      return ExpressionSyntax(.constant(value), token.span)
    case .quote: return try parseString()
    case .variable(let name):
      take()
      return ExpressionSyntax(.variable(name), token.span)
    case .name(let name): return try parseName(name, token)
    case .symbol(.leftParenthesis):
      take()
      return try inside("(") { parser throws(ParseFailure) in
        let inner = try parser.parseExpression()
        let end = try parser.close(.rightParenthesis, opened: token.span, wanted: "an operator or ')'")
        return ExpressionSyntax(inner.kind, token.span.to(end), height: inner.height)
      }
    case .symbol(.dollarParenthesis): return try parsePipelineValue()
    case .symbol(.leftBracket):
      take()
      return try inside("[") { parser throws(ParseFailure) in
        let items = try parser.parseItems(until: .rightBracket)
        let end = try parser.close(.rightBracket, opened: token.span, wanted: "',' or ']'")
        return try parser.node(.list(items), token.span.to(end), items)
      }
    case .symbol(.leftBrace): return try parseRecord()
    case .symbol(.dot):
      if let next = lexer.byte(at: token.span.upper), next.isDigit {
        let number = lexer.token(from: token.span.upper, acrossLines: false).span
        let whole = Span(token.span.lower, number.upper)
        throw failure(
          .badNumber(text(whole), "a digit stands before the point", at: place(whole), write: "0" + text(whole)))
      }
      throw unexpected("a value")
    default:
      try refuseForeignOperator(behind: nil)
      throw unexpected("a value")
    }
  }

  private mutating func parsePipelineValue() throws(ParseFailure) -> ExpressionSyntax {
    let opening = take().span
    let wasInRow = isInRow
    isInRow = false
    defer { isInRow = wasInRow }
    return try inside("$(") { parser throws(ParseFailure) in
      let pipeline = try parser.parsePipeline()
      let end = try parser.close(.rightParenthesis, opened: opening, wanted: "'|' or ')'")
      return try parser.node(.pipeline(pipeline), opening.to(end), pipeline.expressions)
    }
  }

  private mutating func parseName(_ name: String, _ token: Token) throws(ParseFailure) -> ExpressionSyntax {
    if lexer.byte(at: token.span.upper) == UInt8(ascii: "("), !Keyword.all.contains(name) {
      take()
      let opening = take().span
      return try inside("(") { parser throws(ParseFailure) in
        let items = try parser.parseItems(until: .rightParenthesis)
        let end = try parser.close(.rightParenthesis, opened: opening, wanted: "',' or ')'")
        return try parser.node(
          .function(NameSyntax(text: name, span: token.span), items), token.span.to(end), items)
      }
    }
    let constant: Value? =
      switch name {
      case "true": .bool(true)
      case "false": .bool(false)
      case "none": Value.none
      case "inf": .number(.infinity)
      case "nan": .number(.nan)
      default: nil
      }
    if let constant {
      take()
      return ExpressionSyntax(.constant(constant), token.span)
    }
    if Keyword.all.contains(name) {
      if name == "not" {
        throw unexpected("a value", help: ["'not' binds weaker than arithmetic: put it in parentheses"])
      }
      throw failure(.keywordAsName(name, "a value", at: place(token.span)))
    }
    guard isInRow else { throw bareName(name, token) }
    take()
    return ExpressionSyntax(.column(name), token.span)
  }

  /// `items`, a comma behind the last one allowed.
  private mutating func parseItems(until end: Symbol) throws(ParseFailure) -> [ExpressionSyntax] {
    var items: [ExpressionSyntax] = []
    while peek().symbol != end {
      items.append(try parseExpression())
      guard take(.comma) != nil else { break }
    }
    return items
  }

  private mutating func parseRecord() throws(ParseFailure) -> ExpressionSyntax {
    let opening = take().span
    return try inside("{") { parser throws(ParseFailure) in
      var fields: [(key: NameSyntax, value: ExpressionSyntax)] = []
      while parser.peek().symbol != .rightBrace {
        let key = try parser.parseKey()
        guard parser.take(.colon) != nil else { throw parser.unexpected("':' and a value") }
        fields.append((key, try parser.parseExpression()))
        guard parser.take(.comma) != nil else { break }
      }
      let end = try parser.close(.rightBrace, opened: opening, wanted: "',' or '}'")
      return try parser.node(.record(fields), opening.to(end), fields.map(\.value))
    }
  }

  private mutating func parseKey() throws(ParseFailure) -> NameSyntax {
    let token = peek()
    switch token.kind {
    case .name(let name):
      take()
      return NameSyntax(text: name, span: token.span)
    case .quote:
      let expression = try parseString()
      if case .constant(.string(let text)) = expression.kind { return NameSyntax(text: text, span: expression.span) }
      throw failure(.unexpected("a key is a name or a string without '{ }'", at: place(expression.span)))
    default: throw unexpected("a key: a name or a string")
    }
  }

  // MARK: - Nodes

  private mutating func node(
    _ kind: ExpressionSyntax.Kind, _ span: Span, _ parts: ExpressionSyntax...
  ) throws(ParseFailure) -> ExpressionSyntax {
    try node(kind, span, parts)
  }

  /// A node over its parts. A tree that is too high for recursion is refused.
  mutating func node(
    _ kind: ExpressionSyntax.Kind, _ span: Span, _ parts: [ExpressionSyntax]
  ) throws(ParseFailure) -> ExpressionSyntax {
    var height = 0
    for part in parts where part.height > height { height = part.height }
    guard height < Parser.maximumHeight else { throw failure(.tooLong(at: place(span))) }
    return ExpressionSyntax(kind, span, height: height + 1)
  }
}
