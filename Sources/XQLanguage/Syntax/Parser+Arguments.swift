// The words behind a command's name.

extension Parser {
  /// All arguments of a stage.
  mutating func parseArguments(of command: NameSyntax) throws(ParseFailure) -> [ArgumentSyntax] {
    var arguments: [ArgumentSyntax] = []
    var takesOptions = true
    let wasInRow = isInRow
    isInRow = false
    defer { isInRow = wasInRow }
    while let offset = startOfArgument() {
      if takesOptions, isEndOfOptions(at: offset) {
        move(to: offset + 2)
        takesOptions = false
        continue
      }
      let argument = try parseArgument(at: offset, of: command, takesOptions: takesOptions)
      arguments.append(argument)
      try checkBehind(argument)
    }
    return arguments
  }

  /// Where the next argument starts, `nil` at the end of the stage.
  private mutating func startOfArgument() -> Int? {
    let offset = lexer.skipBlanks(from: position, acrossLines: !linesMatter)
    guard let byte = lexer.byte(at: offset) else {
      move(to: previousEnd)
      return nil
    }
    switch byte {
    case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "}"): return nil
    default: return lexer.lineEnd(at: offset) == nil ? offset : nil
    }
  }

  private func isEndOfOptions(at offset: Int) -> Bool {
    lexer.byte(at: offset) == UInt8(ascii: "-") && lexer.endOfWord(from: offset) == offset + 2
      && lexer.byte(at: offset + 1) == UInt8(ascii: "-")
  }

  /// One argument, which starts at this offset.
  private mutating func parseArgument(
    at offset: Int, of command: NameSyntax, takesOptions: Bool
  ) throws(ParseFailure) -> ArgumentSyntax {
    move(to: offset)
    if takesOptions, lexer.byte(at: offset) == UInt8(ascii: "-") {
      if lexer.byte(at: offset + 1) == UInt8(ascii: "-") { return try parseOption(at: offset, of: command) }
      let span = Span(offset, lexer.endOfWord(from: offset))
      guard Lexer.number(in: text(span)) != nil else {
        throw failure(.shortOption(text(span), of: commands[command.text], at: place(span)))
      }
    }
    return try parseArgumentValue(at: offset)
  }

  private mutating func parseOption(at offset: Int, of command: NameSyntax) throws(ParseFailure) -> ArgumentSyntax {
    let nameSpan = Span(offset + 2, lexer.endOfCommandName(from: offset + 2))
    let word = Span(offset, lexer.endOfWord(from: offset))
    guard nameSpan.upper > nameSpan.lower,
      nameSpan.upper == word.upper || lexer.byte(at: nameSpan.upper) == UInt8(ascii: "=")
    else { throw failure(.shortOption(text(word), of: commands[command.text], at: place(word))) }
    let name = NameSyntax(text: text(nameSpan), span: Span(offset, nameSpan.upper))
    move(to: nameSpan.upper)
    guard lexer.byte(at: nameSpan.upper) == UInt8(ascii: "=") else {
      return ArgumentSyntax(kind: .option(name, value: nil), span: name.span)
    }
    let start = nameSpan.upper + 1
    move(to: start)
    guard startOfArgument() == start, lexer.byte(at: start) != UInt8(ascii: ",") else {
      throw failure(.optionWithoutValue(name.text, at: place(Span(offset, start))))
    }
    let value = try parseArgumentValue(at: start)
    return ArgumentSyntax(kind: .option(name, value: value), span: Span(offset, previousEnd))
  }

  /// `WORD | STRING | value | list | "$(" pipeline ")" | "(" expression ")"`.
  private mutating func parseArgumentValue(at offset: Int) throws(ParseFailure) -> ArgumentSyntax {
    switch lexer.byte(at: offset) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return expressionArgument(try parsePrimary())
    case UInt8(ascii: "["):
      try refuseBareNames(at: offset)
      return expressionArgument(try parsePrimary())
    case UInt8(ascii: "("):
      return expressionArgument(try parsePrimary())
    case UInt8(ascii: "$"):
      let isPipeline = lexer.byte(at: offset + 1) == UInt8(ascii: "(")
      let primary = try parsePrimary()
      return expressionArgument(isPipeline ? primary : try parsePostfix(primary))
    case UInt8(ascii: "{"):
      let end = nearEnd(from: offset + 1)
      let fix = end.flatMap { end in
        lexer.byte(at: end) == UInt8(ascii: "}")
          ? Diagnostic.Fix(Span(offset, end + 1), "(\(text(Span(offset, end + 1))))") : nil
      }
      throw failure(
        .unexpected(
          "an argument does not start with '{'", at: place(Span(offset, offset + 1)),
          help: ["a record stands in parentheses: ({a: 1}); two statements are separated by ';'"], fix: fix))
    case UInt8(ascii: ","):
      throw failure(.comma(at: place(Span(offset, offset + 1))))
    case UInt8(ascii: "]"):
      throw failure(.strayBracket("]", at: place(Span(offset, offset + 1))))
    default: return try parseWord(at: offset)
    }
  }

  private func expressionArgument(_ expression: ExpressionSyntax) -> ArgumentSyntax {
    ArgumentSyntax(kind: .expression(expression), span: expression.span)
  }

  private mutating func parseWord(at offset: Int) throws(ParseFailure) -> ArgumentSyntax {
    let span = Span(offset, lexer.endOfWord(from: offset))
    let word = text(span)
    if lexer.bytes[offset] >= 0x80, let (scalar, _) = lexer.scalar(at: offset), LookAlikes.plain(scalar) != nil,
      case .problem(let problem) = lexer.foreignCharacter(at: offset).kind
    {
      throw failure(problem)
    }
    if let blank = lexer.lookAlikeBlank(in: span), case .problem(let problem) = blank.kind {
      throw failure(problem)
    }
    try refuseForeignWord(word, span)
    move(to: span.upper)
    return ArgumentSyntax(kind: .word(word), span: span)
  }

  /// Behind an argument stands white space or the end of the stage.
  private mutating func checkBehind(_ argument: ArgumentSyntax) throws(ParseFailure) {
    let end = previousEnd
    guard let next = lexer.byte(at: end) else { return }
    switch next {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ")"),
      UInt8(ascii: "}"):
      return
    case UInt8(ascii: ","):
      throw failure(.comma(at: place(Span(end, end + 1))))
    case UInt8(ascii: "]"):
      throw failure(.strayBracket("]", at: place(Span(end, end + 1))))
    default:
      if lexer.lineEnd(at: end) != nil || next < 0x20 { return }
      if next == UInt8(ascii: "#"), case .expression = argument.kind { return }
      throw failure(missingBlank(behind: argument, at: end))
    }
  }

  /// What to write in place of arguments that touch.
  private func missingBlank(behind argument: ArgumentSyntax, at end: Int) -> Diagnostic {
    let start = argument.span.lower
    let place = place(Span(end, end + 1))
    if case .word(let word) = argument.kind, lexer.byte(at: end) == UInt8(ascii: "("),
      let close = nearEnd(from: end + 1), lexer.byte(at: close) == UInt8(ascii: ")")
    {
      let whole = Span(start, close + 1)
      let help =
        word.isName ? "a function call in an argument stands in parentheses" : "arguments are separated by white space"
      return .missingBlank(at: place, write: Diagnostic.Fix(whole, "(\(text(whole)))"), help: help)
    }
    if case .expression(let expression) = argument.kind {
      if case .pipeline = expression.kind, let byte = lexer.byte(at: end),
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[")
      {
        let whole = Span(start, lexer.endOfWord(from: end))
        return .missingBlank(
          at: place, write: Diagnostic.Fix(whole, "(\(text(whole)))"), help: "an expression stands in parentheses")
      }
      let rest = Span(end, lexer.endOfWord(from: end))
      if expression.isVariablePath, rest.upper > rest.lower {
        let whole = Span(start, rest.upper)
        let fix = Diagnostic.Fix(whole, "\"{\(text(expression.span))}\(text(rest))\"")
        return .missingBlank(at: place, write: fix, help: "a text that is put together is a string with '{ }' in it")
      }
    }
    if case .word(let word) = argument.kind, lexer.byte(at: end) == UInt8(ascii: "$"), !word.isEmpty,
      case .variable = lexer.token(from: end, acrossLines: false).kind
    {
      let variable = lexer.token(from: end, acrossLines: false).span
      let rest = Span(variable.upper, lexer.endOfWord(from: variable.upper))
      let fix = Diagnostic.Fix(Span(start, rest.upper), "\"\(word){\(text(variable))}\(text(rest))\"")
      return .missingBlank(at: place, write: fix, help: "a text that is put together is a string with '{ }' in it")
    }
    return .missingBlank(
      at: place, write: Diagnostic.Fix(Span(end, end), " "), help: "arguments are separated by white space")
  }
}

extension ExpressionSyntax {
  /// `$x`, `$x.member`, `$x[0]`.
  var isVariablePath: Bool {
    switch kind {
    case .variable: true
    case .member(let base, _), .index(let base, _): base.isVariablePath
    default: false
    }
  }
}
