// How many cells of a terminal text takes, and text made to fit.

import XQLanguage

/// Measures, cuts and pads text by cells.
public enum DisplayWidth {
  public static func of(_ text: String) -> Int {
    // Most names are ASCII, which needs no look at grapheme clusters.
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text.utf8.count : TerminalText(text).width
  }

  /// The text, or its beginning and end with a mark between them where it is wider than `width`.
  public static func shortened(_ text: String, to width: Int, mark: String) -> String {
    guard of(text) > width else { return text }
    let whole = TerminalText(text)
    let room = max(0, width - of(mark))
    let head = whole.prefix((room + 1) / 2, mark: "").text
    return head + mark + whole.suffix(room - of(head), mark: "").text
  }

  public static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - of(text)))
    return isRight ? blanks + text : text + blanks
  }

  /// The text in lines of at most `width` cells, broken between words; a longer word is shortened in its middle.
  public static func wrapped(_ text: String, to width: Int, mark: String) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      let word = shortened(String(word), to: width, mark: mark)
      let longer = current.isEmpty ? word : current + " " + word
      if of(longer) <= width {
        current = longer
      } else {
        lines.append(current)
        current = word
      }
    }
    return current.isEmpty && !lines.isEmpty ? lines : lines + [current]
  }
}
