// Text as a terminal shows it: what is safe to send there, and how many cells it takes.

/// A piece of a line: tabs as blanks; control characters, bytes that are no UTF-8 and characters that show nothing or turn
/// the direction of text escaped.
public struct TerminalText: Sendable {
  /// The clusters with their widths.
  private let clusters: [(text: String, width: Int)]

  public init(_ bytes: some Collection<UInt8>) {
    var clusters: [(text: String, width: Int)] = []
    var valid: [UInt8] = []
    func flush(_ valid: inout [UInt8]) {
      for character in String(decoding: valid, as: UTF8.self) {
        let text = Self.shown(character)
        clusters.append((text, text.count > 1 && text != String(character) ? text.count : Self.width(of: character)))
      }
      valid = []
    }
    var rest = Array(bytes)[...]
    while let first = rest.first {
      var decoder = UTF8()
      var iterator = rest.prefix(4).makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        valid += rest.prefix(UTF8.width(scalar))
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        flush(&valid)
        let digits = String(first, radix: 16, uppercase: true)
        clusters.append(("\\x\(digits)", 4))
        rest = rest.dropFirst()
      }
    }
    flush(&valid)
    self.clusters = clusters
  }

  public init(_ text: String) { self.init(text.utf8) }

  private init(clusters: [(text: String, width: Int)]) { self.clusters = clusters }

  public var text: String { clusters.map(\.text).joined() }

  /// The number of terminal cells.
  public var width: Int { clusters.reduce(0) { $0 + $1.width } }

  /// As much of the beginning as fits, and a mark of one cell.
  public func prefix(_ cells: Int, mark: String) -> TerminalText {
    var kept: [(text: String, width: Int)] = []
    var used = 0
    for cluster in clusters {
      guard used + cluster.width <= cells else { break }
      used += cluster.width
      kept.append(cluster)
    }
    return TerminalText(clusters: kept + [(mark, 1)])
  }

  /// A mark of one cell, and as much of the end as fits.
  public func suffix(_ cells: Int, mark: String) -> TerminalText {
    var kept: [(text: String, width: Int)] = []
    var used = 0
    for cluster in clusters.reversed() {
      guard used + cluster.width <= cells else { break }
      used += cluster.width
      kept.append(cluster)
    }
    return TerminalText(clusters: [(mark, 1)] + kept.reversed())
  }

  /// A text with everything that a terminal would act on escaped.
  public static func escaped(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    return isPlain ? text : TerminalText(text).text
  }

  // MARK: - Private

  private static func shown(_ character: Character) -> String {
    if character == "\t" { return " " }
    guard let first = character.unicodeScalars.first else { return "" }
    // Joiners and variation selectors inside a cluster, as in emoji, are fine; alone they show nothing.
    let isHarmless = character.unicodeScalars.allSatisfy { !isActedOn($0) } && !isJoiner(first)
    if isHarmless { return String(character) }
    return character.unicodeScalars.map { scalar in
      if scalar == "\t" { return " " }
      return isActedOn(scalar) || isJoiner(scalar)
        ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(Character(scalar))
    }.joined()
  }

  private static func isActedOn(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    case .format: !isJoiner(scalar)
    default: false
    }
  }

  private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200D}" || scalar == "\u{200C}" }

  /// East Asian wide characters and emoji take two cells; a mark without a base takes one.
  private static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x20..<0x300: return 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      return 2
    default:
      let hasEmojiSelector = character.unicodeScalars.contains { $0.value == 0xFE0F }
      return hasEmojiSelector || first.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
