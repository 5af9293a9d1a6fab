// Patterns with `*`, `?` and `[a-c]`.

/// A glob over a whole string: `*` is any text, `/` too, `?` one character, `[a-c]` one of them. Case counts.
///
/// A `[` without its `]` stands for itself. Matching takes at most (length of the text × length of the pattern) steps,
/// whatever the pattern.
public struct Glob: Sendable {
  private enum Part {
    case anyText
    case anyCharacter
    case character(Character)
    case oneOf([ClosedRange<Character>])
  }

  private let parts: [Part]

  /// Whether the pattern has no `*`, `?` or `[ ]`: it then matches that one string alone.
  public let isLiteral: Bool

  public init(_ pattern: String) {
    let characters = Array(pattern)
    var parts: [Part] = []
    var isLiteral = true
    var index = 0
    // The first look for a `]` that fails tells that none follows, which keeps `[[[[…` linear.
    var lastBracket = characters.lastIndex(of: "]") ?? -1
    while index < characters.count {
      let character = characters[index]
      index += 1
      switch character {
      case "*":
        if case .anyText = parts.last { continue }
        parts.append(.anyText)
      case "?": parts.append(.anyCharacter)
      case "[" where lastBracket >= index:
        guard let (ranges, end) = Glob.ranges(of: characters, from: index) else {
          lastBracket = -1
          parts.append(.character(character))
          continue
        }
        parts.append(.oneOf(ranges))
        index = end
      default:
        parts.append(.character(character))
        continue
      }
      isLiteral = false
    }
    self.parts = parts
    self.isLiteral = isLiteral
  }

  /// Whether the whole text is like the pattern.
  public func matches(_ text: String) -> Bool {
    let characters = Array(text)
    var (index, part) = (0, 0)
    // Where to go on when what stands behind the last `*` does not fit: one character further.
    var retry: (index: Int, part: Int)?
    while index < characters.count {
      if part < parts.count, case .anyText = parts[part] {
        retry = (index, part + 1)
        part += 1
      } else if part < parts.count, Glob.fits(parts[part], characters[index]) {
        index += 1
        part += 1
      } else if let last = retry {
        retry = (last.index + 1, last.part)
        (index, part) = (last.index + 1, last.part)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .anyText = $0 { true } else { false } }
  }

  private static func fits(_ part: Part, _ character: Character) -> Bool {
    switch part {
    case .anyText: false
    case .anyCharacter: true
    case .character(let wanted): wanted == character
    case .oneOf(let ranges): ranges.contains { $0.contains(character) }
    }
  }

  /// The ranges up to the `]`, and the place behind it; a `]` right behind the `[` is one of the characters.
  private static func ranges(
    of characters: [Character], from start: Int
  ) -> (ranges: [ClosedRange<Character>], end: Int)? {
    var ranges: [ClosedRange<Character>] = []
    var index = start
    while index < characters.count {
      let lower = characters[index]
      if lower == "]", index > start { return (ranges, index + 1) }
      if index + 2 < characters.count, characters[index + 1] == "-", characters[index + 2] != "]" {
        let upper = characters[index + 2]
        if lower <= upper { ranges.append(lower...upper) }
        index += 3
      } else {
        ranges.append(lower...lower)
        index += 1
      }
    }
    return nil
  }
}
