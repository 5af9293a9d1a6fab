// What the console says, as the text that a user of a plain terminal sees.

import Synchronization
import XQLanguage

/// Writes everything into one text, in order: plain, without progress.
public final class TranscriptSink: Sink {
  private let text: TextRenderer
  private let diagnostics: DiagnosticRenderer
  private let kept = Mutex("")

  public init(_ style: TextStyle = TextStyle()) {
    text = TextRenderer(style)
    diagnostics = DiagnosticRenderer(style: style.hasColour ? .ansi : .plain, width: style.width)
  }

  /// What was written since the last call.
  public func take() -> String {
    kept.withLock { text in
      defer { text = "" }
      return text
    }
  }

  public func receive(_ event: Event) {
    let lines: [String]
    switch event {
    case .result(let value): lines = text.lines(value)
    case .fullResult(let value): lines = text.lines(value, isFull: true)
    case .picture(let picture): lines = picture.lines(text.style)
    case .text(let line), .note(let line): lines = text.lines(of: line)
    case .fitted(let fitted): lines = text.lines(of: fitted)
    case .section(let title): lines = text.heading(title)
    case .message(let line), .remark(let line): lines = [TerminalText.escaped(line)]
    case .diagnostic(let diagnostic): lines = [diagnostics.render(diagnostic)]
    case .failedExpectation(let place, let message, let parts, _):
      lines = text.failure(place, message: message, parts: parts)
    case .heldExpectation, .progress: return
    }
    kept.withLock { $0 += lines.map { $0 + "\n" }.joined() }
  }
}
