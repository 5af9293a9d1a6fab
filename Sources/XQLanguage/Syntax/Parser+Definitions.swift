// `def` and `param`, with the comments that are their help.

extension Parser {
  /// Behind the word `param`.
  mutating func parseScriptParameter(
    _ keyword: Span, assigned: inout NameSyntax?
  ) throws(ParseFailure) -> ParameterSyntax {
    if blockDepth > 0 { report(.nestedParameter(at: place(keyword))) }
    let name = try parseNewName("the name of a parameter", assigned: &assigned)
    let type = try parseType()
    var value: ExpressionSyntax?
    if take(.assign) != nil {
      skipLineEnds()
      value = try parseStatementExpression()
    }
    return ParameterSyntax(
      name: name, isOption: false, type: type, defaultValue: value, help: help(of: Span(keyword.lower, previousEnd)))
  }

  /// Behind the word `def`.
  mutating func parseDefinition(_ keyword: Span) throws(ParseFailure) -> DefinitionSyntax {
    let name = try parseDefinitionName()
    guard peek().symbol == .leftParenthesis else {
      throw unexpected("'(' and parameters", help: ["def \(name.text)(layer, --data = \"val\") { … }"])
    }
    let opening = take().span
    let parameters = try inside("(") { parser throws(ParseFailure) in
      var parameters: [ParameterSyntax] = []
      while parser.peek().symbol != .rightParenthesis {
        parameters.append(try parser.parseParameter())
        guard parser.take(.comma) != nil else { break }
      }
      try parser.close(.rightParenthesis, opened: opening, wanted: "',' or ')'")
      return parameters
    }
    let help = help(of: Span(keyword.lower, previousEnd))
    return DefinitionSyntax(name: name, parameters: parameters, body: try parseBlock(), help: help)
  }

  private mutating func parseDefinitionName() throws(ParseFailure) -> NameSyntax {
    let token = peek()
    guard case .name(let first) = token.kind else { throw unexpected("the name of a command") }
    let span = Span(token.span.lower, lexer.endOfCommandName(from: token.span.lower))
    if span == token.span, Keyword.all.contains(first) {
      throw failure(.keywordAsName(first, "the name of a command", at: place(span)))
    }
    move(to: span.upper)
    return NameSyntax(text: text(span), span: span)
  }

  private mutating func parseParameter() throws(ParseFailure) -> ParameterSyntax {
    let start = peek().span.lower
    var isOption = false
    if peek().symbol == .minus, lexer.byte(at: start + 1) == UInt8(ascii: "-") {
      isOption = true
      move(to: start + 2)
    }
    var assigned: NameSyntax?
    let name = try parseNewName("the name of a parameter", assigned: &assigned)
    if peek().symbol == .minus, isAttached() {
      let whole = Span(name.span.lower, lexer.endOfCommandName(from: name.span.lower))
      throw failure(
        .unexpected(
          "a parameter is used as a variable, whose name has no '-', found '\(text(whole))'", at: place(whole),
          write: text(whole).replacing("-", with: "_")))
    }
    let type = try parseType()
    var value: ExpressionSyntax?
    if take(.assign) != nil { value = try parseExpression() }
    return ParameterSyntax(
      name: name, isOption: isOption, type: type, defaultValue: value, help: commentBehindParameter())
  }

  private mutating func parseType() throws(ParseFailure) -> NameSyntax? {
    guard take(.colon) != nil else { return nil }
    let token = peek()
    guard case .name(let name) = token.kind else { throw unexpected("a type") }
    take()
    return NameSyntax(text: name, span: token.span)
  }

  // MARK: - Help comments

  /// The comment behind a declaration on its line, else those on the lines right above it.
  private func help(of span: Span) -> String {
    comment(behind: span.upper) ?? commentsAbove(span.lower)
  }

  /// The comment behind a parameter and the `,` that follows it.
  private func commentBehindParameter() -> String {
    var offset = lexer.skipSpaces(from: previousEnd)
    if lexer.byte(at: offset) == UInt8(ascii: ",") { offset += 1 }
    return comment(behind: offset) ?? ""
  }

  private func comment(behind offset: Int) -> String? {
    var start = lexer.skipSpaces(from: offset)
    // Behind the parameters of a `def` the `{` may stand before the comment.
    if lexer.byte(at: start) == UInt8(ascii: "{") { start = lexer.skipSpaces(from: start + 1) }
    guard lexer.byte(at: start) == UInt8(ascii: "#") else { return nil }
    return commentText(Span(start, lexer.endOfLine(from: start)))
  }

  private func commentsAbove(_ offset: Int) -> String {
    var lines: [String] = []
    var lineStart = offset
    while lineStart > 0, lexer.bytes[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
    guard lexer.skipSpaces(from: lineStart) == offset else { return "" }
    while lineStart > 0 {
      var above = lineStart - 1
      while above > 0, lexer.bytes[above - 1] != UInt8(ascii: "\n") { above -= 1 }
      let start = lexer.skipSpaces(from: above)
      guard lexer.byte(at: start) == UInt8(ascii: "#"), lexer.byte(at: start + 1) != UInt8(ascii: "!") else { break }
      lines.append(commentText(Span(start, lexer.endOfLine(from: start))))
      lineStart = above
    }
    return lines.reversed().joined(separator: " ")
  }

  private func commentText(_ span: Span) -> String {
    text(span).drop { $0 == "#" || $0 == " " || $0 == "\t" }.trimmingBlanks()
  }
}

extension Lexer {
  func skipSpaces(from start: Int) -> Int {
    var offset = start
    while let byte = byte(at: offset), byte.isBlank { offset += 1 }
    return offset
  }
}

extension StringProtocol {
  /// Without blanks at its end and its beginning.
  func trimmingBlanks() -> String {
    var rest = self[...]
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest.drop { $0.isWhitespace })
  }
}
