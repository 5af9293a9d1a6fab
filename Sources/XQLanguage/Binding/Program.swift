// A bound program: what the evaluator runs. Every name of a command, option and function in it is known, and every word
// has become a value of its parameter's type.

/// A text that was parsed and bound without an error.
public struct Program: Sendable {
  public let source: Source
  /// The `param` statements, in order; they also stand in `body`.
  public let parameters: [ScriptParameter]
  /// The `def`s of the text, by name. They are known in the whole text.
  public let definitions: [String: Definition]
  public let body: Block

  public init(source: Source, parameters: [ScriptParameter], definitions: [String: Definition], body: Block) {
    self.source = source
    self.parameters = parameters
    self.definitions = definitions
    self.body = body
  }
}

/// `param NAME: TYPE = default`.
public struct ScriptParameter: Sendable {
  public let name: String
  public let span: Span
  /// `nil` where the value's type is not stated: the default's type counts, and without a default any value.
  public let type: ParameterType?
  public let defaultValue: Expression?
  /// The comment behind it or right above it.
  public let help: String

  public init(name: String, span: Span, type: ParameterType?, defaultValue: Expression?, help: String) {
    self.name = name
    self.span = span
    self.type = type
    self.defaultValue = defaultValue
    self.help = help
  }
}

/// `def NAME(…) { … }`. Defaults are evaluated at each call, in order.
public struct Definition: Sendable {
  public let declaration: CommandDeclaration
  public let defaults: [String: Expression]
  public let span: Span
  public let body: Block
  /// The text it was written in, which may be another one than the caller's.
  public let source: Source

  public init(
    declaration: CommandDeclaration, defaults: [String: Expression], span: Span, body: Block, source: Source
  ) {
    self.declaration = declaration
    self.defaults = defaults
    self.span = span
    self.body = body
    self.source = source
  }
}

public struct Block: Sendable {
  public let statements: [Statement]

  public init(_ statements: [Statement]) { self.statements = statements }
}

public struct Statement: Sendable {
  public indirect enum Kind: Sendable {
    case assign(name: String, Pipeline)
    case parameter(ScriptParameter)
    case definition(Definition)
    case forEach(name: String, in: Expression, Block)
    case branch([(condition: Expression, body: Block)], otherwise: Block?)
    case attempt(Block, errorName: String?, otherwise: Block?)
    case giveBack(Pipeline?)
    case stop(Expression?)
    case next
    case expect(Expression, message: Expression?, isRequired: Bool)
    case pipeline(Pipeline)
    /// A statement behind a `source` of a computed path that uses names which nobody knows yet. When it runs it is bound
    /// by ``Binder/bind(_:)-(DeferredStatement)`` with what is known then, and the program that comes out is run.
    case deferred(DeferredStatement)
  }

  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// `head | stage | stage`.
public struct Pipeline: Sendable {
  public enum Head: Sendable {
    case call(Call)
    case expression(Expression)
    /// A statement at the prompt that starts with `|`.
    case last
  }

  public let head: Head
  public let stages: [Call]
  public let span: Span

  public init(head: Head, stages: [Call], span: Span) {
    self.head = head
    self.stages = stages
    self.span = span
  }
}

/// A command with its arguments.
public struct Call: Sendable {
  public struct Argument: Sendable {
    /// The words of a repeated parameter are one list expression.
    public let value: Expression
    public let span: Span

    public init(_ value: Expression, _ span: Span) {
      self.value = value
      self.span = span
    }
  }

  /// The declaration of the command or `def`.
  public let declaration: CommandDeclaration
  /// Whether it calls a `def`, which the evaluator looks up by name when it runs.
  public let isDefinition: Bool
  public let nameSpan: Span
  public let span: Span
  /// What was given, by parameter name. Defaults are not filled in. Constants are already of the parameter's type;
  /// anything else is checked when it runs (``ParameterType/accept(_:)``).
  public let arguments: [String: Argument]
  /// For a command with a row expression: the name before `=`, and the expression over the columns.
  public let row: (name: String?, expression: Expression)?

  public init(
    declaration: CommandDeclaration, isDefinition: Bool, nameSpan: Span, span: Span,
    arguments: [String: Argument], row: (name: String?, expression: Expression)? = nil
  ) {
    self.declaration = declaration
    self.isDefinition = isDefinition
    self.nameSpan = nameSpan
    self.span = span
    self.arguments = arguments
    self.row = row
  }
}

public struct Expression: Sendable {
  public indirect enum Kind: Sendable {
    case constant(Value)
    /// A string with `{ }` in it.
    case interpolation([Segment])
    case variable(String)
    /// A column, in a row expression only.
    case column(String)
    /// `$it`, the row.
    case row
    case member(Expression, name: String, nameSpan: Span)
    case index(Expression, Expression)
    case list([Expression])
    case record([(key: String, value: Expression)])
    /// `$( … )`.
    case pipeline(Pipeline)
    case function(Function, [Expression])
    case negate(Expression)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression, operatorSpan: Span)
  }

  public enum Segment: Sendable {
    case text(String)
    case value(Expression, NumberFormat?)
  }

  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

public enum BinaryOperator: String, Sendable, CaseIterable {
  case or, and
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  case matches = "~"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

/// The functions of the language.
public enum Function: String, Sendable, CaseIterable {
  case abs, min, max, sqrt, pow, log10, round, floor, ceil, sum, mean, median, quantile, len, range, unique, first, last
  case lower, upper, contains, starts, ends, replace, split, join, missing, close, exists, glob, basename, dirname
  case number, string, now
}
