// How wide text will be, without a font at hand.

import XQLanguage

/// Estimates widths from a table of advance widths, on the wide side of common sans-serif fonts, and shortens text.
enum TextMetrics {
  /// Thousandths of the font size for the characters from the blank to the tilde.
  private static let advances: [Int] = [
    320, 400, 460, 840, 640, 950, 780, 280, 390, 390, 500, 840, 320, 360, 320, 340,
    640, 640, 640, 640, 640, 640, 640, 640, 640, 640, 340, 340, 840, 840, 840, 530,
    1000, 690, 690, 700, 770, 640, 580, 780, 760, 300, 300, 660, 560, 870, 750, 790,
    610, 790, 700, 640, 620, 740, 690, 990, 690, 620, 690, 390, 340, 390, 840, 500,
    500, 620, 640, 550, 640, 620, 360, 640, 640, 280, 280, 580, 280, 980, 640, 620,
    640, 640, 420, 530, 400, 640, 600, 820, 600, 600, 530, 640, 340, 640, 840,
  ]
  private static let other = 700
  private static let wide = 1050

  /// Pixels of a text at a font size.
  static func width(_ text: String, size: Double) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
      let index = Int(scalar.value) - 0x20
      return sum + (advances.indices.contains(index) ? advances[index] : scalar.value < 0x1100 ? other : wide)
    }
    return Double(thousandths) / 1000 * size
  }

  /// The text, or its beginning and end with `…` between them where it is wider than the room.
  static func shortened(_ text: String, to room: Double, size: Double) -> String {
    guard width(text, size: size) > room else { return text }
    // Longer ones cannot fit; their middle need not be looked at.
    let characters = Array(text.prefix(200)) + Array(text.suffix(text.count > 200 ? 200 : 0))
    var kept = min(characters.count - 1, 400)
    while kept > 1 {
      let short = String(characters.prefix((kept + 1) / 2)) + "…" + String(characters.suffix(kept / 2))
      if width(short, size: size) <= room { return short }
      kept -= 1
    }
    return "…"
  }

  /// A text without characters that act on what stands around it.
  static func safe(_ text: String) -> String { TerminalText.escaped(text) }

  /// The text in lines that are no wider than the room, broken between words.
  static func wrapped(_ text: String, to room: Double, size: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let word = shortened(String(word), to: room, size: size)
      if let last = lines.last, width(last + " " + word, size: size) <= room {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
