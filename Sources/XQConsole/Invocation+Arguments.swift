// Arguments as the types that a command declared them with.

import XQLanguage

extension Invocation {
  /// The text of an argument, `nil` where it was left out.
  public func string(_ name: String) -> String? {
    guard case .string(let text) = self[name] else { return nil }
    return text
  }

  /// A number, or a quantity in the base unit (decibels, bytes, seconds); `nil` where it was left out.
  public func number(_ name: String) -> Double? {
    switch self[name] {
    case .number(let number): number
    case .quantity(let quantity): quantity.base
    default: nil
    }
  }

  /// A whole number, `nil` where it was left out.
  public func count(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0) } }

  /// Whether a switch was given.
  public func isOn(_ name: String) -> Bool {
    guard case .bool(let bool) = self[name] else { return false }
    return bool
  }

  /// The elements of a list or of a repeated parameter; empty where it was left out.
  public func list(_ name: String) -> [Value] {
    switch self[name] {
    case .none: []
    case .list(let elements): elements
    case let one: [one]
    }
  }

  /// The texts in a list or in a repeated parameter; what is no text is left out.
  public func strings(_ name: String) -> [String] {
    list(name).compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  /// An object of the host, `nil` where it was left out.
  public func object(_ name: String) -> (any HostObject)? {
    guard case .object(let object) = self[name] else { return nil }
    return object
  }

  /// The table of an argument; a list of records counts as one.
  public func table(_ name: String) -> Table? { Table(self[name]) }

  /// The table that came from the left of `|`.
  ///
  /// - Throws: XQ0310 where nothing or something else came.
  public func table() throws(Diagnostic) -> Table {
    guard let input, let table = Table(input) else {
      var diagnostic = Sentence.noTable(commandName, input)
      diagnostic.place = place
      throw diagnostic
    }
    return table
  }

  /// The index of a column that an argument names.
  ///
  /// - Throws: XQ0303 at the argument, with what was probably meant.
  public func column(_ name: String, of table: Table, _ argument: String) throws(Diagnostic) -> Int {
    guard let index = table.columnIndex(name) else {
      throw Sentence.column(name, table.columns.map(\.name)).at(place(of: argument, word: name))
    }
    return index
  }

  /// Where a word of an argument stands: of a repeated argument the first such word.
  public func place(of argument: String, word: String) -> Place {
    let whole = place(of: argument)
    guard let found = Bytes.range(of: word, in: whole.source.text(whole.span)) else { return whole }
    return Place(
      whole.source, Span(whole.span.lower + found.lowerBound, whole.span.lower + found.upperBound))
  }

  /// The name of the command as it stands in the text.
  public var commandName: String {
    let bytes = place.source.bytes
    let (lower, upper) = (max(0, place.span.lower), min(bytes.count, place.span.upper))
    return lower < upper ? String(decoding: bytes[lower..<upper], as: UTF8.self) : ""
  }
}
