// A table as a journal keeps it: the texts of its cells, for pages that show more than lines.

import XQLanguage

/// The cells of a table as a reader sees them, whatever the width of a terminal.
public struct RecordedTable: Sendable, Equatable {
  /// What a column is, besides its texts.
  public struct Column: Sendable, Equatable {
    public let name: String
    /// The name with the unit; empty for a column without a header.
    public let header: String
    /// Numbers, which stand on the right.
    public let isNumeric: Bool
    /// The name of the column in each row that is marked, nothing in the others.
    public let isFlag: Bool
    public let isKey: Bool
    /// Names of things that other tables name too.
    public let isName: Bool
    public let isProse: Bool
  }

  /// Larger tables are kept as text alone.
  static let mostCells = 100_000

  public let columns: [Column]
  /// As many texts in each row as there are columns.
  public let rows: [[String]]
  /// Lines below the whole table.
  public let notes: [String]

  /// The table that a value is shown as; `nil` where it is shown otherwise, or is too large.
  init?(_ value: Value, isFull: Bool) {
    guard let table = Self.table(value, isFull: isFull) else { return nil }
    let shown = table.columns.indices.filter { isFull || !table.columns[$0].isDetail }
    guard !shown.isEmpty, table.rowCount <= Self.mostCells / shown.count else { return nil }
    let cells = shown.map { CellText(table.columns[$0], table.cells[$0]) }
    columns = cells.map { Column($0) }
    let texts = zip(shown, cells).map { index, cells in
      table.cells[index].map { cells.column.isFlag ? Self.flag($0, cells.column) : cells.text($0) }
    }
    rows = (0..<table.rowCount).map { row in texts.map { $0[row] } }
    notes = table.notes.map { TerminalText.escaped($0) }
  }

  private static func table(_ value: Value, isFull: Bool) -> Table? {
    switch value {
    case .table(let table):
      guard let outline = table.outline, !isFull else { return table }
      return Table(columns: outline.columns, rows: outline.rows, notes: table.notes)
    case .list(let elements): return elements.isEmpty ? nil : Table(value)
    default: return nil
    }
  }

  private static func flag(_ cell: Value, _ column: XQLanguage.Column) -> String {
    if case .bool(true) = cell { TerminalText.escaped(column.name) } else { "" }
  }

  // MARK: - In a journal

  /// The table as one JSON object.
  var journalText: String {
    let columns = columns.map { Self.list([$0.name, $0.header] + $0.marks) }
    return DiagnosticJSON.object([
      ("columns", "[\(columns.joined(separator: ", "))]"),
      ("rows", "[\(rows.map(Self.list).joined(separator: ", "))]"), ("notes", Self.list(notes)),
    ])
  }

  /// - Parameter record: what ``journalText`` gave; `nil` for anything else.
  init?(_ record: Record) {
    columns = record.rows("columns").map { Column(texts: $0) }
    rows = record.rows("rows")
    guard case .list(let notes)? = record["notes"], !columns.isEmpty else { return nil }
    self.notes = notes.map(\.text)
    let width = columns.count
    guard rows.allSatisfy({ $0.count == width }) else { return nil }
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map { JSONText.text($0) }.joined(separator: ", "))]"
  }
}

extension RecordedTable.Column {
  fileprivate init(_ cells: CellText) {
    let column = cells.column
    name = TerminalText.escaped(column.name)
    header = cells.header
    isNumeric = cells.isNumeric
    (isFlag, isKey, isName, isProse) = (column.isFlag, column.isKey, column.isName, column.isProse)
  }

  /// What the journal writes behind the header.
  fileprivate var marks: [String] {
    [("numeric", isNumeric), ("flag", isFlag), ("key", isKey), ("name", isName), ("prose", isProse)]
      .filter(\.1).map(\.0)
  }

  fileprivate init(texts: [String]) {
    let marks = Set(texts.dropFirst(2))
    name = texts.first ?? ""
    header = texts.dropFirst().first ?? ""
    isNumeric = marks.contains("numeric")
    isFlag = marks.contains("flag")
    isKey = marks.contains("key")
    isName = marks.contains("name")
    isProse = marks.contains("prose")
  }
}
