// What went wrong, as data. Turning it into text is the renderer's work.

/// The code of a diagnostic, with the text that `help XQ0203` shows.
///
/// Numbers: 01xx the text cannot be read, 02xx names and types found before anything runs, 03xx values found while
/// running, 04xx inputs, 05xx engine and system, 06xx refused, 07xx expectations. A host adds codes of its own.
public struct DiagnosticCode: Hashable, Sendable {
  /// What kind of failure it is, which decides the exit code (language.md, section 8).
  public enum Failure: Int32, Sendable {
    case expectation = 1
    case text = 2
    case input = 3
    case system = 4
    case refused = 5
    case interrupted = 130
  }

  /// `XQ` and four digits.
  public let id: String
  public let failure: Failure
  /// A few words that name the kind of mistake.
  public let title: String
  /// A paragraph: what it means and what to do.
  public let explanation: String
  /// A short text that has the mistake, and the same text mended.
  public let example: (before: String, after: String)?

  public init(
    _ id: String, _ failure: Failure, _ title: String, _ explanation: String,
    example: (before: String, after: String)? = nil
  ) {
    self.id = id
    self.failure = failure
    self.title = title
    self.explanation = explanation
    self.example = example
  }

  public static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.id == right.id }
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// An error, a warning or a note: a sentence with the values at hand, a place, and where possible a fix.
public struct Diagnostic: Error, Sendable {
  public enum Severity: String, Sendable { case error, warning, note }

  /// A change of the text that mends the mistake.
  public struct Fix: Sendable {
    public let span: Span
    public let replacement: String

    public init(_ span: Span, _ replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  public var severity: Severity
  public var code: DiagnosticCode
  /// One sentence, lower case, no full stop, names and code in single quotes.
  public var message: String
  /// Where it is; `nil` until the caller that knows adds it, and for what has no place in a text.
  public var place: Place?
  /// Words beside the caret, such as "did you mean 'errors'?".
  public var caption: String?
  public var fix: Fix?
  /// Lines behind `= help:`: what to type next.
  public var help: [String]
  /// Lines behind `= note:`: facts that matter.
  public var notes: [String]
  /// The calls that led here, innermost first: in a `def`, in a file that was sourced.
  public var trace: [(label: String, place: Place)]

  public init(
    _ code: DiagnosticCode, _ message: String, at place: Place? = nil, severity: Severity = .error,
    caption: String? = nil, fix: Fix? = nil, help: [String] = [], notes: [String] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.caption = caption
    self.fix = fix
    self.help = help
    self.notes = notes
    trace = []
  }
}
