// The syntax tree: what stands in a text, before any name has a meaning.

struct NameSyntax: Sendable {
  let text: String
  let span: Span
}

struct StatementSyntax: Sendable {
  indirect enum Kind: Sendable {
    case assign(NameSyntax, PipelineSyntax)
    case parameter(ParameterSyntax)
    case definition(DefinitionSyntax)
    case forEach(NameSyntax, ExpressionSyntax, [StatementSyntax])
    case branch([(condition: ExpressionSyntax, body: [StatementSyntax])], otherwise: [StatementSyntax]?)
    case attempt([StatementSyntax], errorName: NameSyntax?, otherwise: [StatementSyntax]?)
    case giveBack(PipelineSyntax?)
    case stop(ExpressionSyntax?)
    case next
    case expect(ExpressionSyntax, message: ExpressionSyntax?, isRequired: Bool)
    case pipeline(PipelineSyntax)
    /// A statement that could not be read; the name it would have given a value to.
    case broken(assigned: NameSyntax?)
  }

  let kind: Kind
  let span: Span
}

/// `param NAME: TYPE = default`, and one parameter of a `def`.
struct ParameterSyntax: Sendable {
  let name: NameSyntax
  let isOption: Bool
  let type: NameSyntax?
  let defaultValue: ExpressionSyntax?
  /// The comment behind it or right above it.
  let help: String
}

struct DefinitionSyntax: Sendable {
  let name: NameSyntax
  let parameters: [ParameterSyntax]
  let body: [StatementSyntax]
  let help: String
}

struct PipelineSyntax: Sendable {
  indirect enum Head: Sendable {
    case command(CommandSyntax)
    case expression(ExpressionSyntax)
    /// Nothing stands before the first `|`.
    case last
  }

  let head: Head
  let stages: [CommandSyntax]
  let span: Span
}

struct CommandSyntax: Sendable {
  let name: NameSyntax
  let arguments: [ArgumentSyntax]
  /// For a command of the host with a row expression.
  let row: RowSyntax?
  let span: Span
  /// What is wrong in the arguments of a name that the parser does not know. It counts if the name turns out to be a
  /// `def`; a misspelt name is one error, not two.
  let held: [Diagnostic]
}

struct RowSyntax: Sendable {
  let name: NameSyntax?
  let expression: ExpressionSyntax
}

struct ArgumentSyntax: Sendable {
  indirect enum Kind: Sendable {
    /// A word, not yet a value of any type.
    case word(String)
    case expression(ExpressionSyntax)
    /// `--name`, `--name=value`.
    case option(NameSyntax, value: ArgumentSyntax?)
  }

  let kind: Kind
  let span: Span
}

struct ExpressionSyntax: Sendable {
  indirect enum Kind: Sendable {
    case constant(Value)
    case string(StringSyntax)
    case variable(String)
    case column(String)
    case member(ExpressionSyntax, NameSyntax)
    case index(ExpressionSyntax, ExpressionSyntax)
    case list([ExpressionSyntax])
    case record([(key: NameSyntax, value: ExpressionSyntax)])
    case pipeline(PipelineSyntax)
    case function(NameSyntax, [ExpressionSyntax])
    case negate(ExpressionSyntax)
    case not(ExpressionSyntax)
    case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax, operatorSpan: Span)
    /// An operand that could not be read.
    case broken
  }

  let kind: Kind
  let span: Span
  /// How many levels the tree below has; bounded, so that walking it by recursion is safe.
  let height: Int

  init(_ kind: Kind, _ span: Span, height: Int = 1) {
    self.kind = kind
    self.span = span
    self.height = height
  }
}

struct StringSyntax: Sendable {
  enum Segment: Sendable {
    case text(String)
    case value(ExpressionSyntax, NumberFormat?)
  }

  let segments: [Segment]
  /// Where `$name` stands in the text, which looks like a value and is none.
  let dollars: [NameSyntax]
}

extension PipelineSyntax {
  /// The expressions that it holds directly.
  var expressions: [ExpressionSyntax] {
    var found: [ExpressionSyntax] = []
    switch head {
    case .expression(let expression): found.append(expression)
    case .command(let command): found += command.expressions
    case .last: break
    }
    return stages.reduce(into: found) { $0 += $1.expressions }
  }
}

extension CommandSyntax {
  var expressions: [ExpressionSyntax] {
    (row.map { [$0.expression] } ?? []) + arguments.compactMap(\.expression)
  }
}

extension ArgumentSyntax {
  /// The expression that it is or that its option takes.
  var expression: ExpressionSyntax? {
    switch kind {
    case .word: nil
    case .expression(let expression): expression
    case .option(_, let value): value?.expression
    }
  }
}
