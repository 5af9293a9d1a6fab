// Pipelines and their stages.

extension Parser {
  /// `( command | expression ) { "|" command }`.
  mutating func parsePipeline() throws(ParseFailure) -> PipelineSyntax {
    let first = peek()
    let start = first.span.lower
    let head: PipelineSyntax.Head
    switch first.kind {
    case .name(let name) where startsCommand(first, name):
      if Keyword.all.contains(name) {
        throw failure(.keywordAsName(name, "a command", at: place(first.span)))
      }
      head = .command(try parseCommand())
    case .end, .lineEnd, .symbol(.semicolon), .symbol(.rightBrace), .symbol(.rightParenthesis):
      throw unexpected("a command or an expression")
    case .symbol(.bar) where open.last == "$(": throw failure(.strayBar(isPrompt: false, at: place(first.span)))
    default:
      let wasInRow = isInRow
      isInRow = false
      head = .expression(try parseExpression())
      isInRow = wasInRow
    }
    return try parseStages(head, from: start)
  }

  /// A statement that starts with `|`.
  mutating func parsePipelineFromLast() throws(ParseFailure) -> PipelineSyntax {
    try parseStages(.last, from: peek().span.lower)
  }

  private mutating func parseStages(
    _ head: PipelineSyntax.Head, from start: Int
  ) throws(ParseFailure) -> PipelineSyntax {
    var stages: [CommandSyntax] = []
    while takeBar() {
      skipLineEnds()
      let token = peek()
      switch token.kind {
      case .name(let name):
        if Keyword.all.contains(name) {
          throw failure(.keywordAsName(name, "a command", at: place(token.span)))
        }
        stages.append(try parseCommand())
      default: throw unexpected("a command behind '|'")
      }
    }
    if peek().symbol == .doubleBar { try refuseForeignOperator(behind: nil) }
    return PipelineSyntax(head: head, stages: stages, span: Span(start, max(previousEnd, start)))
  }

  /// A name that starts a pipeline is a command, but for the words that are values and a function call.
  private func startsCommand(_ token: Token, _ name: String) -> Bool {
    !Keyword.values.contains(name) && lexer.byte(at: token.span.upper) != UInt8(ascii: "(")
  }

  /// Takes a `|`, also one that starts a later line.
  private mutating func takeBar() -> Bool {
    if take(.bar) != nil { return true }
    guard case .lineEnd = peek().kind, !mustStayOnLine else { return false }
    let offset = lexer.skipBlanks(from: position, acrossLines: true)
    guard lexer.byte(at: offset) == UInt8(ascii: "|"), lexer.byte(at: offset + 1) != UInt8(ascii: "|") else {
      return false
    }
    move(to: offset + 1)
    return true
  }

  // MARK: - Commands

  /// A command; the next token is a name.
  private mutating func parseCommand() throws(ParseFailure) -> CommandSyntax {
    let start = peek().span.lower
    let span = Span(start, lexer.endOfCommandName(from: start))
    let name = NameSyntax(text: text(span), span: span)
    move(to: span.upper)
    let declaration = commands[name.text]
    try checkBehindCommandName(name, isKnown: declaration != nil)
    if let parameter = declaration?.rowExpression, case .rowExpression(let isNamed) = parameter.type {
      let row = try parseRow(of: name, isNamed: isNamed)
      return CommandSyntax(name: name, arguments: [], row: row, span: Span(start, previousEnd), held: [])
    }
    if declaration != nil {
      let arguments = try parseArguments(of: name)
      return CommandSyntax(name: name, arguments: arguments, row: nil, span: Span(start, previousEnd), held: [])
    }
    return parseUnknownCommand(name)
  }

  /// A name that the host does not know: a `def`, which takes arguments as any command, or a slip, whose arguments mean
  /// nothing.
  private mutating func parseUnknownCommand(_ name: NameSyntax) -> CommandSyntax {
    let (saved, start) = (self, position)
    guard failedUnknownCommands < Parser.maximumErrors else {
      move(to: lexer.endOfLine(from: start))
      let held = Diagnostic.tooManyErrors(limit: Parser.maximumErrors, at: place(name.span))
      return CommandSyntax(
        name: name, arguments: [], row: nil, span: Span(name.span.lower, position), held: [held])
    }
    do {
      let arguments = try parseArguments(of: name)
      guard diagnostics.count == saved.diagnostics.count else { throw ParseFailure() }
      return CommandSyntax(
        name: name, arguments: arguments, row: nil, span: Span(name.span.lower, previousEnd), held: [])
    } catch {
      if openAtEnd != nil, saved.openAtEnd == nil {
        // The text is not complete: there may be more to come, and what is there is kept as it was read.
        return CommandSyntax(
          name: name, arguments: [], row: nil, span: Span(name.span.lower, previousEnd), held: [])
      }
      let held = Array(diagnostics.dropFirst(saved.diagnostics.count))
      let failures = failedUnknownCommands + 1
      self = saved
      failedUnknownCommands = failures
      move(to: endOfStage(from: start))
      return CommandSyntax(
        name: name, arguments: [], row: nil, span: Span(name.span.lower, position), held: held)
    }
  }

  /// `[ NAME "=" ] expression`, up to the end of the stage.
  private mutating func parseRow(of command: NameSyntax, isNamed: Bool) throws(ParseFailure) -> RowSyntax {
    let wasInRow = isInRow
    isInRow = true
    defer { isInRow = wasInRow }
    var name: NameSyntax?
    if isNamed {
      let token = peek()
      let help = "\(command.text) NAME = expression"
      guard case .name(let text) = token.kind else { throw unexpected("the name of the new column", help: [help]) }
      if Keyword.all.contains(text) {
        throw failure(.keywordAsName(text, "a column", at: place(token.span)))
      }
      take()
      guard take(.assign) != nil else { throw unexpected("'=' behind the name of the new column", help: [help]) }
      skipLineEnds()
      name = NameSyntax(text: text, span: token.span)
    }
    switch peek().kind {
    case .symbol(.bar), .lineEnd, .end, .symbol(.semicolon):
      throw unexpected("an expression over the columns", help: isNamed ? [] : ["\(command.text) mse > 0.1"])
    default: break
    }
    let expression = try parseExpression()
    switch peek().kind {
    case .symbol(.bar), .symbol(.doubleBar), .lineEnd, .end, .symbol(.semicolon), .symbol(.rightParenthesis),
      .symbol(.rightBrace):
      return RowSyntax(name: name, expression: expression)
    default:
      try refuseForeignOperator(behind: expression)
      throw unexpected("an operator or the end of the stage")
    }
  }
}
