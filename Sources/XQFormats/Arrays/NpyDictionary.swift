// The dictionary in a `.npy` header: read as the few forms that writers use, never evaluated.

/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }` in any order of keys.
///
/// There is no nesting in it and no recursion here.
struct NpyDictionary {
  struct Failure: Error {
    let reason: String
  }

  private(set) var type = ""
  private(set) var isFortranOrder = false
  private(set) var shape: [Int] = []

  private var text: ArraySlice<UInt8>

  init(_ header: [UInt8]) throws(Failure) {
    text = header[...]
    guard accept("{") else { throw Failure(reason: "it is no dictionary") }
    var seen = Set<String>()
    while !accept("}") {
      let key = try quoted("a key")
      guard seen.insert(key).inserted else { throw Failure(reason: "the key '\(key)' stands twice") }
      guard accept(":") else { throw Failure(reason: "no ':' behind '\(key)'") }
      switch key {
      case "descr": type = try readType()
      case "fortran_order": isFortranOrder = try boolean()
      case "shape": shape = try tuple()
      default: throw Failure(reason: "the key '\(key)' is unknown")
      }
      guard accept(",") || next == UInt8(ascii: "}") else { throw Failure(reason: "no ',' behind '\(key)'") }
    }
    for key in ["descr", "fortran_order", "shape"] where !seen.contains(key) {
      throw Failure(reason: "the key '\(key)' is missing")
    }
    skipBlanks()
    guard text.allSatisfy({ $0 == 0 }) else { throw Failure(reason: "something follows the dictionary") }
  }

  // MARK: - Values

  private mutating func readType() throws(Failure) -> String {
    skipBlanks()
    if next == UInt8(ascii: "[") || next == UInt8(ascii: "(") {
      throw Failure(reason: "the elements are structured (records of several fields); wanted plain numbers")
    }
    return try quoted("the type")
  }

  private mutating func boolean() throws(Failure) -> Bool {
    let word = takeWhile { (UInt8(ascii: "A")...UInt8(ascii: "z")).contains($0) }
    switch word {
    case "True": return true
    case "False": return false
    default: throw Failure(reason: "fortran_order is neither True nor False")
    }
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    guard accept("(") else { throw Failure(reason: "the shape is no tuple") }
    var numbers: [Int] = []
    while !accept(")") {
      let isNegative = accept("-")
      let digits = takeWhile { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard !digits.isEmpty else { throw Failure(reason: "the shape holds something that is no number") }
      guard !isNegative else { throw Failure(reason: "the shape has the negative dimension -\(digits.prefix(20))") }
      guard let number = Int(digits) else {
        throw Failure(reason: "the shape has the dimension \(digits.prefix(30)), beyond 64 bits")
      }
      numbers.append(number)
      // Python 2 wrote long integers as `3L`.
      _ = accept("L")
      guard accept(",") || next == UInt8(ascii: ")") else { throw Failure(reason: "the shape is no tuple of numbers") }
    }
    return numbers
  }

  /// Text between quotes of either kind; escapes are for no name that a writer uses.
  private mutating func quoted(_ what: String) throws(Failure) -> String {
    skipBlanks()
    for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where next == quote {
      text = text.dropFirst()
      guard let end = text.firstIndex(of: quote), end - text.startIndex <= 256 else {
        throw Failure(reason: "\(what) has no end")
      }
      defer { text = text[(end + 1)...] }
      return String(decoding: text[..<end], as: UTF8.self)
    }
    throw Failure(reason: "\(what) is not in quotes")
  }

  // MARK: - Characters

  private var next: UInt8? { text.first }

  private mutating func skipBlanks() {
    text = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }
  }

  /// Takes the character, and blanks on both sides, if it comes next.
  private mutating func accept(_ character: String) -> Bool {
    skipBlanks()
    guard let first = text.first, first == character.utf8.first else { return false }
    text = text.dropFirst()
    skipBlanks()
    return true
  }

  private mutating func takeWhile(_ belongs: (UInt8) -> Bool) -> String {
    skipBlanks()
    let word = text.prefix(while: belongs)
    text = text[word.endIndex...]
    skipBlanks()
    return String(decoding: word, as: UTF8.self)
  }
}
