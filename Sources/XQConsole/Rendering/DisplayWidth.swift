// How many cells of a terminal text takes.

/// Measures and cuts text by cells: wide characters of East Asia and emoji take two, combining ones none.
public enum DisplayWidth {
  public static func of(_ text: String) -> Int {
    // Most names are ASCII, which needs no look at grapheme clusters.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // U+FE0F asks for the picture of a character, which is wide.
      if scalar.value == 0xFE0F { return 2 }
      width = max(width, of(scalar))
    }
    return width
  }

  /// The text, or its beginning and end with a mark between them where it is wider than `width`.
  public static func shortened(_ text: String, to width: Int, mark: String) -> String {
    guard of(text) > width else { return text }
    let room = width - of(mark)
    guard room > 0 else { return prefix(text, width) }
    let head = prefix(text, (room + 1) / 2)
    return head + mark + suffix(text, room - of(head))
  }

  public static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - of(text)))
    return isRight ? blanks + text : text + blanks
  }

  // MARK: - Private

  private static func prefix(_ text: String, _ width: Int) -> String {
    var (taken, used) = ("", 0)
    for character in text {
      used += of(character)
      if used > width { break }
      taken.append(character)
    }
    return taken
  }

  private static func suffix(_ text: String, _ width: Int) -> String {
    var (taken, used): ([Character], Int) = ([], 0)
    for character in text.reversed() {
      used += of(character)
      if used > width { break }
      taken.append(character)
    }
    return String(taken.reversed())
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Ranges of UAX #11 whose characters are wide or full-width.
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
