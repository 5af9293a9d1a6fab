// Names as arguments: bare where they can be, else in quotes.

import XQLanguage

/// Writes names so that they are one argument, in the way in which it was begun.
struct Quoting {
  private let context: CursorContext

  init(_ context: CursorContext) { self.context = context }

  /// The names that go on from what was typed.
  func completions(_ offers: [Completer.Offer]) -> Completions {
    var matching = offers.filter { $0.name.utf8.starts(with: context.typed.utf8) }
    if context.quote != .none { matching.removeAll { !$0.isWord } }
    var quote = context.quote
    // One name that needs quotes among several puts all of them in quotes: what they have in common can be inserted.
    if quote == .none, matching.contains(where: { $0.isWord && Self.needsQuotes($0.name) }) { quote = .raw }
    if quote == .raw, matching.contains(where: { $0.isWord && Self.hasControls($0.name) }) { quote = .interpolated }
    let start = startOfName(quote)
    return Completions(
      start: context.span.lower + (start.bytes),
      candidates: matching.map { offer in
        guard offer.isWord else { return .init(text: offer.name, label: offer.name, isWhole: offer.isWhole) }
        let name = String(offer.name.utf8.dropFirst(start.bytes - start.quotes)) ?? offer.name
        let text = Self.quoted(name, quote, opens: start.bytes == 0, closes: offer.isWhole)
        return .init(text: text, label: offer.name, isWhole: offer.isWhole)
      })
  }

  /// The bytes of what was typed that stay: a path up to its last `/`, so that a list shows names without their folder.
  private func startOfName(_ quote: CursorContext.Quote) -> (bytes: Int, quotes: Int) {
    // Only as long as every byte that was typed stands for itself.
    guard quote == context.quote, let slash = context.typed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (0, 0) }
    let quotes = quote == .none ? 0 : 1
    guard context.span.upper - context.span.lower == context.typed.utf8.count + quotes else { return (0, 0) }
    return (context.typed.utf8.distance(from: context.typed.startIndex, to: slash) + 1 + quotes, quotes)
  }

  // MARK: - Rules of the language

  /// Whether a name can stand as a column or a member without quotes.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isNamePart(first), !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy(isNamePart)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39, UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a text is not one word that means itself.
  static func needsQuotes(_ text: String) -> Bool {
    var open = 0
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case 0...0x20, 0x7F, UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"),
        UInt8(ascii: ","):
        return true
      case UInt8(ascii: "#"), UInt8(ascii: "-"): if index == 0 { return true }
      case UInt8(ascii: "["):
        if index == 0 { return true }
        open += 1
      case UInt8(ascii: "]"):
        if open == 0 { return true }
        open -= 1
      // Among others are blanks and quotes that only look like those of the language.
      case 0x80...: if !isPlain(text) { return true }
      default: break
      }
    }
    return text.isEmpty || open > 0
  }

  /// Whether what is beyond ASCII is letters and digits, which a word may have.
  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.isASCII || $0.properties.isAlphabetic || $0.properties.numericType != nil }
  }

  private static func hasControls(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

  private static func quoted(_ text: String, _ quote: CursorContext.Quote, opens: Bool, closes: Bool) -> String {
    let mark: String
    var inner = ""
    switch quote {
    case .none: return text
    case .raw:
      mark = "'"
      if !text.utf8.contains(UInt8(ascii: "'")) { return (opens ? mark : "") + text + (closes ? mark : "") }
      for character in text.unicodeScalars { inner += character == "'" ? "''" : String(character) }
    case .interpolated:
      mark = "\""
      for character in text.unicodeScalars {
        switch character {
        case "\"", "\\", "{": inner += "\\" + String(character)
        case "\n": inner += "\\n"
        case "\t": inner += "\\t"
        case let control where control.value < 0x20 || control.value == 0x7F:
          inner += "\\u{\(String(control.value, radix: 16))}"
        default: inner.unicodeScalars.append(character)
        }
      }
    }
    return (opens ? mark : "") + inner + (closes ? mark : "")
  }
}
