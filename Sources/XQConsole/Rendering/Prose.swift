// Markdown as calm text for a terminal.

import XQLanguage

/// Prose with headings, lists and code, as Markdown writes it, fitted to its reader's width.
///
/// What is understood: headings, paragraphs, lists with `-` or numbers, quotes with `>`, fenced code, `**bold**`, `*emphasis*`,
/// code spans and links. Anything else is shown as it stands. Code is never broken or joined; code spans are not broken where they fit.
public struct Prose: FittedText {
  /// Wider lines are hard to read.
  static let widest = 100

  private let source: [String]

  public init(_ text: String) {
    source = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  init(lines: [String]) { source = lines }

  public func lines(_ style: TextStyle) -> [String] {
    var layout = ProseLayout(style: style, width: min(style.width, Self.widest))
    for line in source { layout.add(line) }
    return layout.finish()
  }
}

/// Lays out Markdown line by line.
private struct ProseLayout {
  let style: TextStyle
  let width: Int
  private var lines: [String] = []
  /// The paragraph or the list item that is open, with what stands before its first and its other lines.
  private var open: (text: String, first: String, other: String)?
  private var fence: Int?

  init(style: TextStyle, width: Int) {
    self.style = style
    self.width = width
  }

  mutating func add(_ line: String) {
    let ticks = line.prefix { $0 == "`" }.count
    if let length = fence {
      if ticks >= length, line.dropFirst(ticks).allSatisfy({ $0 == " " }) {
        fence = nil
      } else {
        lines.append("    " + style.coloured(TerminalText.escaped(line), .bold))
      }
    } else if ticks >= 3 {
      close()
      fence = ticks
    } else {
      addProse(line)
    }
  }

  /// What was laid out, without blank lines at both ends.
  mutating func finish() -> [String] {
    close()
    while lines.last?.isEmpty == true { lines.removeLast() }
    return Array(lines.drop { $0.isEmpty })
  }

  // MARK: - Private

  private mutating func addProse(_ line: String) {
    let indent = line.prefix { $0 == " " }.count
    let text = String(line.dropFirst(indent))
    if text.isEmpty {
      close()
      if lines.last?.isEmpty == false { lines.append("") }
    } else if let title = heading(text) {
      close()
      lines.append(style.coloured(TerminalText.escaped(title), .bold))
    } else if let (mark, rest) = item(text) {
      close()
      let before = String(repeating: " ", count: indent) + mark
      open = (rest, before, String(repeating: " ", count: before.count))
    } else if text.hasPrefix("> ") || text == ">" {
      let rest = String(text.dropFirst(2))
      if open == nil { open = (rest, "  ", "  ") } else { open?.text += " " + rest }
    } else if open != nil {
      open?.text += " " + text
    } else {
      open = (text, "", "")
    }
  }

  private func heading(_ text: String) -> String? {
    let marks = text.prefix { $0 == "#" }.count
    guard (1...6).contains(marks), text.dropFirst(marks).hasPrefix(" ") else { return nil }
    return String(text.dropFirst(marks + 1))
  }

  /// `- text`, `2. text`: the mark with its blank, and the rest.
  private func item(_ text: String) -> (mark: String, rest: String)? {
    if text.hasPrefix("- ") || text.hasPrefix("* ") { return ("- ", String(text.dropFirst(2))) }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count < 4, text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return ("\(digits). ", String(text.dropFirst(digits.count + 2)))
  }

  private mutating func close() {
    guard let (text, first, other) = open else { return }
    open = nil
    let room = max(8, width - first.count)
    let wrapped = ProseWords(text).wrapped(to: room, style)
    for (index, line) in wrapped.enumerated() { lines.append((index == 0 ? first : other) + line) }
  }
}

/// The words of a paragraph, with what is bold in them.
private struct ProseWords {
  private struct Word {
    var text: String
    var isBold: Bool
    /// Whether no blank stands before it.
    var isJoined: Bool
  }

  private var words: [Word] = []

  init(_ paragraph: String) {
    var rest = paragraph[...]
    var isBold = false
    var isEmphasized = false
    var isJoined = true
    while let first = rest.first {
      if rest.hasPrefix("**") {
        isBold.toggle()
        rest = rest.dropFirst(2)
      } else if first == "*", Self.isEmphasis(rest, isOpen: isEmphasized) {
        isEmphasized.toggle()
        rest = rest.dropFirst()
      } else if first == " " {
        isJoined = false
        rest = rest.dropFirst()
      } else {
        let word = Self.takeWord(&rest)
        words.append(Word(text: TerminalText.escaped(word), isBold: isBold, isJoined: isJoined))
        isJoined = true
      }
    }
  }

  /// Whether a single star opens or closes emphasis, which is left out: it has letters on its inner side.
  private static func isEmphasis(_ rest: Substring, isOpen: Bool) -> Bool {
    if isOpen { return true }
    let behind = rest.dropFirst()
    guard let next = behind.first, next != " ", let end = behind.firstIndex(of: "*") else { return false }
    return rest[rest.index(before: end)] != " "
  }

  /// The next piece: a code span with its backquotes, a link as its text and target, or letters up to a blank.
  private static func takeWord(_ rest: inout Substring) -> String {
    if rest.hasPrefix("`"), let end = rest.dropFirst().firstIndex(of: "`") {
      let span = String(rest[...end])
      rest = rest[rest.index(after: end)...]
      return span
    }
    if rest.hasPrefix("["), let link = link(rest) {
      rest = link.rest
      return link.text
    }
    let start = rest.startIndex
    var end = rest.index(after: start)
    while end < rest.endIndex, !" `[*".contains(rest[end]) { end = rest.index(after: end) }
    let word = String(rest[start..<end])
    rest = rest[end...]
    return word
  }

  private static func link(_ rest: Substring) -> (text: String, rest: Substring)? {
    guard let close = rest.firstIndex(of: "]"), rest[close...].hasPrefix("]("),
      let end = rest[close...].firstIndex(of: ")")
    else { return nil }
    let target = rest[rest.index(close, offsetBy: 2)..<end]
    return ("\(rest[rest.index(after: rest.startIndex)..<close]) (\(target))", rest[rest.index(after: end)...])
  }

  /// Lines of at most `width` cells; a word that is wider by itself is broken at its blanks, else shortened.
  func wrapped(to width: Int, _ style: TextStyle) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for unit in units(fitting: width, style) {
      let cells = unit.map { DisplayWidth.of($0.text) }.reduce(0, +)
      if used > 0, used + 1 + cells > width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      if used > 0 {
        line += " "
        used += 1
      }
      line += unit.map { $0.isBold ? style.coloured($0.text, .bold) : $0.text }.joined()
      used += cells
    }
    return used > 0 || lines.isEmpty ? lines + [line] : lines
  }

  /// Words that belong together without a blank, none wider than a line.
  private func units(fitting width: Int, _ style: TextStyle) -> [[Word]] {
    var units: [[Word]] = []
    for word in words {
      if word.isJoined, let last = units.last,
        last.map({ DisplayWidth.of($0.text) }).reduce(DisplayWidth.of(word.text), +) <= width
      {
        units[units.count - 1].append(word)
        continue
      }
      guard DisplayWidth.of(word.text) > width else {
        units.append([word])
        continue
      }
      for part in DisplayWidth.wrapped(word.text, to: width, mark: style.ellipsis) {
        units.append([Word(text: part, isBold: word.isBold, isJoined: false)])
      }
    }
    return units
  }
}
