// Statements and blocks.

extension Parser {
  /// The whole text.
  mutating func parseScript() -> [StatementSyntax] {
    diagnostics = lexer.problems(limit: Parser.maximumErrors - 1)
    var statements: [StatementSyntax] = []
    while true {
      readStatements(into: &statements)
      if case .end = peek().kind { return statements }
      // Only a closing bracket stops the statements of the top level.
      let token = take()
      report(.strayBracket(shown(token), at: place(token.span)))
    }
  }

  /// Statements up to a closing bracket or the end of the text.
  mutating func readStatements(into statements: inout [StatementSyntax]) {
    while true {
      linesMatter = true
      let token = peek()
      switch token.kind {
      case .end, .symbol(.rightBrace), .symbol(.rightParenthesis), .symbol(.rightBracket): return
      case .lineEnd, .symbol(.semicolon):
        take()
      default:
        statements.append(parseStatement(at: token))
      }
    }
  }

  mutating func parseBlock() throws(ParseFailure) -> [StatementSyntax] {
    guard let opening = take(.leftBrace) else {
      throw unexpected("a block '{ … }'")
    }
    var statements: [StatementSyntax] = []
    let (wasInRow, wasMattering) = (isInRow, linesMatter)
    isInRow = false
    blockDepth += 1
    open.append("{")
    defer {
      open.removeLast()
      blockDepth -= 1
      (isInRow, linesMatter) = (wasInRow, wasMattering)
    }
    try deeper { parser throws(ParseFailure) in
      while true {
        parser.readStatements(into: &statements)
        let token = parser.take()
        if token.symbol == .rightBrace { return }
        if case .end = token.kind {
          // Blocks around this one are not closed either; one error says it.
          if parser.openAtEnd == nil, !parser.diagnostics.contains(where: \.isOpenBlock) {
            _ = parser.failureAtEnd(.openBracket("{", "}", at: parser.place(opening.span)))
          }
          return
        }
        parser.report(.strayBracket(parser.shown(token), at: parser.place(token.span)))
      }
    }
    return statements
  }

  // MARK: - One statement

  /// Reads a statement, or goes over it where it cannot be read.
  private mutating func parseStatement(at first: Token) -> StatementSyntax {
    let start = first.span.lower
    var assigned: NameSyntax?
    let (depthBefore, openBefore) = (depth, open)
    do {
      let kind = try parseStatementKind(first, assigned: &assigned)
      let span = Span(start, max(previousEnd, start))
      try endStatement()
      return StatementSyntax(kind: kind, span: span)
    } catch {
      (depth, open, linesMatter, mustStayOnLine, isInRow) = (depthBefore, openBefore, true, false, false)
      skipStatement(from: start)
      if position == start { move(to: min(start + 1, lexer.bytes.count)) }
      return StatementSyntax(kind: .broken(assigned: assigned), span: Span(start, position))
    }
  }

  private mutating func parseStatementKind(
    _ first: Token, assigned: inout NameSyntax?
  ) throws(ParseFailure) -> StatementSyntax.Kind {
    switch first.kind {
    case .name(let name) where Keyword.all.contains(name) && !Keyword.values.contains(name):
      return try parseKeyword(name, first.span, assigned: &assigned)
    case .variable(let name):
      if let kind = try refuseAssignment(to: name, first, assigned: &assigned) { return kind }
      return .pipeline(try parsePipeline())
    case .symbol(.bar):
      return .pipeline(try parsePipelineFromLast())
    case .problem(let problem): throw failure(problem)
    default: return .pipeline(try parsePipeline())
    }
  }

  private mutating func parseKeyword(
    _ keyword: String, _ span: Span, assigned: inout NameSyntax?
  ) throws(ParseFailure) -> StatementSyntax.Kind {
    take()
    switch keyword {
    case "let":
      let name = try parseNewName("the name of a variable", assigned: &assigned)
      guard take(.assign) != nil else { throw unexpected("'=' and a value", help: ["let \(name.text) = …"]) }
      skipLineEnds()
      return .assign(name, try parsePipeline())
    case "param": return .parameter(try parseScriptParameter(span, assigned: &assigned))
    case "def": return .definition(try parseDefinition(span))
    case "for":
      let name = try parseNewName("the name of a variable", assigned: &assigned)
      guard peek().name == "in" else { throw unexpected("'in' and a list or a table") }
      take()
      let list = try parseHeader()
      return .forEach(name, list, try parseBlock())
    case "if": return try parseBranch()
    case "try": return try parseAttempt(assigned: &assigned)
    case "return": return .giveBack(isAtStatementEnd() ? nil : try parsePipeline())
    case "stop": return .stop(isAtStatementEnd() ? nil : try parseStatementExpression())
    case "next": return .next
    case "expect", "require":
      let condition = try parseStatementExpression()
      var message: ExpressionSyntax?
      if take(.comma) != nil {
        skipLineEnds()
        message = try parseStatementExpression()
      }
      return .expect(condition, message: message, isRequired: keyword == "require")
    case "else": throw failure(.strayElse(at: place(span)))
    default:
      throw failure(.keywordAsName(keyword, "a command", at: place(span)))
    }
  }

  private mutating func parseBranch() throws(ParseFailure) -> StatementSyntax.Kind {
    var branches: [(condition: ExpressionSyntax, body: [StatementSyntax])] = []
    let condition = try parseHeader()
    branches.append((condition, try parseBlock()))
    while peek().name == "else" {
      take()
      if peek().name == "if" {
        take()
        let condition = try parseHeader()
        branches.append((condition, try parseBlock()))
      } else {
        return .branch(branches, otherwise: try parseBlock())
      }
    }
    return .branch(branches, otherwise: nil)
  }

  private mutating func parseAttempt(assigned: inout NameSyntax?) throws(ParseFailure) -> StatementSyntax.Kind {
    let body = try parseBlock()
    guard peek().name == "else" else { return .attempt(body, errorName: nil, otherwise: nil) }
    take()
    var name: NameSyntax?
    if peek().symbol != .leftBrace { name = try parseNewName("a name for the error, or a block", assigned: &assigned) }
    return .attempt(body, errorName: name, otherwise: try parseBlock())
  }

  // MARK: - Parts

  /// The expression between a keyword and its block. Where it cannot be read, the block still is.
  private mutating func parseHeader() throws(ParseFailure) -> ExpressionSyntax {
    let start = peek().span.lower
    let (depthBefore, openBefore) = (depth, open)
    do {
      return try parseStatementExpression()
    } catch {
      (depth, open, linesMatter, mustStayOnLine, isInRow) = (depthBefore, openBefore, true, false, false)
      guard let brace = scan(from: start, stopsAtBlock: true, until: { $0 == UInt8(ascii: ";") }),
        lexer.byte(at: brace) == UInt8(ascii: "{")
      else { throw error }
      move(to: brace)
      return ExpressionSyntax(.broken, Span(start, brace))
    }
  }

  /// An expression that a statement takes: behind it stands no `|` and no `=`.
  mutating func parseStatementExpression() throws(ParseFailure) -> ExpressionSyntax {
    let start = peek().span.lower
    let expression = try parseExpression()
    if let symbol = peek().symbol, symbol == .bar || symbol == .doubleBar { throw barInExpression(from: start) }
    return expression
  }

  /// A name that is given to something.
  mutating func parseNewName(
    _ wanted: String, assigned: inout NameSyntax?
  ) throws(ParseFailure) -> NameSyntax {
    let token = peek()
    switch token.kind {
    case .variable(let name):
      assigned = NameSyntax(text: name, span: token.span)
      throw failure(.dollarInName(name, at: place(token.span)))
    case .name(let name):
      if Keyword.all.contains(name) { throw failure(.keywordAsName(name, wanted, at: place(token.span))) }
      take()
      let syntax = NameSyntax(text: name, span: token.span)
      assigned = syntax
      return syntax
    default: throw unexpected(wanted)
    }
  }

  mutating func isAtStatementEnd() -> Bool {
    switch peek().kind {
    case .end, .lineEnd, .symbol(.semicolon), .symbol(.rightBrace): true
    default: false
    }
  }

  /// Behind a statement nothing stands on its line.
  private mutating func endStatement() throws(ParseFailure) {
    while let symbol = peek().symbol, symbol == .rightParenthesis || symbol == .rightBracket {
      let token = take()
      report(.strayBracket(shown(token), at: place(token.span)))
    }
    if isAtStatementEnd() { return }
    let token = peek()
    switch token.kind {
    case .name("else"): throw failure(.strayElse(at: place(token.span)))
    default:
      try refuseForeignOperator(behind: nil)
      throw unexpected("the end of the statement", help: ["two statements on one line are separated by ';'"])
    }
  }
}
