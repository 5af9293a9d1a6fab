// Characters that pages and word processors put in place of plain ones.

enum LookAlikes {
  /// The plain text that a character was probably meant to be, `nil` for a character that looks like none.
  static func plain(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x201C...0x201F, 0x00AB, 0x00BB, 0xFF02, 0x2033: "\""
    case 0x2018...0x201B, 0x00B4, 0xFF07, 0x2032, 0x2039, 0x203A: "'"
    case _ where isBlank(scalar): " "
    case _ where isInvisible(scalar): ""
    case 0x2010, 0x2011, 0x2212, 0xFF0D: "-"
    case 0x2012...0x2015: "--"
    case 0x2264: "<="
    case 0x2265: ">="
    case 0x2260: "!="
    case 0x00D7: "*"
    case 0x00F7: "/"
    case 0x2026: "..."
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0).map { String(Character($0)) }
    default: nil
    }
  }

  /// A blank that is not the one of the keyboard.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00A0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// A character that shows nothing, or turns the direction of the text around it.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    plain(scalar) == "\"" || plain(scalar) == "'"
  }

  /// `U+201C`.
  static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
