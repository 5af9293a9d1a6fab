// Tables as HTML, with links between rows that are about the same thing.

import XQLanguage

/// Writes one table, its notes below it.
struct HTMLTable {
  private let table: RecordedTable
  private let label: String

  /// - Parameter label: what the table is, for who does not see it: the command that gave it.
  init(_ table: RecordedTable, label: String) {
    self.table = table
    self.label = label
  }

  func lines(_ names: inout NameAnchors) -> [String] {
    let hasHeader = table.columns.contains { !$0.header.isEmpty }
    var lines = [Self.opening(label, hasHeader ? "" : " class=\"outline\"")]
    if hasHeader {
      let titles = table.columns.map { "<th scope=\"col\"\(Self.classes($0))>\($0.header.asHTML)</th>" }
      lines.append("<thead><tr>\(titles.joined())</tr></thead>")
    }
    lines.append("<tbody>")
    lines += table.rows.map { row($0, hasHeader, &names) }
    if table.rows.isEmpty { lines.append("<tr><td colspan=\"\(table.columns.count)\">(no rows)</td></tr>") }
    lines += ["</tbody>", "</table></div>"]
    if !table.notes.isEmpty {
      lines.append("<p class=\"below\">\(table.notes.map(\.asHTML).joined(separator: "<br/>"))</p>")
    }
    return lines
  }

  /// A table of given texts.
  ///
  /// - Parameters:
  ///   - numeric: the columns of numbers.
  ///   - code: the columns whose texts are long and without blanks.
  static func plain(_ titles: [String], _ rows: [[String]], numeric: Set<Int>, code: Set<Int>) -> [String] {
    func kind(_ index: Int) -> String {
      numeric.contains(index) ? " class=\"number\"" : code.contains(index) ? " class=\"code\"" : ""
    }
    let header = titles.enumerated().map { "<th scope=\"col\"\(kind($0))>\($1.asHTML)</th>" }
    let body = rows.map { row in
      "<tr>\(row.enumerated().map { "<td\(kind($0))>\($1.asHTML)</td>" }.joined())</tr>"
    }
    return [opening(titles.joined(separator: ", "), ""), "<thead><tr>\(header.joined())</tr></thead>", "<tbody>"]
      + body + ["</tbody>", "</table></div>"]
  }

  // MARK: - Private

  /// A box that a wide table scrolls in, by the keyboard too.
  private static func opening(_ label: String, _ kind: String) -> String {
    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"\(label.asHTML)\"><table\(kind)>"
  }

  private static func classes(_ column: RecordedTable.Column) -> String {
    let kinds = [("number", column.isNumeric), ("name", column.isName), ("prose", column.isProse)]
    let raised = kinds.filter(\.1).map(\.0)
    return raised.isEmpty ? "" : " class=\"\(raised.joined(separator: " "))\""
  }

  private func row(_ texts: [String], _ hasHeader: Bool, _ names: inout NameAnchors) -> String {
    let isMarked = zip(table.columns, texts).contains { $0.isFlag && !$1.isEmpty }
    // The first column that names something is the header of its row.
    let header = hasHeader ? table.columns.firstIndex { $0.isName || $0.isKey } : nil
    let cells = zip(table.columns, texts).enumerated().map { index, cell in
      let (column, text) = cell
      let shown = column.isFlag && !text.isEmpty ? "● \(text)" : text
      let tag = index == header ? "th scope=\"row\"" : "td"
      let end = index == header ? "th" : "td"
      var (attributes, content) = (Self.classes(column), shown.asHTML)
      if column.isName, !text.isEmpty {
        switch names.use(text, isOwn: column.isKey) {
        case .anchor(let anchor): attributes += " id=\"\(anchor)\""
        case .link(let anchor): content = "<a href=\"#\(anchor)\">\(content)</a>"
        case nil: break
        }
      }
      return "<\(tag)\(attributes)>\(content)</\(end)>"
    }
    return "<tr\(isMarked ? " class=\"marked\"" : "")>\(cells.joined())</tr>"
  }
}

/// Which row each named thing has, so that all other places lead there.
struct NameAnchors {
  enum Use: Equatable {
    case anchor(String)
    case link(String)
  }

  private var anchors: [String: String] = [:]
  private var used: Set<String> = []

  /// - Parameter tables: all tables of the page, in order: the first key cell with a name is the one that is linked to.
  init(_ tables: [RecordedTable]) {
    for table in tables {
      for (index, column) in table.columns.enumerated() where column.isName && column.isKey {
        for row in table.rows where !row[index].isEmpty && anchors[row[index]] == nil {
          anchors[row[index]] = "name-\(anchors.count + 1)"
        }
      }
    }
  }

  /// What a cell with this name is.
  ///
  /// - Parameter isOwn: whether the row is about the named thing.
  mutating func use(_ name: String, isOwn: Bool) -> Use? {
    guard let anchor = anchors[name] else { return nil }
    return isOwn && used.insert(name).inserted ? .anchor(anchor) : .link(anchor)
  }
}
