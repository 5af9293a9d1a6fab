// What a command says of itself. Parsing, binding, diagnostics, completion and help come from it and from nothing else.

/// The type of a parameter.
public indirect enum ParameterType: Sendable {
  /// A number; a quantity of that kind where `unit` is given (a plain number is taken to be in `unit`).
  case number(range: ClosedRange<Double>?, unit: Quantity.Unit?)
  /// A whole number.
  case count(ClosedRange<Int>)
  case string
  case bool
  case path(PathType)
  /// The name of a column of the table that comes in.
  case column
  case list
  case record
  case table
  case value
  /// One of these words.
  case choice([String])
  /// The name of a variable, without its `$`.
  case variable
  /// The rest of the stage as an expression over the cells of one row; `named` where `NAME =` stands before it.
  case rowExpression(named: Bool)
  /// An object of the host of that kind (`model`, `data`). A string in its place is a path that is loaded.
  case object(kind: String)
  /// A glob over names that the host knows, such as layers; the exact name of one is always that one.
  case pattern(of: String)
  /// A topic of `help`.
  case topic
  /// Any of these types; the first that takes a value counts.
  case either([ParameterType])

  /// What a path leads to.
  public struct PathType: Sendable {
    /// File name endings without the dot; empty: any file.
    public let endings: [String]
    public let isWritten: Bool
    public let mayBeFolder: Bool

    public init(endings: [String] = [], isWritten: Bool = false, mayBeFolder: Bool = false) {
      self.endings = endings
      self.isWritten = isWritten
      self.mayBeFolder = mayBeFolder
    }
  }
}

/// One parameter of a command: an argument by position, or an option.
public struct Parameter: Sendable {
  public var name: String
  public var type: ParameterType
  public var help: String
  public var isOption: Bool
  /// Must be given. An option may be required too.
  public var isRequired: Bool
  /// Takes all arguments that are left, as a list. Only the last positional parameter.
  public var isRepeated: Bool
  /// What counts when it is left out; `none` where there is no default.
  public var defaultValue: Value

  public init(
    name: String, type: ParameterType, help: String, isOption: Bool, isRequired: Bool, isRepeated: Bool,
    defaultValue: Value
  ) {
    self.name = name
    self.type = type
    self.help = help
    self.isOption = isOption
    self.isRequired = isRequired
    self.isRepeated = isRepeated
    self.defaultValue = defaultValue
  }

  /// An argument that must be there.
  public static func required(_ name: String, _ type: ParameterType, _ help: String) -> Parameter {
    Parameter(
      name: name, type: type, help: help, isOption: false, isRequired: true, isRepeated: false, defaultValue: .none)
  }

  /// An argument that may be left out.
  public static func optional(
    _ name: String, _ type: ParameterType, default value: Value = .none, _ help: String
  ) -> Parameter {
    Parameter(
      name: name, type: type, help: help, isOption: false, isRequired: false, isRepeated: false, defaultValue: value)
  }

  /// All arguments that are left.
  public static func rest(_ name: String, _ type: ParameterType, isRequired: Bool, _ help: String) -> Parameter {
    Parameter(
      name: name, type: type, help: help, isOption: false, isRequired: isRequired, isRepeated: true,
      defaultValue: .list([]))
  }

  /// `--name VALUE`, or a switch where the type is `bool`.
  public static func option(
    _ name: String, _ type: ParameterType, default value: Value = .none, isRequired: Bool = false, _ help: String
  ) -> Parameter {
    Parameter(
      name: name, type: type, help: help, isOption: true, isRequired: isRequired, isRepeated: false,
      defaultValue: value)
  }
}

/// A command as it declares itself.
public struct CommandDeclaration: Sendable {
  /// What goes in by `|` or comes out.
  public enum Flow: String, Sendable {
    case nothing, table, value
  }

  /// What a command may touch.
  public struct Effects: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let readsFiles = Effects(rawValue: 1)
    public static let writesFiles = Effects(rawValue: 2)
    public static let runsModels = Effects(rawValue: 4)
  }

  /// An example that tests run. `prints` is what it prints, `nil` where only success is checked.
  public struct Example: Sendable {
    public let text: String
    public let says: String
    public let prints: String?

    public init(_ text: String, _ says: String, prints: String? = nil) {
      self.text = text
      self.says = says
      self.prints = prints
    }
  }

  public var name: String
  /// One line, lower case, without a full stop.
  public var summary: String
  /// Paragraphs for `help NAME`.
  public var details: String
  /// The group it is listed under: `session`, `investigate`, `tables`.
  public var group: String
  public var parameters: [Parameter]
  /// What it takes from the left of `|`.
  public var input: Flow
  /// Whether it can also start a pipeline although it takes an input (then `$last` or nothing comes in).
  public var isInputOptional: Bool
  public var output: Flow
  public var effects: Effects
  public var examples: [Example]
  /// Related commands and topics.
  public var related: [String]
  /// What stands before the number in the variable that its value gets where no `let` names it: `cmp` for `$cmp1`.
  public var namePrefix: String?

  public init(
    name: String, summary: String, details: String = "", group: String, parameters: [Parameter] = [],
    input: Flow = .nothing, isInputOptional: Bool = false, output: Flow = .nothing, effects: Effects = [],
    examples: [Example] = [], related: [String] = [], namePrefix: String? = nil
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.group = group
    self.parameters = parameters
    self.input = input
    self.isInputOptional = isInputOptional
    self.output = output
    self.effects = effects
    self.examples = examples
    self.related = related
    self.namePrefix = namePrefix
  }

  /// The parameter that takes the rest of the stage as a row expression, if it is such a command.
  public var rowExpression: Parameter? {
    parameters.first { if case .rowExpression = $0.type { true } else { false } }
  }
}
