// Text as HTML holds it.

extension String {
  /// The text for between tags and within quotes, of HTML and of XML; what neither can hold becomes U+FFFD.
  var asHTML: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value), "\u{FFFE}", "\u{FFFF}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What ``asHTML`` was made of.
  var withoutHTML: String {
    let parts = split(separator: "&", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count > 1 else { return self }
    return parts.dropFirst().reduce(into: String(first)) { text, part in
      let entity = Self.entities.first { part.hasPrefix($0.name) }
      text += entity.map { $0.character + part.dropFirst($0.name.count) } ?? "&" + part
    }
  }

  private static let entities: [(name: String, character: String)] = [
    ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("#39;", "'"),
  ]
}
