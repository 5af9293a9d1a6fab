// Sentences about text that cannot be read.

extension Diagnostic {
  static func notUnicode(_ byte: UInt8, at place: Place) -> Diagnostic {
    Diagnostic(
      .notUnicode, "the byte 0x\(hexadecimal(byte)) is no UTF-8", at: place, help: ["save the file as UTF-8"])
  }

  static func controlCharacter(_ byte: UInt8, at place: Place) -> Diagnostic {
    let name =
      switch byte {
      case 0x0D: "a carriage return without a line end"
      case 0x1B: "an escape character"
      default: "the control character U+00\(hexadecimal(byte))"
      }
    return Diagnostic(
      .controlCharacter, "\(name) cannot stand in a text", at: place, caption: "delete it",
      fix: Fix(place.span, ""), help: ["in a string it is written '\\u{\(hexadecimal(byte))}'"])
  }

  static func lookAlike(_ scalar: Unicode.Scalar, _ plain: String, at place: Place, fix: Fix) -> Diagnostic {
    let code = LookAlikes.codePoint(scalar)
    if plain.isEmpty {
      return Diagnostic(
        .lookAlike, "an invisible character (\(code)) cannot stand here", at: place, caption: "delete it", fix: fix)
    }
    let name =
      LookAlikes.isBlank(scalar) ? "a blank that is no space (\(code))" : "'\(scalar)' (\(code)) is not '\(plain)'"
    let sentence = LookAlikes.isBlank(scalar) ? "\(name) cannot stand here" : name
    let caption = LookAlikes.isBlank(scalar) ? "write a plain space" : "write \(fix.replacement)"
    return Diagnostic(
      .lookAlike, sentence, at: place, caption: caption, fix: fix, help: ["it came with text pasted from a page"])
  }

  static func strayCharacter(_ text: String, at place: Place) -> Diagnostic {
    var help: [String] = []
    switch text {
    case "\\": help = ["a statement goes on inside brackets, behind '|' or an operator; no '\\' is needed"]
    case "`": help = ["strings stand in '\"' or \"'\""]
    case "?": help = ["help is a command: help errors"]
    default: break
    }
    return Diagnostic(.unexpected, "'\(text)' starts no expression", at: place, help: help)
  }

  static func openString(_ quote: String, at place: Place) -> Diagnostic {
    let long = quote == "\"\"\""
    return Diagnostic(
      .openString,
      long ? "the text that '\"\"\"' opens has no end" : "the string has no closing \(quoted(quote)) on its line",
      at: place, help: long ? [] : ["text of several lines stands between '\"\"\"' and '\"\"\"'"])
  }

  static func unknownEscape(_ text: String, at place: Place, help: String) -> Diagnostic {
    Diagnostic(
      .unknownEscape, "'\(text)' means nothing in a string: known are \\n \\t \\\\ \\\" \\{ \\u{…}", at: place,
      help: [help])
  }

  static func badNumber(_ text: String, _ reason: String, at place: Place, write fixed: String? = nil) -> Diagnostic {
    Diagnostic(
      .badNumber, "'\(text)' is no number: \(reason)", at: place, caption: fixed.map { "write \($0)" },
      fix: fixed.map { Fix(place.span, $0) })
  }

  static func detachedUnit(_ unit: String, at place: Place, fix: Fix) -> Diagnostic {
    Diagnostic(
      .badNumber, "a unit is attached to its number, without a blank", at: place, caption: "write …\(unit)", fix: fix)
  }

  static func unknownUnit(_ unit: String, amount: String, at place: Place) -> Diagnostic {
    let units = Quantity.Unit.allCases.map(\.rawValue)
    let foreign = ["sec": "s", "secs": "s", "m": "min", "hours": "h", "b": "B", "K": "KiB", "M": "MiB", "G": "GiB"]
    let close = foreign[unit].map { [$0] } ?? Suggestions.close(to: unit, among: units)
    let fix = close.count == 1 ? Fix(place.span, amount + close[0]) : nil
    return Diagnostic(
      .badNumber, "'\(amount)\(unit)' is no number: there is no unit '\(unit)'", at: place,
      caption: Suggestions.question(close.map { amount + $0 }), fix: fix,
      help: ["units: % \(units.joined(separator: " "))"])
  }

  static func openBracket(_ opening: String, _ closing: String, at place: Place) -> Diagnostic {
    Diagnostic(.openBracket, "'\(opening)' is not closed by '\(closing)'", at: place)
  }

  static func strayBracket(_ text: String, at place: Place) -> Diagnostic {
    Diagnostic(.openBracket, "'\(text)' closes nothing: no bracket is open here that it could close", at: place)
  }

  static func unexpected(
    _ sentence: String, at place: Place, write fixed: String? = nil, help: [String] = [], fix: Fix? = nil
  ) -> Diagnostic {
    let change = fix ?? fixed.map { Fix(place.span, $0) }
    return Diagnostic(
      .unexpected, sentence, at: place, caption: change.map { "write \($0.replacement)" }, fix: change, help: help)
  }

  static func missingBlank(at place: Place, write fix: Fix, help: String) -> Diagnostic {
    let caption = fix.replacement == " " ? "a blank is missing here" : "write \(fix.replacement)"
    return Diagnostic(
      .missingBlank, "arguments that touch: white space is wanted, found '\(textOf(place))'", at: place,
      caption: caption, fix: fix, help: [help])
  }

  static func comma(at place: Place) -> Diagnostic {
    Diagnostic(
      .comma, "arguments are separated by white space, found ','", at: place, caption: "leave it out",
      fix: Fix(place.span, " "))
  }

  static func tooDeep(limit: Int, at place: Place) -> Diagnostic {
    Diagnostic(
      .tooDeep, "brackets and blocks are nested more than \(limit) levels deep", at: place,
      help: ["name the inner parts with 'let'"])
  }

  static func tooLong(at place: Place) -> Diagnostic {
    Diagnostic(
      .tooLong, "the expression joins more than \(Parser.maximumHeight) parts", at: place,
      help: ["name parts of it with 'let', or use 'sum([…])'"])
  }

  static func tooManyErrors(limit: Int, at place: Place?) -> Diagnostic {
    Diagnostic(.tooManyErrors, "more than \(limit) errors: the rest of the text is not checked", at: place)
  }

  static func badInterpolation(_ sentence: String, at place: Place) -> Diagnostic {
    Diagnostic(.badInterpolation, sentence, at: place, help: ["a brace that is meant as such is written '\\{'"])
  }

  static func keywordAsName(_ keyword: String, _ wanted: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .keywordAsName, "expected \(wanted), found the keyword '\(keyword)'", at: place,
      help: ["keywords: \(Keyword.all.sorted().joined(separator: " "))"])
  }

  static func nestedParameter(at place: Place) -> Diagnostic {
    Diagnostic(
      .nestedParameter, "'param' stands at the top level of a script only", at: place,
      help: ["a variable of a block is named by 'let'"])
  }

  // MARK: - Small things

  var isOpenBlock: Bool { code == .openBracket && message.hasPrefix("'{'") }

  static func textOf(_ place: Place) -> String {
    let bytes = place.source.bytes
    let lower = min(max(0, place.span.lower), bytes.count)
    let upper = min(max(lower, place.span.upper), bytes.count)
    return String(decoding: bytes[lower..<upper], as: UTF8.self)
  }

  private static func quoted(_ quote: String) -> String { quote == "'" ? "\"'\"" : "'\(quote)'" }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
