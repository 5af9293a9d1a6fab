// What commands do with tables and their columns.

import XQLanguage

extension Table {
  /// The table with one column more, or with that column in the place of one of the same name.
  func replacing(_ column: Column, _ cells: [Value]) -> Table {
    var columns = columns
    var all = self.cells
    if let index = columnIndex(column.name) {
      columns[index] = column
      all[index] = cells
    } else {
      columns.append(column)
      all.append(cells)
    }
    return Table(columns: columns, cells: all)
  }
}

extension Column {
  /// A column whose type is that of its cells; `none` counts as any type.
  public init(_ name: String, cells: [Value]) {
    var type: CellType?
    var unit: Quantity.Unit?
    for cell in cells {
      let found: CellType
      switch cell {
      case .none: continue
      case .number: found = .number
      case .quantity(let quantity):
        found = .quantity
        if let unit, unit.kind != quantity.unit.kind {
          type = .any
        } else {
          unit = unit ?? quantity.unit
        }
      case .string: found = .string
      case .bool: found = .bool
      default: found = .any
      }
      if type == nil { type = found }
      if type != found { type = .any }
      if type == .any { break }
    }
    self.init(name, type ?? .any, unit: type == .quantity ? unit : nil)
  }
}
