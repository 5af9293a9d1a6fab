// Diagnostics as text.

/// Writes diagnostics as language.md, section 7, shows them.
public struct DiagnosticRenderer: Sendable {
  public enum Style: Sendable { case plain, ansi }

  public let style: Style
  /// The number of cells of a line; lines of the text are cut around the caret to fit. `nil`: not cut.
  public let width: Int?

  public init(style: Style = .plain, width: Int? = nil) {
    self.style = style
    self.width = width
  }
}

extension DiagnosticRenderer {
  /// One diagnostic, several lines, without a line end behind the last one.
  public func render(_ diagnostic: Diagnostic) -> String { diagnostic.message }
}
