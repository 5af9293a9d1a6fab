// Names that are close to one that does not exist.

/// Did-you-mean: silent when nothing is close.
public enum Suggestions {
  /// The known names that the given one was probably meant to be, best first, at most `limit`.
  ///
  /// The same name in other case comes first, then names of which it is the beginning (abbreviations are not accepted, but
  /// answered), then names a few slips of the finger away: one for every three characters, at least one; a swap of two
  /// neighbours is one slip.
  public static func close(to name: String, among known: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 80 else { return [] }
    let allowance = max(1, wanted.count / 3)
    var found: [(name: String, rank: Int)] = []
    for candidate in known where candidate != name {
      let scalars = Array(candidate.lowercased().unicodeScalars)
      if scalars == wanted {
        found.append((candidate, 0))
      } else if wanted.count >= 2, scalars.starts(with: wanted) {
        found.append((candidate, 1))
      } else if wanted.count >= 3, let distance = distance(wanted, scalars, atMost: allowance) {
        found.append((candidate, 1 + distance))
      }
    }
    found.sort { ($0.rank, $0.name) < ($1.rank, $1.name) }
    guard let best = found.first?.rank else { return [] }
    // What is further away than the best only distracts.
    return found.filter { $0.rank <= max(1, best) }.prefix(limit).map(\.name)
  }

  /// `did you mean 'a', 'b' or 'c'?`, `nil` for no names.
  public static func question(_ names: [String]) -> String? {
    guard let last = names.last else { return nil }
    let quoted = names.dropLast().map { "'\($0)'" }.joined(separator: ", ")
    return quoted.isEmpty ? "did you mean '\(last)'?" : "did you mean \(quoted) or '\(last)'?"
  }

  /// The number of insertions, removals, replacements and swaps of neighbours that turn one text into the other, `nil`
  /// above the bound (optimal string alignment).
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], atMost bound: Int) -> Int? {
    guard abs(left.count - right.count) <= bound else { return nil }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    var row = last
    for (i, character) in left.enumerated() {
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (character == other ? 0 : 1))
        if i > 0, j > 0, character == right[j - 1], left[i - 1] == other {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row[j + 1] = cost
      }
      if let least = row.min(), least > bound { return nil }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[right.count] <= bound ? last[right.count] : nil
  }
}
