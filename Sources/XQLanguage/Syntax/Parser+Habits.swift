// Habits from other languages and shells, each answered with the line to type.

extension Parser {
  /// `$x = 3`. Gives a statement only where the text can go on as if `let` stood there.
  mutating func refuseAssignment(
    to name: String, _ token: Token, assigned: inout NameSyntax?
  ) throws(ParseFailure) -> StatementSyntax.Kind? {
    let next = lexer.token(from: token.span.upper, acrossLines: false)
    guard next.symbol == .assign || next.symbol == .plusAssign else { return nil }
    assigned = NameSyntax(text: name, span: token.span)
    let isSum = next.symbol == .plusAssign
    let fix = Diagnostic.Fix(token.span.to(next.span), isSum ? "let \(name) = $\(name) +" : "let \(name) =")
    throw failure(.assignment(name, at: place(token.span.to(next.span)), fix: fix))
  }

  /// Behind a command's name stands white space; `x = 3`, `x=3`, `worst.layer` and `t[1:3]` mean a variable.
  mutating func checkBehindCommandName(_ name: NameSyntax, isKnown: Bool) throws(ParseFailure) {
    let end = name.span.upper
    let next = lexer.token(from: end, acrossLines: false)
    if next.symbol == .assign || next.symbol == .plusAssign, !isKnown || next.symbol == .assign {
      guard name.text.isName else {
        throw failure(.assignment(name.text, at: place(name.span.to(next.span)), fix: nil))
      }
      let isSum = next.symbol == .plusAssign
      let value = isSum ? "let \(name.text) = $\(name.text) +" : "let \(name.text) ="
      let span = name.span.to(next.span)
      throw failure(.assignment(name.text, at: place(span), fix: Diagnostic.Fix(span, value)))
    }
    if next.symbol == .colon, lexer.byte(at: next.span.upper) == UInt8(ascii: "="), name.text.isName {
      let span = Span(name.span.lower, next.span.upper + 1)
      throw failure(.assignment(name.text, at: place(span), fix: Diagnostic.Fix(span, "let \(name.text) =")))
    }
    guard next.span.lower == end else { return }
    switch next.kind {
    case .end, .lineEnd, .symbol(.bar), .symbol(.doubleBar), .symbol(.semicolon), .symbol(.rightParenthesis),
      .symbol(.rightBrace):
      return
    case .symbol(.leftBracket):
      if let close = nearEnd(from: end + 1), lexer.bytes[end..<close].contains(UInt8(ascii: ":")) {
        let help = sliceHelp("$\(name.text)", Span(end + 1, close))
        throw failure(.slice(at: place(Span(name.span.lower, min(close + 1, lexer.bytes.count))), help: help))
      }
      throw failure(.bareName(name.text, isCommand: isKnown, at: place(name.span), fix: nil))
    case .symbol(.dot) where !isKnown:
      throw failure(.bareName(name.text, isCommand: isKnown, at: place(name.span), fix: nil))
    case .symbol(.leftParenthesis) where isKnown:
      throw failure(.commandAsFunction(name.text, at: place(name.span), fix: nil))
    case .problem(let problem): throw failure(problem)
    default:
      if lexer.bytes[end].isBlank || lexer.bytes[end] < 0x20 { return }
      throw failure(
        .missingBlank(
          at: place(Span(end, end + 1)), write: Diagnostic.Fix(Span(end, end), " "),
          help: "arguments are separated by white space"))
    }
  }

  /// Words that mean something elsewhere: `&&`, `> file`.
  func refusal(ofWord word: String, _ span: Span) -> Diagnostic? {
    let place = place(span)
    switch word {
    case "&&", "&":
      return .foreignCommandOperator(word, at: place, fix: Diagnostic.Fix(Span(span.lower, span.upper), ";"))
    case ">", ">>": return redirection(span)
    default:
      guard word.hasPrefix(">"), !word.hasPrefix(">=") else { return nil }
      return redirection(span)
    }
  }

  mutating func refuseForeignWord(_ word: String, _ span: Span) throws(ParseFailure) {
    if let diagnostic = refusal(ofWord: word, span) { throw failure(diagnostic) }
  }

  /// `$t > out.csv`: a comparison with a word that is the name of a file.
  mutating func refuseRedirection(_ span: Span) throws(ParseFailure) {
    if isInRow { return }
    let start = lexer.skipSpaces(from: span.upper)
    let word = text(Span(start, lexer.endOfWord(from: start)))
    let isFile = [".csv", ".json", ".md", ".txt", ".tsv"].contains { word.hasSuffix($0) }
    if isFile, word.first != "\"", word.first != "'" { throw failure(redirection(span)) }
  }

  /// `[mse, sqnr]` as an argument: names of columns are texts there.
  mutating func refuseBareNames(at offset: Int) throws(ParseFailure) {
    var end = offset + 1
    while let byte = lexer.byte(at: end), byte.isNamePart || byte.isBlank || byte == UInt8(ascii: ",") { end += 1 }
    guard lexer.byte(at: end) == UInt8(ascii: "]") else { return }
    let names = text(Span(offset + 1, end)).split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    guard !names.isEmpty, names.allSatisfy({ $0.isName && !Keyword.all.contains($0) }) else { return }
    throw failure(.bareNames(names, at: place(Span(offset, end + 1))))
  }

  private func redirection(_ span: Span) -> Diagnostic {
    let mark = text(span).prefix { $0 == ">" }
    var file = Span(span.lower + mark.utf8.count, span.upper)
    if file.lower == file.upper {
      let start = lexer.skipSpaces(from: span.upper)
      file = Span(start, lexer.endOfWord(from: start))
    }
    let name = text(file)
    let kind = name.hasSuffix(".json") ? "json" : name.hasSuffix(".md") ? "md" : "csv"
    let fix =
      name.isEmpty || Lexer.number(in: name) != nil
      ? nil : Diagnostic.Fix(Span(span.lower, file.upper), "| to \(kind) \(name)")
    return .redirection(at: place(span), fix: fix)
  }

  /// Operators of other languages where an operator of this one could stand.
  mutating func refuseForeignOperator(behind left: ExpressionSyntax?) throws(ParseFailure) {
    let token = peek()
    guard let symbol = token.symbol else { return }
    let place = place(token.span)
    switch symbol {
    case .doubleAnd, .and: throw failure(.foreignOperator(symbol.rawValue, "and", at: place))
    case .doubleBar:
      guard left == nil else { throw failure(.foreignOperator("||", "or", at: place)) }
      throw failure(.foreignCommandOperator("||", at: place, fix: nil))
    case .tripleEqual: throw failure(.foreignOperator("===", "==", at: place))
    case .unequalSign: throw failure(.foreignOperator("<>", "!=", at: place))
    case .matchSign: throw failure(.foreignOperator("=~", "~", at: place))
    case .doubleOver:
      throw failure(.foreignOperator("//", nil, at: place, help: "floor(a / b) is the whole part of a quotient"))
    case .percent:
      throw failure(
        .foreignOperator(
          "%", nil, at: place, help: "the remainder is a - b * floor(a / b); a share is a number such as 3%"))
    case .doubleTimes, .caret:
      throw failure(.foreignOperator(symbol.rawValue, nil, at: place, help: "a power is pow(base, exponent)"))
    default: return
    }
  }

  // MARK: - Commands in expressions

  /// A `|` in an expression: commands stand in `$( )`.
  mutating func barInExpression(from start: Int) -> ParseFailure {
    let bar = peek().span
    return failure(.pipelineInExpression("|", at: place(bar), fix: pipelineFix(from: start)))
  }

  /// A bare name outside a row expression: a variable without its `$`, or a command.
  mutating func bareName(_ name: String, _ token: Token) -> ParseFailure {
    let span = Span(token.span.lower, lexer.endOfCommandName(from: token.span.lower))
    let wholeName = commands[text(span)] == nil ? name : text(span)
    let nameSpan = Span(token.span.lower, token.span.lower + wholeName.utf8.count)
    let behind = lexer.skipBlanks(from: nameSpan.upper, acrossLines: false)
    let isPiped = lexer.byte(at: behind) == UInt8(ascii: "|") && lexer.byte(at: behind + 1) != UInt8(ascii: "|")
    if commands[wholeName] != nil || isPiped {
      return failure(
        .pipelineInExpression(wholeName, at: place(nameSpan), fix: pipelineFix(from: nameSpan.lower)))
    }
    let variable = Diagnostic.Fix(token.span, "$\(name)")
    return failure(.bareName(name, isCommand: false, at: place(token.span), fix: variable))
  }

  /// `errors | count < 3` as `$(errors | count) < 3`.
  private func pipelineFix(from start: Int) -> Diagnostic.Fix? {
    var end = start
    let stop: (UInt8) -> Bool = {
      [
        UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "~"),
        UInt8(ascii: ","),
        UInt8(ascii: ";"),
      ].contains($0)
    }
    // A comparison behind `where` or `derive` belongs to it.
    guard let firstEnd = scan(from: start, stopsAtBlock: true, limit: 1000, until: stop) else { return nil }
    end = firstEnd
    while end > start, lexer.bytes[end - 1].isBlank { end -= 1 }
    guard end > start else { return nil }
    let pipeline = text(Span(start, end))
    if start > 0, lexer.bytes[start - 1] == UInt8(ascii: "("), lexer.byte(at: end) == UInt8(ascii: ")"),
      start < 2 || !lexer.bytes[start - 2].isNamePart
    {
      return Diagnostic.Fix(Span(start - 1, end + 1), "$(\(pipeline))")
    }
    return Diagnostic.Fix(Span(start, end), "$(\(pipeline))")
  }

  // MARK: - Expressions

  /// `1 < 2 < 3`.
  func chain(_ middle: ExpressionSyntax, _ left: ExpressionSyntax, second: Span) -> Diagnostic {
    let fix = Diagnostic.Fix(
      Span(left.span.lower, second.upper),
      "\(text(left.span)) and \(text(middle.span)) \(text(second))")
    return .chain(at: place(second), fix: fix)
  }

  /// `t[1:3]`.
  mutating func slice(of base: ExpressionSyntax, _ opening: Span) -> ParseFailure {
    let end = nearEnd(from: opening.upper) ?? opening.upper
    let help = sliceHelp(text(base.span), Span(opening.upper, end))
    return failure(.slice(at: place(peek().span), help: help))
  }

  private func sliceHelp(_ table: String, _ inside: Span) -> String {
    let bounds = text(inside).split(separator: ":", omittingEmptySubsequences: false)
    let numbers = bounds.map { Int($0.trimmingBlanks()) }
    if numbers.count == 2, let upper = numbers[1], upper > 0 {
      let lower = numbers[0] ?? 0
      if lower == 0 {
        return "the first rows: \(table) | head \(upper)"
      } else if lower > 0, upper > lower {
        return "some rows: \(table) | head \(upper) | tail \(upper - lower)"
      }
    }
    return "rows by their place: \(table) | head 3, \(table) | tail 3"
  }
}
