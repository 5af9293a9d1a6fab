// Reads a text up to its end and says what stands there; errors on the way are stepped over.

/// Thrown where the end of the text is reached: the answer.
struct CursorReached: Error {
  let context: CursorContext
}

/// Walks through statements and pipelines as the parser does, but keeps no tree.
struct CursorScanner {
  private static let maximumDepth = 200

  let lexer: Lexer
  let declaration: (String) -> CommandDeclaration?
  var position = 0
  /// Whether a line end ends the statement here.
  var linesMatter = true
  /// The stages of the pipeline that is being read.
  var pipeline: [StageOutline] = []
  var isInRow = false
  private var ownVariables: [String] = []
  private var depth = 0

  init(_ text: String, declaration: @escaping (String) -> CommandDeclaration?) {
    lexer = Lexer(Source(name: "", text: text))
    self.declaration = declaration
  }

  mutating func context() -> CursorContext {
    do {
      while true {
        try scanStatements(closer: nil)
        // A closing bracket that nothing opened.
        position += 1
      }
    } catch {
      return error.context
    }
  }

  // MARK: - Answers

  var end: Int { lexer.bytes.count }

  func text(from start: Int, to upper: Int) -> String { lexer.text(Span(start, upper)) }

  func reached(
    _ place: CursorContext.Place, from start: Int, typed: String? = nil, quote: CursorContext.Quote = .none
  ) -> CursorReached {
    var context = CursorContext(place, Span(start, end), typed ?? text(from: start, to: end))
    context.quote = quote
    context.pipeline = pipeline
    context.isInRow = isInRow
    context.ownVariables = ownVariables
    return CursorReached(context: context)
  }

  var nothing: CursorReached { reached(.nothing, from: end) }

  // MARK: - Steps

  /// Goes over blanks and comments. A comment that reaches the end is where the cursor stands.
  mutating func skip(acrossLines: Bool) throws(CursorReached) {
    while let byte = lexer.byte(at: position) {
      if byte.isBlank {
        position += 1
      } else if byte == UInt8(ascii: "#") {
        position = lexer.endOfLine(from: position)
        if position == end { throw nothing }
      } else if acrossLines, let next = lexer.lineEnd(at: position) {
        position = next
      } else {
        return
      }
    }
  }

  mutating func skip() throws(CursorReached) { try skip(acrossLines: !linesMatter) }

  /// Takes a byte if it stands here.
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard lexer.byte(at: position) == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// Takes a name, `nil` where none stands here. One that the cursor stands behind is a place of that kind.
  mutating func takeName(_ place: CursorContext.Place) throws(CursorReached) -> String? {
    try skip()
    let start = position
    if start == end { throw reached(place, from: start) }
    guard let first = lexer.byte(at: start), first.isNameStart else { return nil }
    position = lexer.endOfName(from: start)
    if position == end { throw reached(place, from: start) }
    return text(from: start, to: position)
  }

  /// Reads something inside brackets.
  mutating func inside(_ body: (inout CursorScanner) throws(CursorReached) -> Void) throws(CursorReached) {
    guard depth < Self.maximumDepth else { throw nothing }
    let saved = (linesMatter, pipeline, isInRow)
    depth += 1
    linesMatter = false
    try body(&self)
    depth -= 1
    (linesMatter, pipeline, isInRow) = saved
  }

  // MARK: - Statements

  /// Reads statements up to the closing bracket, or to one that nothing opened.
  mutating func scanStatements(closer: UInt8?) throws(CursorReached) {
    guard depth < Self.maximumDepth else { throw nothing }
    let saved = (linesMatter, pipeline, isInRow)
    depth += 1
    defer {
      depth -= 1
      (linesMatter, pipeline, isInRow) = saved
    }
    while true {
      (linesMatter, pipeline, isInRow) = (true, [], false)
      try skip(acrossLines: true)
      guard let byte = lexer.byte(at: position) else { throw reached(.statement, from: end) }
      switch byte {
      case UInt8(ascii: ";"): position += 1
      case UInt8(ascii: "}"):
        guard closer != nil else { return }
        position += 1
        return
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "{"): position += 1
      case UInt8(ascii: "|"):
        pipeline = [StageOutline(.last)]
        try scanStages()
      default:
        let start = position
        try scanStatement()
        // What starts no statement is stepped over.
        if position == start { position += 1 }
      }
    }
  }

  private mutating func scanStatement() throws(CursorReached) {
    let start = position
    guard let first = lexer.byte(at: start), first.isNameStart else { return try scanPipeline(.statement) }
    let nameEnd = lexer.endOfCommandName(from: start)
    if nameEnd == end { throw reached(.statement, from: start) }
    let word = text(from: start, to: nameEnd)
    guard Keyword.all.contains(word), !Keyword.values.contains(word) else { return try scanPipeline(.statement) }
    position = nameEnd
    switch word {
    case "let":
      try takeVariable()
      try skip()
      if take("=") { try scanPipeline(.head) }
    case "param":
      try takeVariable()
      try skip()
      if take(":") { _ = try takeName(.type) }
      try skip()
      if take("=") { try scanExpression() }
    case "def": try scanDefinition()
    case "for":
      try takeVariable()
      try skip()
      if text(from: position, to: lexer.endOfName(from: position)) == "in" { position += 2 }
      if position == end { throw nothing }
      try scanExpression()
      try scanBlock()
    case "if":
      try scanExpression()
      try scanBlock()
    case "try": try scanBlock()
    case "else":
      try skip()
      if position == end { throw nothing }
      if lexer.byte(at: position) == UInt8(ascii: "{") { return try scanBlock() }
      let name = try takeName(.nothing)
      if name == "if" { try scanExpression() } else if let name { ownVariables.append(name) }
      try scanBlock()
    case "return": try scanPipeline(.head)
    case "stop", "expect", "require":
      try scanExpression()
      if take(",") { try scanExpression() }
    default: break
    }
  }

  private mutating func scanDefinition() throws(CursorReached) {
    try skip()
    position = lexer.endOfCommandName(from: position)
    if position == end { throw nothing }
    try skip()
    if take("(") {
      while true {
        try skip(acrossLines: true)
        guard let byte = lexer.byte(at: position) else { throw nothing }
        if byte.isNameStart {
          try takeVariable()
          continue
        }
        position += 1
        if byte == UInt8(ascii: ")") { break }
        if byte == UInt8(ascii: ":") { _ = try takeName(.type) }
        if byte == UInt8(ascii: "=") { try inside { scanner throws(CursorReached) in try scanner.scanExpression() } }
      }
    }
    try scanBlock()
  }

  /// Takes the new name of a variable.
  private mutating func takeVariable() throws(CursorReached) {
    if let name = try takeName(.nothing), !ownVariables.contains(name) { ownVariables.append(name) }
  }

  private mutating func scanBlock() throws(CursorReached) {
    try skip()
    if position == end { throw nothing }
    if take("{") { try scanStatements(closer: UInt8(ascii: "}")) }
  }

  // MARK: - Pipelines

  /// Reads a pipeline; `place` is what a name is that starts it.
  mutating func scanPipeline(_ place: CursorContext.Place) throws(CursorReached) {
    pipeline = []
    try skip()
    let start = position
    guard let first = lexer.byte(at: start) else { throw reached(place, from: start) }
    let nameEnd = first.isNameStart ? lexer.endOfCommandName(from: start) : start
    if nameEnd > start, nameEnd == end { throw reached(place, from: start) }
    let name = text(from: start, to: nameEnd)
    if nameEnd > start, !Keyword.values.contains(name), lexer.byte(at: nameEnd) != UInt8(ascii: "(") {
      position = nameEnd
      try scanCommand(name)
    } else {
      pipeline.append(StageOutline(try scanHeadExpression()))
    }
    try scanStages()
  }

  /// Reads the stages behind a head.
  private mutating func scanStages() throws(CursorReached) {
    while true {
      try skip()
      let here = position
      if linesMatter, lexer.lineEnd(at: here) != nil {
        // A `|` may start a later line.
        try skip(acrossLines: true)
        if lexer.byte(at: position) != UInt8(ascii: "|") {
          position = here
          return
        }
      }
      guard take("|") else { return }
      try skip(acrossLines: true)
      let start = position
      if start == end { throw reached(.stage, from: start) }
      guard let first = lexer.byte(at: start), first.isNameStart else { return }
      position = lexer.endOfCommandName(from: start)
      if position == end { throw reached(.stage, from: start) }
      try scanCommand(text(from: start, to: position))
    }
  }

  /// Reads what stands behind a command's name.
  private mutating func scanCommand(_ name: String) throws(CursorReached) {
    pipeline.append(StageOutline(.command(name)))
    guard case .rowExpression(let isNamed)? = declaration(name)?.rowExpression?.type else { return try scanArguments() }
    if isNamed {
      let column = try takeName(.nothing)
      pipeline[pipeline.count - 1].rowName = column
      try skip()
      guard take("=") else { return }
    }
    isInRow = true
    try scanExpression()
    isInRow = false
  }
}
