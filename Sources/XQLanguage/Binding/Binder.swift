// From text to a bound program.

/// What binding a text gives.
public struct BindResult: Sendable {
  /// `nil` where the text has an error.
  public let program: Program?
  /// Errors and warnings in the order of their places.
  public let diagnostics: [Diagnostic]
}

/// Reads a text that `source FILE` names. The path is as it was written; `from` is the text that names it.
public typealias SourceLoader = (_ path: String, _ from: Source) throws(Diagnostic) -> Source

/// Turns text into a program, or says all that is wrong with it.
public struct Binder {
  public init(commands: CommandTable, known: KnownNames = KnownNames(), loadSource: SourceLoader? = nil) {
  }

  /// Parses and binds a whole text.
  public func bind(_ source: Source) -> BindResult { BindResult(program: nil, diagnostics: []) }

  /// Binds a statement whose names could not be known before a computed `source` ran; the program has that statement alone.
  public func bind(_ deferred: DeferredStatement) -> BindResult { BindResult(program: nil, diagnostics: []) }
}

public struct DeferredStatement: Sendable {
  public let source: Source
}

/// A construct that the end of a text leaves open, as the prompt for the next line shows it: `(`, `$(`, `[`, `{`, `"""`,
/// `|` or an operator.
public func openConstructs(in text: String, commands: CommandTable) -> [String] { [] }
