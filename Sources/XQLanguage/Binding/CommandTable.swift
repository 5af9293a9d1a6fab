// The commands that a text may use, and what else is known before it runs.

/// The host's commands by name.
public struct CommandTable: Sendable {
  private let declarations: [String: CommandDeclaration]
  /// The host's own types that a `def` or `param` may name: `model`, `layers`.
  public let types: [String: ParameterType]

  /// - Parameter types: the host's types by the name that a script writes.
  public init(_ declarations: [CommandDeclaration], types: [String: ParameterType] = [:]) {
    self.declarations = Dictionary(declarations.map { ($0.name, $0) }) { first, _ in first }
    self.types = types
  }

  public subscript(name: String) -> CommandDeclaration? { declarations[name] }

  /// In no particular order.
  public var names: some Sequence<String> { declarations.keys }
}

/// What a session knows when a text is bound.
public struct KnownNames: Sendable {
  /// The variables that have a value; `nil` if that is not known, then none is checked.
  public var variables: Set<String>?
  /// The `def`s of the session by name.
  public var definitions: [String: CommandDeclaration]
  /// Whether the text was typed at the prompt: a statement that starts with `|` then goes on from `$last`.
  public var isPrompt: Bool

  public init(
    variables: Set<String>? = [], definitions: [String: CommandDeclaration] = [:], isPrompt: Bool = false
  ) {
    self.variables = variables
    self.definitions = definitions
    self.isPrompt = isPrompt
  }
}
