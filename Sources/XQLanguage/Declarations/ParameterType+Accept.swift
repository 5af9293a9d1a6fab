// Values for parameters: what fits, what is converted, what is refused.

extension ParameterType {
  /// A value that does not fit a parameter.
  public struct Mismatch: Error, Sendable {
    /// What the parameter takes: `a whole number from 1 to 20`.
    public let wanted: String
    /// What came: `the string 'x'`.
    public let found: String
    /// Close names, where the parameter takes one of some words.
    public let suggestions: [String]
    /// What to type instead.
    public let help: [String]

    public init(wanted: String, found: String, suggestions: [String] = [], help: [String] = []) {
      self.wanted = wanted
      self.found = found
      self.suggestions = suggestions
      self.help = help
    }
  }

  /// The value as this type has it.
  ///
  /// A plain number where a unit is declared takes the unit. A list of records is a table. One value where a list is
  /// wanted is a list of that value. A string in place of a host's object stays a string: it is a path for the host to
  /// load. `none` fits `value` alone; whether a parameter may be left out is the parameter's matter.
  public func accept(_ value: Value) throws(Mismatch) -> Value {
    switch self {
    case .number(let range, nil):
      guard case .number(let number) = value else { throw mismatch(value) }
      if let range, !range.contains(number) { throw mismatch(value) }
      return value
    case .number(let range, let unit?):
      let quantity: Quantity
      switch value {
      case .number(let number): quantity = Quantity(number, unit)
      case .quantity(let given) where given.kind == unit.kind: quantity = given
      default: throw mismatch(value)
      }
      if let range, !range.contains(Quantity(base: quantity.base, unit: unit).amount) { throw mismatch(value) }
      return .quantity(quantity)
    case .count(let range):
      guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
        throw mismatch(value)
      }
      return value
    case .choice(let choices):
      guard case .string(let string) = value, choices.contains(string) else { throw mismatch(value) }
      return value
    case .string, .path, .column, .variable, .pattern, .topic, .setting:
      guard case .string = value else { throw mismatch(value) }
      return value
    case .bool:
      guard case .bool = value else { throw mismatch(value) }
      return value
    case .list:
      switch value {
      case .list: return value
      case .none, .table: throw mismatch(value)
      default: return .list([value])
      }
    case .record:
      guard case .record = value else { throw mismatch(value) }
      return value
    case .table:
      guard let table = Table(value) else { throw mismatch(value) }
      return .table(table)
    case .object(let kind):
      switch value {
      case .string: return value
      case .object(let object) where object.kind == kind: return value
      default: throw mismatch(value)
      }
    case .value, .rowExpression: return value
    case .either(let types):
      for type in types {
        if let accepted = try? type.accept(value) { return accepted }
      }
      throw mismatch(value)
    }
  }

  /// What it takes, as sentences say it.
  public var wanted: String {
    switch self {
    case .number(let range, let unit):
      (unit.map { "a number in \($0.rawValue)" } ?? "a number") + (range.map(ParameterType.bounds) ?? "")
    case .count(let range): "a whole number" + ParameterType.bounds(range)
    case .string: "a string"
    case .bool: "true or false"
    case .path(let path):
      path.endings.isEmpty ? "a path" : "a path to \(path.endings.map { ".\($0)" }.joined(separator: ", "))"
    case .column: "the name of a column"
    case .list: "a list"
    case .record: "a record"
    case .table: "a table"
    case .value: "a value"
    case .choice(let choices) where choices.count == 1: "'\(choices[0])'"
    case .choice(let choices): "one of " + choices.map { "'\($0)'" }.joined(separator: ", ")
    case .variable: "the name of a variable"
    case .rowExpression: "an expression over the columns"
    case .object(let kind): "\(kind.startsWithVowel ? "an" : "a") \(kind) or a path to one"
    case .pattern(let names): "the name or a pattern of \(names)s"
    case .topic: "a topic of help"
    case .setting: "the name of a setting"
    case .either(let types): types.map(\.wanted).joined(separator: ", or ")
    }
  }

  /// What stands for a value of it behind an option: `PATH`, or the words of a choice, whose case counts.
  public var placeholder: String {
    if case .choice = self { label } else { label.uppercased() }
  }

  /// One word for it, as signatures in `help` show it.
  public var label: String {
    switch self {
    case .number(_, let unit): unit?.rawValue ?? "number"
    case .count: "number"
    case .string: "string"
    case .bool: "bool"
    case .path: "path"
    case .column: "column"
    case .list: "list"
    case .record: "record"
    case .table: "table"
    case .value: "value"
    case .choice(let choices): choices.joined(separator: "|")
    case .variable: "variable"
    case .rowExpression: "expression"
    case .object(let kind): kind
    case .pattern(let names): "\(names)s"
    case .topic: "topic"
    case .setting: "setting"
    case .either(let types): types.map(\.label).joined(separator: "|")
    }
  }

  // MARK: - Private

  private func mismatch(_ value: Value) -> Mismatch {
    var suggestions: [String] = []
    var help: [String] = []
    switch (self, value) {
    case (.choice(let choices), .string(let string)): suggestions = Suggestions.close(to: string, among: choices)
    case (.string, .number), (.string, .quantity), (.string, .bool):
      help = ["in a string it is text: \"\(value.text)\", or \"{…}\" around an expression"]
    case (.table, .list), (.table, .record): help = ["a list of records is a table: [{a: 1}, {a: 2}]"]
    default: break
    }
    return Mismatch(wanted: wanted, found: Self.description(of: value), suggestions: suggestions, help: help)
  }

  private static func description(of value: Value) -> String {
    switch value {
    case .none: "none"
    case .string: "the string \(value.description)"
    case .number, .quantity, .bool: "'\(value.text)'"
    default: value.typeName
    }
  }

  private static func bounds(_ range: ClosedRange<Double>) -> String {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    switch (lower.isFinite && lower.magnitude < 1e300, upper.isFinite && upper.magnitude < 1e300) {
    case (true, true): return " from \(NumberText.shortest(lower)) to \(NumberText.shortest(upper))"
    case (true, false): return " of at least \(NumberText.shortest(lower))"
    case (false, true): return " of at most \(NumberText.shortest(upper))"
    case (false, false): return ""
    }
  }

  private static func bounds(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound > Int.min, range.upperBound < Int.max) {
    case (true, true): " from \(range.lowerBound) to \(range.upperBound)"
    case (true, false): " of at least \(range.lowerBound)"
    case (false, true): " of at most \(range.upperBound)"
    case (false, false): ""
    }
  }
}

extension Parameter {
  /// The value as this parameter has it, checked as ``ParameterType/accept(_:)`` does.
  ///
  /// `none` stands for a parameter that may be left out and has no default. A repeated parameter takes a list and checks
  /// each of its items.
  ///
  /// - Throws: a diagnostic without a place.
  public func accept(_ value: Value, of command: String) throws(Diagnostic) -> Value {
    if case .none = value, !isRequired, case .none = defaultValue { return value }
    do {
      guard isRepeated, case .list(let items) = value else { return try type.accept(value) }
      var accepted: [Value] = []
      for item in items { accepted.append(try type.accept(item)) }
      return .list(accepted)
    } catch {
      throw .argumentMismatch(self, of: command, error)
    }
  }

  /// `--name` of an option, the name of an argument.
  public var shownName: String { isOption ? "--\(name)" : name }
}
