// A chart as lines of text for a terminal.

import XQLanguage

/// What the reader of a text picture can see.
public struct TextPictureStyle: Sendable {
  /// Cells of a line; no line is wider.
  public var width: Int
  /// Whether blocks and braille may be used; else everything is ASCII.
  public var isUnicode: Bool
  public var hasColour: Bool
  /// Lines of a list of categories that are kept, marked ones first; `nil` for all.
  public var largestCount: Int?
  /// What to type for the lines that are left out, such as `plot errors --all`.
  public var allHint: String

  public init(
    width: Int = 100, isUnicode: Bool = true, hasColour: Bool = false, largestCount: Int? = nil, allHint: String = ""
  ) {
    self.width = max(20, width)
    self.isUnicode = isUnicode
    self.hasColour = hasColour
    self.largestCount = largestCount
    self.allHint = allHint
  }

  var ellipsis: String { isUnicode ? "…" : "..." }
  var mark: String { isUnicode ? "●" : "*" }
  var threshold: String { isUnicode ? "┊" : "|" }
  var dot: String { isUnicode ? "·" : "-" }
}

extension Chart {
  /// The chart as lines: a bar a line where x has categories, else a small picture of each panel.
  ///
  /// No line is wider than the style's width; without Unicode every byte is below 128. The same chart and style give the same
  /// text.
  public func lines(_ style: TextPictureStyle) -> [String] {
    var lines = [TextLine].init()
    if !title.isEmpty { lines += [TextLine(title, .bold)] }
    var index = 0
    while index < panels.count {
      let panel = panels[index]
      if panel.x.categories.isEmpty {
        lines += TextCanvas(panel, style: style).lines
        index += 1
      } else {
        var group = [panel]
        while index + group.count < panels.count, panels[index + group.count].group == panel.group,
          panels[index + group.count].x.categories.map(\.name) == panel.x.categories.map(\.name)
        {
          group.append(panels[index + group.count])
        }
        lines += BarList(group, style: style).lines
        index += group.count
      }
    }
    for note in notes { lines += TextLine.wrapped(note, style) }
    return lines.map { $0.text(style) }
  }
}

/// A line of pieces, some of them coloured.
struct TextLine {
  /// What colour says; escape sequences are written only where the style has colour.
  enum Colour: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case blue = "34"
    case yellow = "33"

    init(_ ink: Ink) {
      switch ink {
      case .alarm: self = .red
      case .first: self = .blue
      case .second: self = .yellow
      default: self = .plain
      }
    }
  }

  private(set) var pieces: [(text: String, colour: Colour)] = []

  init() {}

  init(_ text: String, _ colour: Colour = .plain) { add(text, colour) }

  mutating func add(_ text: String, _ colour: Colour = .plain) {
    if let last = pieces.last, last.colour == colour {
      pieces[pieces.count - 1].text += text
    } else {
      pieces.append((text, colour))
    }
  }

  /// The line with escape sequences where the style has colour, cut where it is wider than the style's width.
  func text(_ style: TextPictureStyle) -> String {
    var left = style.width
    var result = ""
    var pieces = self.pieces
    // Blanks at the end of a line say nothing.
    while let last = pieces.last {
      let kept = last.text.reversed().drop { $0 == " " }.reversed()
      pieces[pieces.count - 1].text = String(kept)
      if kept.isEmpty { pieces.removeLast() } else { break }
    }
    for piece in pieces {
      let whole = Cells.safe(piece.text, style)
      let shown = Cells.width(whole) <= left ? whole : Cells.cut(whole, to: left)
      left -= Cells.width(shown)
      let isColoured = style.hasColour && piece.colour != .plain && !shown.isEmpty
      result += isColoured ? "\u{1B}[\(piece.colour.rawValue)m\(shown)\u{1B}[0m" : shown
    }
    return result
  }

  /// A sentence in dim lines, broken between words.
  static func wrapped(_ text: String, _ style: TextPictureStyle) -> [TextLine] {
    var lines: [String] = []
    for word in Cells.safe(text, style).split(separator: " ") {
      if let last = lines.last, Cells.width(last) + 1 + Cells.width(String(word)) <= style.width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { TextLine($0, .dim) }
  }
}

/// Text measured in cells of a terminal.
enum Cells {
  /// A text that a terminal does not act on; without Unicode only ASCII is left.
  static func safe(_ text: String, _ style: TextPictureStyle) -> String {
    let shown = TerminalText.escaped(text)
    if style.isUnicode || shown.utf8.allSatisfy({ $0 < 0x80 }) { return shown }
    return String(String.UnicodeScalarView(shown.unicodeScalars.map(ascii)))
  }

  /// The nearest ASCII of the few characters that charts have, `?` for all others.
  private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case _ where scalar.isASCII: scalar
    case "…", "·": "."
    case "─", "–", "−", "⎯": "-"
    case "│", "┊", "├", "┤": "|"
    case "σ": "s"
    case "μ": "m"
    case "→": ">"
    case "←": "<"
    case "≥": ">"
    case "●", "○": "*"
    default: "?"
    }
  }

  static func width(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text.utf8.count : TerminalText(text).width
  }

  /// As much of the beginning as fits.
  static func cut(_ text: String, to cells: Int) -> String {
    guard cells > 0 else { return "" }
    return TerminalText(text).prefix(cells, mark: "").text
  }

  /// The text, or its beginning and end where it is wider.
  static func shortened(_ text: String, to cells: Int, _ style: TextPictureStyle) -> String {
    guard width(text) > cells else { return text }
    let mark = style.ellipsis
    let room = cells - width(mark)
    guard room > 0 else { return cut(text, to: cells) }
    let whole = TerminalText(text)
    let head = whole.prefix((room + 1) / 2, mark: "").text
    return head + mark + whole.suffix(room - width(head), mark: "").text
  }

  static func padded(_ text: String, to cells: Int, isRight: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, cells - width(text)))
    return isRight ? blanks + text : text + blanks
  }
}
