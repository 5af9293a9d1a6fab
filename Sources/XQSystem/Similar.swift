// Which of the names that exist was perhaps meant.

/// The names within a third of the typed name's length in edits, the closest first, then by text; at most three.
///
/// Letter case counts as no edit. Empty where nothing is close: a wrong guess is worse than none.
public func similarNames(to name: String, among candidates: some Sequence<String>) -> [String] {
  let typed = Array(name.lowercased().utf8.prefix(100))
  let limit = max(1, typed.count / 3)
  let close = candidates.compactMap { candidate -> (distance: Int, name: String)? in
    let other = Array(candidate.lowercased().utf8.prefix(100))
    guard abs(other.count - typed.count) <= limit else { return nil }
    let distance = editDistance(typed, other)
    return distance <= limit ? (distance, candidate) : nil
  }
  return close.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      var best = min(last[j] + (left[i] == right[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, beforeLast[j - 1] + 1) }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
