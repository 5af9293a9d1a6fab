// What the console says, as text on standard output and standard error.

import Synchronization
import XQLanguage

/// Writes results to one stream and everything else to another, for a reader or a pipe.
public final class TerminalSink: Sink {
  private let output: OutputStream
  private let error: OutputStream
  private let isQuiet: Bool
  private let resultStyle: TextStyle
  private let messageStyle: TextStyle
  private let width: (@Sendable () -> Int?)?
  private let showsProgress: Bool
  private let bar: Mutex<ProgressBar>

  /// - Parameters:
  ///   - results: how results are written.
  ///   - messages: how messages and diagnostics are written.
  ///   - isQuiet: drops messages and progress, not warnings.
  ///   - width: the cells of a line now, for a terminal that can change its size; `nil` where the styles say it.
  public init(
    output: OutputStream, error: OutputStream, results: TextStyle, messages: TextStyle, isQuiet: Bool = false,
    width: (@Sendable () -> Int?)? = nil
  ) {
    self.output = output
    self.error = error
    self.isQuiet = isQuiet
    resultStyle = results
    messageStyle = messages
    self.width = width
    showsProgress = error.isTerminal && !isQuiet
    bar = Mutex(ProgressBar(style: messages))
  }

  public func receive(_ event: Event) {
    switch event {
    case .result(let value): show(results.lines(value))
    case .fullResult(let value): show(results.lines(value, isFull: true))
    case .picture(let picture): show(picture.lines(results.style))
    case .text(let text), .note(let text): show(results.lines(of: text))
    case .fitted(let fitted): show(results.lines(of: fitted))
    case .section(let title): show(results.heading(title))
    case .message(let text), .remark(let text): if !isQuiet { say([TerminalText.escaped(text)]) }
    case .diagnostic(let diagnostic): say([diagnostics.render(diagnostic)])
    case .failedExpectation(let place, let message, let parts, _):
      say(messages.failure(place, message: message, parts: parts))
    case .heldExpectation: break
    case .progress(let progress): report(progress)
    }
  }

  // MARK: - Private

  private var results: TextRenderer { TextRenderer(fitted(resultStyle)) }

  private var messages: TextRenderer { TextRenderer(fitted(messageStyle)) }

  private var diagnostics: DiagnosticRenderer {
    let style = fitted(messageStyle)
    return DiagnosticRenderer(style: style.hasColour ? .ansi : .plain, width: error.isTerminal ? style.width : nil)
  }

  private func fitted(_ style: TextStyle) -> TextStyle {
    guard let width = width?() else { return style }
    return TextStyle(
      width: width, hasColour: style.hasColour, isUnicode: style.isUnicode, cutsLongTables: style.cutsLongTables)
  }

  private func show(_ lines: [String]) {
    clearBar()
    for line in lines { output.write(line + "\n") }
    if output.isTerminal { output.flush() }
  }

  /// Results that were written before stand before it, also where both streams lead to one place.
  private func say(_ lines: [String]) {
    clearBar()
    output.flush()
    for line in lines { error.write(line + "\n") }
    error.flush()
  }

  private func report(_ progress: Progress?) {
    guard showsProgress, let text = bar.withLock({ $0.update(progress, at: .now) }) else { return }
    output.flush()
    error.write(text)
    error.flush()
  }

  private func clearBar() {
    guard showsProgress, let text = bar.withLock({ $0.clear() }) else { return }
    error.write(text)
    error.flush()
  }
}
