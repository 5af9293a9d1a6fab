// The parser: its state, tokens, and how errors are kept.

/// Thrown after the error was noted: the statement is given up, the text is not.
struct ParseFailure: Error {}

/// Reads a whole text into a syntax tree by recursive descent, and goes on behind each error.
///
/// - Complexity: linear in the length of the text. Recursion stops at ``maximumDepth`` levels.
struct Parser {
  static let maximumDepth = 200
  /// The largest height of an expression's tree.
  static let maximumHeight = 600
  static let maximumErrors = 100

  let lexer: Lexer
  let commands: CommandTable
  var diagnostics: [Diagnostic] = []

  /// Where reading goes on.
  var position = 0
  /// Where the last token that was taken ends.
  var previousEnd = 0
  /// Whether a line end ends the statement here; it does not inside brackets.
  var linesMatter = true
  /// Inside a string that ends on its line, brackets too stay on it.
  var mustStayOnLine = false
  /// Whether a bare name is a column.
  var isInRow = false
  var depth = 0
  var blockDepth = 0
  /// The constructs that are open here, for the prompt of the next line.
  var open: [String] = []
  /// What was open when the end of the text came as the first error; `nil` if the text is complete or wrong.
  var openAtEnd: [String]?
  /// Set when a `"""` has no end: all that follows is its text.
  var isInOpenText = false
  /// How often the arguments of an unknown name could not be read; beyond a limit they are not even tried.
  var failedUnknownCommands = 0
  private var cached: Token?

  init(_ source: Source, commands: CommandTable) {
    lexer = Lexer(source)
    self.commands = commands
    // A byte order mark says nothing and is skipped.
    if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  var source: Source { lexer.source }

  func place(_ span: Span) -> Place { Place(source, span) }

  // MARK: - Tokens

  mutating func peek() -> Token {
    if let cached { return cached }
    let token = lexer.token(from: position, acrossLines: !linesMatter)
    cached = token
    return token
  }

  @discardableResult
  mutating func take() -> Token {
    let token = peek()
    move(to: token.span.upper)
    return token
  }

  mutating func move(to offset: Int) {
    position = offset
    previousEnd = offset
    cached = nil
  }

  /// Takes the token if it is that symbol.
  mutating func take(_ symbol: Symbol) -> Token? {
    peek().symbol == symbol ? take() : nil
  }

  /// Whether the next token stands right behind the last one.
  mutating func isAttached() -> Bool { peek().span.lower == previousEnd }

  /// Goes over line ends, where the language says that one does not count.
  mutating func skipLineEnds() {
    guard linesMatter, !mustStayOnLine else { return }
    position = lexer.skipBlanks(from: position, acrossLines: true)
    cached = nil
  }

  /// Reads something inside brackets, where line ends do not count.
  mutating func inside<Result>(
    _ opening: String, _ body: (inout Parser) throws(ParseFailure) -> Result
  ) throws(ParseFailure) -> Result {
    let wasMattering = linesMatter
    linesMatter = mustStayOnLine
    cached = nil
    open.append(opening)
    defer {
      open.removeLast()
      linesMatter = wasMattering
      cached = nil
    }
    return try deeper(body)
  }

  /// Reads something one level deeper.
  mutating func deeper<Result>(
    _ body: (inout Parser) throws(ParseFailure) -> Result
  ) throws(ParseFailure) -> Result {
    guard depth < Parser.maximumDepth else {
      throw failure(.tooDeep(limit: Parser.maximumDepth, at: place(peek().span)))
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: - Errors

  mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count == Parser.maximumErrors - 1, diagnostic.severity == .error {
      diagnostics.append(.tooManyErrors(limit: Parser.maximumErrors, at: diagnostic.place))
      move(to: lexer.bytes.count)
    } else if diagnostics.count < Parser.maximumErrors {
      diagnostics.append(diagnostic)
    }
  }

  mutating func failure(_ diagnostic: Diagnostic) -> ParseFailure {
    report(diagnostic)
    return ParseFailure()
  }

  /// The error of a text that ends too early: at the prompt it asks for another line.
  mutating func failureAtEnd(_ diagnostic: Diagnostic, behind last: String? = nil) -> ParseFailure {
    if diagnostics.isEmpty { openAtEnd = open + (last.map { [$0] } ?? []) }
    return failure(diagnostic)
  }

  /// What stands at the place of the next token is not what is wanted.
  mutating func unexpected(_ wanted: String, help: [String] = []) -> ParseFailure {
    let token = peek()
    switch token.kind {
    case .problem(let problem): return failure(problem)
    case .end:
      return failureAtEnd(
        .unexpected("\(wanted) is wanted, but the text ends", at: place(token.span), help: help),
        behind: lastWord)
    case .lineEnd:
      return failure(
        .unexpected("\(wanted) is wanted, but the line ends", at: place(Span(token.span.lower, token.span.lower)), help: help))
    default:
      if case .name(let name) = token.kind, Quantity.Unit(rawValue: name) != nil, previousEnd > 0,
        lexer.bytes[previousEnd - 1].isDigit
      {
        return failure(
          .detachedUnit(name, at: place(token.span), fix: Diagnostic.Fix(Span(previousEnd, token.span.upper), name)))
      }
      return failure(.unexpected("\(wanted) is wanted, found '\(shown(token))'", at: place(token.span), help: help))
    }
  }

  /// A token as sentences show it.
  func shown(_ token: Token) -> String { lexer.text(token.span) }

  func text(_ span: Span) -> String { lexer.text(span) }

  /// What the last token was, for the prompt behind an operator.
  private var lastWord: String? {
    var start = previousEnd
    while start > 0, previousEnd - start < 8, !lexer.bytes[start - 1].isBlank, lexer.bytes[start - 1] != 0x0A {
      start -= 1
    }
    let word = text(Span(start, previousEnd))
    return ["|", "=", ","].contains(word) || Symbol(rawValue: word)?.binaryOperator != nil
      || ["and", "or", "not", "in"].contains(word) ? word : nil
  }

  /// Closes a bracket that was opened at `opening`.
  @discardableResult
  mutating func close(_ symbol: Symbol, opened opening: Span, wanted: String) throws(ParseFailure) -> Span {
    if let token = take(symbol) { return token.span }
    let token = peek()
    switch token.kind {
    case .problem(let problem): throw failure(problem)
    case .end, .lineEnd:
      let diagnostic = Diagnostic.openBracket(text(opening), symbol.rawValue, at: place(opening))
      if case .end = token.kind { throw failureAtEnd(diagnostic) }
      throw failure(diagnostic)
    case .symbol(.bar), .symbol(.doubleBar): throw barInExpression(from: opening.upper)
    default:
      try refuseForeignOperator(behind: nil)
      let isOnOtherLine = lexer.endOfLine(from: opening.lower) < token.span.lower
      if isOnOtherLine, case .name(let name) = token.kind, Keyword.all.contains(name) {
        throw failure(.openBracket(text(opening), symbol.rawValue, at: place(opening)))
      }
      throw unexpected(wanted)
    }
  }
}
