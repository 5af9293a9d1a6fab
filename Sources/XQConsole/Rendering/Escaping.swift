// Text from files and names, made harmless for a terminal.

/// Shows control characters instead of sending them.
public enum Escaping {
  /// The text with control characters written as `\u{1b}`; line ends and tabs too where it is to be one line.
  ///
  /// Direction marks count as control characters: they make a line read otherwise than it is.
  public static func visible(_ text: String, isOneLine: Bool = true) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || (!isOneLine && ($0 == 0x0A || $0 == 0x09)) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += isOneLine ? "\\n" : "\n"
      case "\t": result += isOneLine ? "\\t" : "\t"
      case "\r": result += "\\r"
      default:
        if isControl(scalar) {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
