// What reads a line from a person at a terminal.

/// What came of asking for a line.
public enum LineInput: Equatable, Sendable {
  /// A line, or several that were pasted or recalled together, without the last line end.
  case line(String)
  /// Ctrl-C: what was typed is dropped.
  case interrupted
  /// Ctrl-D, or nobody is at the terminal any more.
  case end
  /// A signal that ends the program; the terminal is in its former mode.
  case ended
}

/// What can stand at a cursor.
public struct LineCompletions: Sendable {
  /// The byte of the line from which a text replaces what stands before the cursor.
  public var start: Int
  public var texts: [String]
  /// What is added behind a text that is the only one: a blank, or nothing.
  public var append: Character?

  public init(start: Int, texts: [String], append: Character? = nil) {
    self.start = start
    self.texts = texts
    self.append = append
  }
}

/// Reads lines from a terminal. To be used from one thread.
public protocol LineEditor: AnyObject {
  /// Shows a prompt and waits for a line, Ctrl-C, the end of input, or a signal that ends the program.
  ///
  /// - Parameters:
  ///   - prompt: a line without control characters.
  ///   - isBold: whether it is shown bold, by an escape sequence.
  ///   - complete: the completions of the line at a cursor, in bytes.
  func read(prompt: String, isBold: Bool, complete: @escaping (_ line: String, _ cursor: Int) -> LineCompletions)
    -> LineInput

  /// Keeps an entry, which may have several lines, for being recalled.
  func remember(_ entry: String)
}
