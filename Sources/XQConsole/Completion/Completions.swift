// What can be typed at a cursor.

import XQLanguage

/// What can stand at a cursor, and what it replaces.
public struct Completions: Sendable, Equatable {
  /// One thing that can be typed.
  public struct Candidate: Sendable, Equatable {
    /// What is inserted, quoted where the language wants that.
    public let text: String
    /// The name as a list shows it.
    public let label: String
    /// Whether nothing is to follow immediately: not for a folder, a function, or `--`.
    public let isWhole: Bool

    public init(text: String, label: String, isWhole: Bool) {
      self.text = text
      self.label = label
      self.isWhole = isWhole
    }
  }

  /// The byte of the text from which a candidate replaces what stands before the cursor.
  public let start: Int
  /// In the order in which they are to be offered.
  public let candidates: [Candidate]

  public init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }
}

extension Console {
  /// What can stand at a cursor in a text that is being typed. Nothing is run, and no file is read; folders are listed.
  ///
  /// - Parameters:
  ///   - text: what was typed so far, all lines of it.
  ///   - cursor: its place in the bytes of the text; what stands behind is not looked at.
  /// - Complexity: linear in the length of the text and the number of names.
  public func complete(_ text: String, cursor: Int) -> Completions {
    let before = String(decoding: text.utf8.prefix(max(0, cursor)), as: UTF8.self)
    // Brackets nest as deeply as in a text that is run.
    return DeepThread.run { Completer(self, CursorContext(endOf: before, declaration: declaration)).completions() }
  }

  /// What a command declares: of the host, or a `def` of the session.
  func declaration(_ name: String) -> CommandDeclaration? { table[name] ?? definedCommands[name] }
}
