// How text is written: how wide, with which marks, with colour or without.

/// What the reader of a text can see.
public struct TextStyle: Sendable {
  /// Cells of a line. Tables are fitted to it.
  public var width: Int
  /// Whether escape sequences of colour may be written.
  public var hasColour: Bool
  /// Whether marks outside ASCII may be written (`●`, `…`, `·`).
  public var isUnicode: Bool
  /// Whether long tables are cut, as at the prompt.
  public var cutsLongTables: Bool

  public init(width: Int = 100, hasColour: Bool = false, isUnicode: Bool = true, cutsLongTables: Bool = false) {
    self.width = max(20, width)
    self.hasColour = hasColour
    self.isUnicode = isUnicode
    self.cutsLongTables = cutsLongTables
  }

  /// The mark before a flag that is raised.
  var flag: String { isUnicode ? "●" : "*" }
  /// Stands for what was left out.
  public var ellipsis: String { isUnicode ? "…" : "..." }
  /// What colour is used for: it marks only what matters.
  public enum Role: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
  }

  /// The text with escape sequences around it where the reader has colour.
  public func coloured(_ text: String, _ role: Role) -> String {
    hasColour && !text.isEmpty ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }
}
