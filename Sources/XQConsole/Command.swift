// What a command is to the console: a declaration and a function.

import XQLanguage
import XQSystem

/// A command. One file each; everything that is known about it beforehand stands in its declaration.
public protocol Command: Sendable {
  static var declaration: CommandDeclaration { get }

  init()

  /// Runs it once.
  ///
  /// - Returns: its value, which is shown, assigned or handed on; `nil` for a command that gives none.
  /// - Throws: a diagnostic; where it has no place, the evaluator adds the call's.
  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value?
}

/// One call of a command: what came in, and its arguments by name.
public struct Invocation {
  /// What came from the left of `|`.
  public let input: Value?
  /// Every parameter of the declaration has an entry, of the parameter's type: the one given, else the default.
  public let arguments: [String: Value]
  /// The parameters that were given.
  public let given: Set<String>
  /// Where each given argument stands.
  public let spans: [String: Span]
  /// Where the command's name stands.
  public let place: Place
  /// For a command with a row expression: the name before `=` and what computes the cells.
  public let row: RowFunction?
  /// The variable that the value is about to get, where the call is the last stage behind `let NAME =`.
  public let assignedName: String?

  public init(
    input: Value?, arguments: [String: Value], given: Set<String>, spans: [String: Span], place: Place,
    row: RowFunction? = nil, assignedName: String? = nil
  ) {
    self.input = input
    self.arguments = arguments
    self.given = given
    self.spans = spans
    self.place = place
    self.row = row
    self.assignedName = assignedName
  }

  /// The argument, `none` where it was left out and has no default.
  public subscript(name: String) -> Value { arguments[name] ?? .none }

  /// Where an argument stands, else where the command's name stands.
  public func place(of name: String) -> Place {
    spans[name].map { Place(place.source, $0) } ?? place
  }
}

/// A row expression, ready to be computed for the rows of a table.
public struct RowFunction {
  /// The name before `=`, if there is one.
  public let name: String?
  /// The value for each row of the table, in order.
  public let evaluate: (Table) throws(Diagnostic) -> [Value]

  public init(name: String?, evaluate: @escaping (Table) throws(Diagnostic) -> [Value]) {
    self.name = name
    self.evaluate = evaluate
  }
}
