// What stands at a cursor in a text that is being typed: the question that completion answers.

/// A stage of a pipeline as far as completion looks at it.
public struct StageOutline: Sendable, Equatable {
  public enum Head: Sendable, Equatable {
    case command(String)
    /// `$x.layers`: the name, then members; `nil` for a computed index.
    case variable([String?])
    /// What was shown last, where a line starts with `|`.
    case last
    /// Any other expression.
    case expression
  }

  /// An argument that was given; `word` is `nil` for one that is no word and no string.
  public struct Argument: Sendable, Equatable {
    public let option: String?
    public let word: String?

    public init(option: String? = nil, word: String?) {
      self.option = option
      self.word = word
    }
  }

  public var head: Head
  public var arguments: [Argument] = []
  /// The name before `=` of a row expression.
  public var rowName: String?

  public init(_ head: Head, arguments: [Argument] = [], rowName: String? = nil) {
    self.head = head
    self.arguments = arguments
    self.rowName = rowName
  }
}

/// Where a cursor stands, and what was typed there.
public struct CursorContext: Sendable, Equatable {
  public enum Place: Sendable, Equatable {
    /// Nothing can be completed: a new name, a number, a comment, the text of a string.
    case nothing
    /// Where a statement starts.
    case statement
    /// Where a pipeline starts that gives a value: behind `=` or `$(`.
    case head
    /// Behind `|`.
    case stage
    /// A word behind a command; for an option, its value.
    case argument(option: String?)
    /// `--name` of a command.
    case option
    /// An operand of an expression.
    case operand
    /// A variable; what was typed has its `$`.
    case variable
    /// A member of a variable: its name, then members.
    case member(of: [String?])
    /// The type of a `param`.
    case type
  }

  /// How an argument is quoted that the cursor stands in.
  public enum Quote: Sendable, Equatable {
    case none
    /// `'…'`
    case raw
    /// `"…"`
    case interpolated
  }

  public var place: Place
  /// The bytes from where what was typed stands to the cursor, the opening quote included.
  public var span: Span
  /// What was typed, as it is meant.
  public var typed: String
  public var quote = Quote.none
  /// The stages of the pipeline up to the cursor; the last one is that of the cursor where the place is one of a command.
  public var pipeline: [StageOutline] = []
  /// The variables that the text names itself, which have no value yet.
  public var ownVariables: [String] = []
  /// Whether the expression is one over the columns of what comes in.
  public var isInRow = false

  init(_ place: Place, _ span: Span, _ typed: String) {
    self.place = place
    self.span = span
    self.typed = typed
  }

  /// The context at the end of a text.
  ///
  /// - Parameters:
  ///   - text: the text up to the cursor. It need not be valid.
  ///   - declaration: what a command declares, `def`s included.
  /// - Complexity: linear in the length of the text.
  public init(endOf text: String, declaration: @escaping (String) -> CommandDeclaration?) {
    var scanner = CursorScanner(text, declaration: declaration)
    self = scanner.context()
  }
}
