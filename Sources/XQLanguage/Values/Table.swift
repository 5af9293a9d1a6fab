// Tables: columns that say what they hold, and rows in a stated order.

/// How a number is written.
public enum NumberFormat: Hashable, Sendable {
  /// `.N`: N digits behind the point.
  case decimals(Int)
  /// `Ng`: N significant digits.
  case significant(Int)
  /// `N%`: percent with N digits behind the point.
  case percent(Int)
}

/// What a column of a ``Table`` holds and how it is shown.
public struct Column: Sendable {
  /// The direction in which a number is good.
  public enum GoodDirection: String, Sendable { case low, high, zero, one }

  /// The type of its cells; any cell may be `none` besides.
  public enum CellType: String, Sendable { case number, quantity, string, bool, any }

  public var name: String
  public var type: CellType
  /// The unit, for a column of quantities.
  public var unit: Quantity.Unit?
  /// One sentence for `help`, with the formula where there is one.
  public var help: String
  public var good: GoodDirection?
  /// Whether the column is part of the key, by which `diff` and `join` match rows.
  public var isKey: Bool
  /// Whether its cells name things that other tables name too; a page links them with the row that is about them.
  public var isName: Bool
  /// Not shown in a terminal unless asked for (`show --all`, `select`); always written by `to`.
  public var isDetail: Bool
  /// A bool shown as a mark (`● degraded`) where it is true and as nothing where it is false.
  public var isFlag: Bool
  /// Sentences, which a terminal wraps between words where other texts are shortened in their middle.
  public var isProse: Bool
  /// How its numbers are written in a terminal; four significant digits unless stated.
  public var format: NumberFormat?

  public init(
    _ name: String, _ type: CellType = .any, unit: Quantity.Unit? = nil, help: String = "",
    good: GoodDirection? = nil, isKey: Bool = false, isName: Bool = false, isDetail: Bool = false,
    isFlag: Bool = false, isProse: Bool = false, format: NumberFormat? = nil
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.help = help
    self.good = good
    self.isKey = isKey
    self.isName = isName
    self.isDetail = isDetail
    self.isFlag = isFlag
    self.isProse = isProse
    self.format = format
  }
}

/// A table, stored by columns: `cells[c][r]` is the cell of column `c` in row `r`.
public struct Table: Sendable {
  public private(set) var columns: [Column]
  public private(set) var cells: [[Value]]
  public private(set) var rowCount: Int
  /// Lines shown below the whole table: on what, how long, what was left out. Commands that choose or order rows keep
  /// none of them.
  public var notes: [String]
  /// How a screen shows it where a grid of its columns would not be read; `nil`: as a grid. The notes follow it.
  /// Commands that choose or order rows keep nothing of it, and whoever asks for the whole table gets the grid.
  public var outline: Outline?

  /// What a reader sees in place of a grid.
  public struct Outline: Sendable {
    public let columns: [Column]
    public let rows: [[Value]]

    /// Columns without a name give no line of headers.
    public init(columns: [Column], rows: [[Value]]) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// An invariant of this type: as many cell arrays as columns, all of one length. Shorter ones are filled with `none`.
  public init(columns: [Column], cells: [[Value]], notes: [String] = []) {
    let rows = cells.map(\.count).max() ?? 0
    self.columns = columns
    self.cells = columns.indices.map { index in
      let given = index < cells.count ? cells[index] : []
      return given + Array(repeating: Value.none, count: rows - given.count)
    }
    rowCount = columns.isEmpty ? 0 : rows
    self.notes = notes
  }

  public init(columns: [Column], rows: [[Value]], notes: [String] = []) {
    self.init(
      columns: columns,
      cells: columns.indices.map { index in rows.map { index < $0.count ? $0[index] : .none } },
      notes: notes)
  }

  /// The index of a column, `nil` where there is none of that name.
  public func columnIndex(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// One row as a record.
  public func row(_ index: Int) -> Record {
    Record(columns.indices.map { (columns[$0].name, cells[$0][index]) })
  }

  /// The rows at these places, in this order, without the notes.
  public func rows(at places: [Int]) -> Table {
    Table(columns: columns, cells: cells.map { column in places.map { column[$0] } })
  }
}
