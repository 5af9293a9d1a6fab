// The words behind a command up to a cursor.

extension CursorScanner {
  mutating func scanArguments() throws(CursorReached) {
    // The option that the next argument is the value of.
    var option: String?
    while true {
      try skip()
      let start = position
      guard let byte = lexer.byte(at: start) else { throw reached(.argument(option: option), from: start) }
      switch byte {
      case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "{"): return
      case UInt8(ascii: "-") where option == nil && isOption(at: start): option = try scanOption()
      case UInt8(ascii: ","), UInt8(ascii: "]"): position += 1
      default:
        if lexer.lineEnd(at: start) != nil { return }
        add(StageOutline.Argument(option: option, word: try scanValue(of: option)))
        option = nil
      }
    }
  }

  /// `--`, `--name`, or a `-` on which nothing stands yet.
  private func isOption(at start: Int) -> Bool {
    start + 1 == end || lexer.byte(at: start + 1) == UInt8(ascii: "-")
  }

  /// Reads an option; the result is its name where its value is the next argument.
  private mutating func scanOption() throws(CursorReached) -> String? {
    let start = position
    let nameEnd = lexer.endOfCommandName(from: min(start + 2, end))
    if nameEnd >= end { throw reached(.option, from: start) }
    let name = text(from: start + 2, to: nameEnd)
    position = nameEnd
    if take("=") {
      if position == end { throw reached(.argument(option: name), from: position) }
      add(StageOutline.Argument(option: name, word: try scanValue(of: name)))
      return nil
    }
    // What is no option at all: `--` or a stray sign.
    position = max(position, lexer.endOfWord(from: position))
    if position == start { position += 1 }
    guard case .command(let command)? = pipeline.last?.head,
      let parameter = declaration(command)?.parameters.first(where: { $0.isOption && $0.name == name })
    else { return nil }
    if case .bool = parameter.type {
      add(StageOutline.Argument(option: name, word: nil))
      return nil
    }
    return name
  }

  /// Reads one argument. The result is its text, `nil` where that is not known before it runs.
  private mutating func scanValue(of option: String?) throws(CursorReached) -> String? {
    let start = position
    switch lexer.byte(at: start) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try scanString(.argument(option: option))
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["):
      try scanOperand()
      return nil
    default:
      position = lexer.endOfWord(from: start)
      if position == end { throw reached(.argument(option: option), from: start) }
      if position == start { position += 1 }
      return text(from: start, to: position)
    }
  }

  private mutating func add(_ argument: StageOutline.Argument) {
    guard !pipeline.isEmpty else { return }
    pipeline[pipeline.count - 1].arguments.append(argument)
  }
}
