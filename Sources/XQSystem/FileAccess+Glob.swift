// Patterns of file names.

extension FileAccess {
  /// The most names that a pattern may match.
  static let globLimit = 100_000

  /// The paths that a pattern matches, sorted by bytes; empty where nothing does.
  ///
  /// In each part between slashes `*` is any text, `?` one character, `[a-c]` one of them (`[!a-c]` none of them); names
  /// that start with a dot are matched only by a part that starts with one. A path that exists as it is written matches
  /// itself. Folders that may not be read, or do not exist, match nothing.
  ///
  /// - Throws: where more than 100,000 match.
  public func glob(_ pattern: String) throws(FileError) -> [String] {
    if exists(pattern) { return [pattern] }
    var prefix = ""
    var rest = pattern
    if shippedName(pattern) != nil {
      prefix = "example:"
      rest = String(pattern.dropFirst(prefix.count))
    } else if pattern.utf8.first == UInt8(ascii: "/") {
      prefix = "/"
    }
    var found = [prefix]
    let parts = rest.split(separator: "/").map(String.init)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      var next: [String] = []
      for folder in found {
        let separator = folder.isEmpty || folder == prefix ? "" : "/"
        guard NamePattern.hasWildcards(part) else {
          let path = folder + separator + part
          if !isLast || exists(path) { next.append(path) }
          continue
        }
        let pattern = NamePattern(part)
        let names = (try? list(folder.isEmpty ? "." : folder)) ?? []
        next += names.filter { pattern.matches($0) }.map { folder + separator + $0 }
        guard next.count <= FileAccess.globLimit else {
          throw FileError(path: pattern.text, reason: .beyondLimit(FileAccess.globLimit))
        }
      }
      found = next
    }
    return found == [prefix] ? [] : found.sorted(by: precedesByBytes)
  }
}

/// A pattern for one name.
struct NamePattern {
  private enum Element {
    case any
    case one
    case exactly(Unicode.Scalar)
    case among([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  let text: String
  private let elements: [Element]

  static func hasWildcards(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  /// Every text is a pattern: a `[` that is not closed stands for itself.
  init(_ text: String) {
    self.text = text
    var elements: [Element] = []
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "*": elements.append(.any)
      case "?": elements.append(.one)
      case "[":
        if let (set, end) = NamePattern.set(scalars, at: index) {
          elements.append(set)
          index = end
        } else {
          elements.append(.exactly("["))
        }
      case let scalar: elements.append(.exactly(scalar))
      }
      index += 1
    }
    self.elements = elements
  }

  func matches(_ name: String) -> Bool {
    if name.utf8.first == UInt8(ascii: "."), text.utf8.first != UInt8(ascii: ".") { return false }
    let scalars = Array(name.unicodeScalars)
    var element = 0
    var scalar = 0
    // Where the last `*` stood and how far it reaches: going back to the last one alone is enough, and never slow.
    var star: (element: Int, scalar: Int)?
    while scalar < scalars.count {
      if element < elements.count, case .any = elements[element] {
        star = (element, scalar)
        element += 1
      } else if element < elements.count, NamePattern.matches(elements[element], scalars[scalar]) {
        element += 1
        scalar += 1
      } else if let last = star {
        star = (last.element, last.scalar + 1)
        element = last.element + 1
        scalar = last.scalar + 1
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { if case .any = $0 { true } else { false } }
  }

  private static func matches(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
    switch element {
    case .any, .one: true
    case .exactly(let wanted): wanted == scalar
    case .among(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  /// The set that starts at `[`, and the index of its `]`. A `]` right behind the bracket belongs to the set.
  private static func set(_ scalars: [Unicode.Scalar], at start: Int) -> (Element, end: Int)? {
    var index = start + 1
    let isNegated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
    if isNegated { index += 1 }
    let first = index
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while index < scalars.count {
      let low = scalars[index]
      if low == "]", index > first { return (.among(ranges, isNegated: isNegated), index) }
      if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
        if low <= scalars[index + 2] { ranges.append(low...scalars[index + 2]) }
        index += 3
      } else {
        ranges.append(low...low)
        index += 1
      }
    }
    return nil
  }
}
