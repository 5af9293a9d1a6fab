// Words as values: of a script, and of the command line.

extension ParameterType {
  /// The value that a word stands for in a place of this type, not checked yet: a number where one is wanted or anything may
  /// stand, `true false none` likewise, else the word as a string.
  public func read(_ word: String) -> Value {
    switch self {
    case .number, .count: Lexer.number(in: word) ?? .string(word)
    case .bool: word == "true" ? .bool(true) : word == "false" ? .bool(false) : .string(word)
    case .value, .list, .record, .table: BindingPass.value(of: word)
    default: .string(word)
    }
  }
}
