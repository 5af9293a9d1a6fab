// Patterns with `*`, `?` and `[a-c]`.

/// A glob over a whole string: `*` is any text, `/` too, `?` one character, `[a-c]` one of them. Case counts.
///
/// A `[` without its `]` stands for itself. Matching takes at most (length of the text × length of the pattern) steps,
/// whatever the pattern.
public struct Glob: Sendable {
  /// A part of a pattern over characters, or over the bytes of ASCII text.
  private enum Part<Unit: Comparable & Sendable>: Sendable {
    case anyText
    case anyCharacter
    case character(Unit)
    case oneOf([ClosedRange<Unit>])
  }

  private let parts: [Part<Character>]
  /// The same over bytes where the pattern is ASCII: names mostly are too, and finding characters in them takes longer
  /// than matching.
  private let byteParts: [Part<UInt8>]?

  /// Whether the pattern has no `*`, `?` or `[ ]`: it then matches that one string alone.
  public let isLiteral: Bool

  public init(_ pattern: String) {
    let characters = Array(pattern)
    var parts: [Part<Character>] = []
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
    byteParts = Glob.bytes(parts)
    self.isLiteral = isLiteral
  }

  /// Whether the whole text is like the pattern.
  public func matches(_ text: String) -> Bool {
    if let byteParts, text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) {
      return Glob.matches(byteParts, Array(text.utf8))
    }
    return Glob.matches(parts, Array(text))
  }

  private static func matches<Unit>(_ parts: [Part<Unit>], _ characters: [Unit]) -> Bool {
    var (index, part) = (0, 0)
    // Where to go on when what stands behind the last `*` does not fit: one character further.
    var retry: (index: Int, part: Int)?
    while index < characters.count {
      if part < parts.count, case .anyText = parts[part] {
        retry = (index, part + 1)
        part += 1
      } else if part < parts.count, fits(parts[part], characters[index]) {
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

  private static func fits<Unit>(_ part: Part<Unit>, _ character: Unit) -> Bool {
    switch part {
    case .anyText: false
    case .anyCharacter: true
    case .character(let wanted): wanted == character
    case .oneOf(let ranges): ranges.contains { $0.contains(character) }
    }
  }

  /// The parts over bytes, `nil` where one of them is not ASCII.
  private static func bytes(_ parts: [Part<Character>]) -> [Part<UInt8>]? {
    var bytes: [Part<UInt8>] = []
    for part in parts {
      switch part {
      case .anyText: bytes.append(.anyText)
      case .anyCharacter: bytes.append(.anyCharacter)
      case .character(let character):
        guard let byte = character.asciiValue, character != "\r\n" else { return nil }
        bytes.append(.character(byte))
      case .oneOf(let ranges):
        var converted: [ClosedRange<UInt8>] = []
        for range in ranges {
          guard let lower = range.lowerBound.asciiValue, let upper = range.upperBound.asciiValue, lower <= upper else {
            return nil
          }
          converted.append(lower...upper)
        }
        bytes.append(.oneOf(converted))
      }
    }
    return bytes
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
