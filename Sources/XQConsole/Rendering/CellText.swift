// Cells of a table as text, for terminals and markdown.

import XQLanguage

/// How the cells of one column are written.
struct CellText {
  let column: Column
  /// The unit in the header, which the cells then leave out.
  let unit: Quantity.Unit?
  /// Whether all cells are numbers or none, and stand on the right.
  let isNumeric: Bool

  init(_ column: Column, _ cells: [Value]) {
    self.column = column
    var (unit, isNumeric, isUniform): (Quantity.Unit?, Bool, Bool) = (column.unit, true, true)
    var (hasPlain, hasQuantity) = (false, false)
    for cell in cells {
      switch cell {
      case .none: continue
      case .number: hasPlain = true
      case .quantity(let quantity):
        hasQuantity = true
        unit = unit ?? quantity.unit
        isUniform = isUniform && unit?.kind == quantity.kind
      default: isNumeric = false
      }
    }
    self.unit = isUniform && isNumeric && !(hasPlain && hasQuantity) ? unit : nil
    self.isNumeric = isNumeric && (hasPlain || hasQuantity || column.type == .number || column.type == .quantity)
  }

  var header: String {
    let name = TerminalText.escaped(column.name)
    return unit.map { "\(name) \($0.rawValue)" } ?? name
  }

  func text(_ cell: Value) -> String {
    switch cell {
    case .none: "-"
    case .number(let number): text(number)
    case .quantity(let quantity):
      if let unit {
        text(Quantity(base: quantity.base, unit: unit).amount)
      } else {
        "\(text(quantity.amount)) \(quantity.unit.rawValue)"
      }
    default: TerminalText.escaped(cell.text)
    }
  }

  private func text(_ number: Double) -> String {
    column.format.map { NumberText.formatted(number, $0) } ?? NumberText.display(number)
  }
}
