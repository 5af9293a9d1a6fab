// Makes the engine's messages fit for users: no places in its sources, one line, no full stop.

/// What a message of the engine says, taken apart.
struct EngineWords: Equatable {
  /// The node in which a run failed, and its operator.
  var node: String?
  var op: String?
  /// The message itself.
  var reason: String

  init(_ message: String) {
    var text = Substring(message)
    // "Non-zero status code returned while running OP node. Name:'NODE' Status Message: REASON"
    if let start = text.firstRange(of: "while running "),
      let end = text[start.upperBound...].firstRange(of: " node. Name:'"),
      let status = text[end.upperBound...].firstRange(of: "' Status Message: ")
    {
      op = String(text[start.upperBound..<end.lowerBound])
      node = text[end.upperBound..<status.lowerBound].isEmpty ? nil : String(text[end.upperBound..<status.lowerBound])
      text = text[status.upperBound...]
    }
    reason = Self.asSentence(Self.withoutPlaces(text))
  }

  var meansNoMemory: Bool {
    ["ailed to allocate memory", "bad_alloc", "bad allocation"].contains { reason.contains($0) }
  }

  // MARK: - Places in sources

  /// Leaves out `/path/file.cc:123 result name(arguments) `, as the engine's own checks put in front of their words,
  /// and `condition was false.` where more follows.
  private static func withoutPlaces(_ text: Substring) -> String {
    var kept: [Substring] = []
    var rest = text
    while let word = nextWord(&rest, minding: "") {
      guard isPlace(word) else {
        kept.append(word)
        continue
      }
      skipFunction(&rest, isWholeSignature: word.contains("/"))
      if let condition = rest.firstRange(of: " was false. "), condition.upperBound < rest.endIndex {
        rest = rest[condition.upperBound...]
      }
    }
    return kept.joined(separator: " ")
  }

  /// Whether a word is `file.cc:123`, with or without a path before it.
  private static func isPlace(_ word: Substring) -> Bool {
    guard let colon = word.lastIndex(of: ":"), colon < word.index(before: word.endIndex),
      word[word.index(after: colon)...].allSatisfy(\.isNumber)
    else { return false }
    return [".cc", ".h", ".hpp", ".cpp", ".c", ".cu"].contains { word[..<colon].hasSuffix($0) }
  }

  /// Skips the name of a function, or its signature with result and arguments; nothing if there is none.
  private static func skipFunction(_ text: inout Substring, isWholeSignature: Bool) {
    var rest = text
    guard isWholeSignature else {
      if let name = nextWord(&rest, minding: ""), name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
        text = rest
      }
      return
    }
    // A result such as `const std::map<a, b> &` is a few words; an argument list ends it.
    for _ in 0..<8 {
      guard let word = nextWord(&rest, minding: "()<>[]") else { return }
      guard word.contains("(") else { continue }
      text = rest
      if let after = nextWord(&rest, minding: ""), after == "const" { text = rest }
      return
    }
  }

  /// The next word, with spaces inside brackets of the kinds in `brackets`, which are pairs.
  private static func nextWord(_ text: inout Substring, minding brackets: String) -> Substring? {
    text = text.drop(while: \.isWhitespace)
    guard !text.isEmpty else { return nil }
    var depth = 0
    var end = text.startIndex
    while end < text.endIndex, depth > 0 || !text[end].isWhitespace {
      if let place = brackets.firstIndex(of: text[end]) {
        depth += brackets.distance(from: brackets.startIndex, to: place) % 2 == 0 ? 1 : -1
      }
      end = text.index(after: end)
    }
    defer { text = text[end...] }
    return text[..<end]
  }

  // MARK: - Form

  /// Lower case at the start unless it is a name or an abbreviation, no full stop at the end.
  private static func asSentence(_ text: String) -> String {
    var text = Substring(text)
    while text.last == "." { text.removeLast() }
    let second = text.dropFirst().first
    guard let first = text.first, first.isUppercase, second?.isUppercase != true, second?.isNumber != true,
      // A name in the middle of which is another capital: `QuantizeLinear`.
      !text.prefix(while: { !$0.isWhitespace }).dropFirst().contains(where: \.isUppercase)
    else { return String(text) }
    return first.lowercased() + text.dropFirst()
  }
}
