// Tables and records into each other.

extension Table {
  /// A list of records as a table: columns in order of first appearance, absent cells `none`.
  public init(records: [Record]) {
    var names: [String] = []
    var places: [String: Int] = [:]
    for record in records {
      for key in record.keys where places[key] == nil {
        places[key] = names.count
        names.append(key)
      }
    }
    var cells = names.map { _ in Array(repeating: Value.none, count: records.count) }
    for (row, record) in records.enumerated() {
      for (key, value) in zip(record.keys, record.values) {
        if let column = places[key] { cells[column][row] = value }
      }
    }
    let columns = names.indices.map { index in
      let (type, unit) = Table.type(of: cells[index])
      return Column(names[index], type, unit: unit)
    }
    self.init(columns: columns, cells: cells)
  }

  /// The value as a table where a table is wanted: a table, or a list of records; `nil` for anything else.
  public init?(_ value: Value) {
    switch value {
    case .table(let table): self = table
    case .list(let items):
      var records: [Record] = []
      for item in items {
        guard case .record(let record) = item else { return nil }
        records.append(record)
      }
      self.init(records: records)
    default: return nil
    }
  }

  /// The type that all cells have, `none` left aside, and the unit of the first quantity.
  private static func type(of cells: [Value]) -> (Column.CellType, Quantity.Unit?) {
    var found: Column.CellType?
    var unit: Quantity.Unit?
    for cell in cells {
      let type: Column.CellType
      switch cell {
      case .none: continue
      case .number: type = .number
      case .quantity(let quantity):
        type = .quantity
        if let unit, unit.kind != quantity.kind { return (.any, nil) }
        unit = unit ?? quantity.unit
      case .string: type = .string
      case .bool: type = .bool
      default: return (.any, nil)
      }
      if let found, found != type { return (.any, nil) }
      found = type
    }
    return (found ?? .any, unit)
  }
}
