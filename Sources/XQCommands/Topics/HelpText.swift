// Sentences in lines that fit a page.

import XQLanguage

enum HelpText {
  /// One paragraph in lines of at most `width` cells, broken between words.
  static func wrapped(_ text: String, to width: Int = 96) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, TerminalText(last).width + 1 + TerminalText(String(word)).width <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
