// The session as Markdown inside an HTML page, by which the page runs again.

/// Puts the Markdown report of a session into a page, and finds it there.
enum EmbeddedSession {
  private static let start = "<pre id=\"session-as-markdown\" class=\"source\" tabindex=\"0\">"
  private static let end = "</pre>"

  /// The lines of the page that hold the text.
  static func lines(_ markdown: String) -> [String] { [start, markdown.asHTML + end] }

  /// The Markdown of a page, on the lines that it has in the page; all lines are blank in a page that holds none.
  ///
  /// Text of a user cannot look like the line before it, since it is escaped; a picture stands before the last such line.
  static func text(in page: String) -> String {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.lastIndex(where: { $0 == Self.start }) else {
      return String(repeating: "\n", count: max(lines.count - 1, 0))
    }
    let held = lines[(start + 1)...].prefix { $0 != end }
    let blank = [String](repeating: "", count: start + 1)
    return (blank + held.map { String($0).withoutHTML }).joined(separator: "\n") + "\n"
  }
}
