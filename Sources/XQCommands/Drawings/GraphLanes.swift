// Lanes beside a list of nodes: which one reads from which.

/// Draws the connections of nodes that stand one below the other, each in a row of its own.
///
/// A lane is a column of cells that a tensor goes down in, from the node that writes it to the last one that reads it. A node
/// stands in the leftmost lane that ends at it, else in the first free one.
struct GraphLanes {
  /// The cells of each row: for every lane its character and what leads to the next one.
  private(set) var rows: [[Character]] = []
  /// The lane of each node.
  private(set) var columns: [Int] = []

  /// - Parameter sources: for each node, the nodes that it reads from; all of them stand above it.
  init(_ sources: [[Int]]) {
    var readers = [Int](repeating: 0, count: sources.count)
    let sources = sources.enumerated().map { index, all in Set(all.filter { $0 >= 0 && $0 < index }).sorted() }
    for all in sources { for source in all { readers[source] += 1 } }
    /// The node whose tensor goes down in each lane.
    var lanes: [Int?] = []
    for (index, all) in sources.enumerated() {
      for source in all { readers[source] -= 1 }
      let read = lanes.indices.filter { lane in lanes[lane].map(all.contains) ?? false }
      let ending = read.filter { lane in lanes[lane].map { readers[$0] == 0 } ?? false }
      let column = ending.first ?? lanes.firstIndex(of: nil) ?? lanes.count
      if column == lanes.count { lanes.append(nil) }
      rows.append(Self.row(lanes, column: column, read: read, ending: Set(ending)))
      columns.append(column)
      for lane in ending { lanes[lane] = nil }
      lanes[column] = readers[index] > 0 ? index : nil
      while let last = lanes.last, last == nil { lanes.removeLast() }
    }
  }

  private static func row(_ lanes: [Int?], column: Int, read: [Int], ending: Set<Int>) -> [Character] {
    let ends = read.filter { $0 != column } + [column]
    let across = (ends.min() ?? column)..<(ends.max() ?? column)
    var cells: [Character] = []
    for lane in lanes.indices {
      let isCrossed = across.contains(lane) && lane != across.lowerBound
      if lane == column {
        cells.append("●")
      } else if ending.contains(lane) {
        cells.append(lane == across.upperBound ? "╯" : "┴")
      } else if read.contains(lane) {
        cells.append(isCrossed ? "┼" : lane < column ? "├" : "┤")
      } else if lanes[lane] != nil {
        cells.append(isCrossed ? "┼" : "│")
      } else {
        cells.append(isCrossed ? "─" : " ")
      }
      cells.append(across.contains(lane) ? "─" : " ")
    }
    while cells.last == " " { cells.removeLast() }
    return cells
  }

  /// The same in ASCII.
  static func plain(_ cell: Character) -> Character {
    switch cell {
    case "●": "*"
    case "○": "o"
    case "│": "|"
    case "─": "-"
    case "├", "┤", "┼": "+"
    case "╯", "┴": "'"
    case "⋮": ":"
    default: cell
    }
  }
}
