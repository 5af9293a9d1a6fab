// Whether two printed lines say the same, up to what numbers may differ by.

import XQLanguage

/// A printed line as numbers and the words between them.
struct PrintedText {
  /// By how much two numbers may differ, relative to the larger one.
  static let relativeTolerance = 1e-3

  private enum Token {
    case word(String)
    /// `step`: one unit of its last printed place; 0 for a number without a point.
    case number(Double, step: Double)
  }

  private let tokens: [Token]

  /// - Parameter clock: the time that a fixed clock told; it stands for any other one.
  init(_ line: String, masking clock: String? = nil) {
    var tokens: [Token] = []
    for word in Self.withoutPlace(line).split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      Self.add(Self.masked(String(word), clock), to: &tokens)
    }
    self.tokens = tokens
  }

  /// Whether the words are the same and the numbers within the tolerance, or within one unit of the last printed place.
  func isSame(as other: PrintedText) -> Bool {
    tokens.count == other.tokens.count && zip(tokens, other.tokens).allSatisfy(Self.isSame)
  }

  private static func isSame(_ left: Token, _ right: Token) -> Bool {
    switch (left, right) {
    case (.word(let one), .word(let two)): return one == two
    case (.number(let one, let stepOne), .number(let two, let stepTwo)):
      if one == two || (one.isNaN && two.isNaN) { return true }
      // A half more for numbers such as 0.1 that have no exact form.
      let step = max(stepOne, stepTwo) * 1.000_001
      return abs(one - two) <= max(relativeTolerance * max(abs(one), abs(two)), step)
    default: return false
    }
  }

  // MARK: - Private

  /// The line number of a quoted line, and where a diagnostic is: both are those of another text.
  private static func withoutPlace(_ line: String) -> Substring {
    let text = line.drop { $0 == " " }
    if text.hasPrefix("--> ") { return "" }
    let rest = text.drop { $0.isASCII && $0.isNumber }
    return rest.count < text.count && rest.hasPrefix(" | ") ? rest : line[...]
  }

  /// A time that `now()` told, in this run or in another one.
  private static func masked(_ word: String, _ clock: String?) -> String {
    let pattern = Glob("*[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z*")
    guard clock != nil, pattern.matches(word) else { return word }
    return "(time)"
  }

  private static func add(_ word: String, to tokens: inout [Token]) {
    var rest = word[...]
    var text = ""
    while let character = rest.first {
      // Digits behind a letter belong to a name: conv3, int8.
      let isInName = text.last.map { $0.isLetter || $0 == "_" || $0.isNumber || $0 == "." } ?? false
      if !isInName, let (number, length) = number(rest) {
        if !text.isEmpty { tokens.append(.word(text)) }
        text = ""
        tokens.append(number)
        rest = rest.dropFirst(length)
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    if !text.isEmpty { tokens.append(.word(text)) }
  }

  /// The number at the start of a text and how many characters it has.
  private static func number(_ text: Substring) -> (Token, Int)? {
    func digits(_ from: Substring) -> Int { from.prefix { $0.isASCII && $0.isNumber }.count }
    var length = text.first == "-" ? 1 : 0
    let whole = digits(text.dropFirst(length))
    guard whole > 0 else { return nil }
    length += whole
    var decimals = 0
    var exponent = 0
    if text.dropFirst(length).first == "." {
      decimals = digits(text.dropFirst(length + 1))
      if decimals > 0 { length += decimals + 1 }
    }
    if text.dropFirst(length).first == "e" {
      let sign = ["-", "+"].contains(text.dropFirst(length + 1).first.map(String.init)) ? 1 : 0
      let count = digits(text.dropFirst(length + 1 + sign))
      if count > 0 {
        exponent = Int(text.dropFirst(length + 1).prefix(sign + count)) ?? 0
        length += 1 + sign + count
      }
    }
    guard let value = Double(text.prefix(length)) else { return nil }
    let step = decimals > 0 || exponent != 0 ? Double("1e\(exponent - decimals)") ?? 0 : 0
    return (.number(value, step: step), length)
  }
}
