// The console for a person: a prompt, a line, an answer.

import Glibc
import XQConsole
import XQLanguage
import XQReadline

/// Reads lines from a terminal and runs them until `quit`, Ctrl-D or a signal that ends the session.
struct PromptLoop {
  let console: Console
  let editor: any LineEditor
  let output: OutputStream
  let style: TextStyle
  let signals: Signals
  /// Whether `!command` runs programs.
  let allowsShell: Bool

  func run(initialFile: String?) {
    say(banner)
    if let initialFile, runFile(initialFile) { return }
    var text = ""
    while signals.exitCode == nil, output.failure == nil {
      let pending = text
      let input = editor.read(prompt: prompt(pending), isBold: style.hasColour) { line, cursor in
        completions(of: line, cursor, behind: pending)
      }
      switch input {
      // In the middle of a text the end is that of the text.
      case .end where !text.isEmpty: text = ""
      case .end, .ended: return
      case .interrupted: text = ""
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        // An empty line ends what would stay open for ever.
        if isOpen(text), !line.allSatisfy(\.isWhitespace) { continue }
        defer { text = "" }
        if text.allSatisfy(\.isWhitespace) { continue }
        editor.remember(trimmed(text))
        if runText(text) { return }
      }
    }
  }

  // MARK: - Running

  private func isOpen(_ text: String) -> Bool {
    ShellEscape.command(in: text) == nil && !console.openConstructs(in: text).isEmpty
  }

  /// Returns true where the session is to end.
  private func runText(_ text: String) -> Bool {
    guard let command = ShellEscape.command(in: text) else {
      return run { console.run(Source(name: "prompt", text: text), mode: .prompt) }
    }
    guard allowsShell else {
      _ = console.refuse(ShellEscape.refusal)
      return false
    }
    signals.setActivity(.shell)
    defer {
      signals.settle()
      signals.setActivity(.editing)
    }
    if let ending = ShellEscape.run(command) { say(ending + "\n") }
    return false
  }

  /// Runs the user's own file, if it is there.
  private func runFile(_ path: String) -> Bool {
    guard access(path, F_OK) == 0 else { return false }
    return run {
      do throws(Diagnostic) {
        return console.run(try Source(reading: path, files: .init()), mode: .script)
      } catch {
        return console.refuse(error)
      }
    }
  }

  private func run(_ body: () -> Outcome) -> Bool {
    console.cancellation.reset()
    signals.setActivity(.running)
    defer { signals.setActivity(.editing) }
    let outcome = body()
    if outcome.exitCode == 130 { say("interrupted\n") }
    return outcome.isQuit
  }

  // MARK: - What is shown

  private var banner: String {
    let parts =
      ["\(console.host.name) \(console.host.version)"] + console.host.banner(console.session) + [
        console.host.lessons.isEmpty ? "help, quit" : "help, learn, quit"
      ]
    return parts.joined(separator: style.isUnicode ? "  ·  " : "  -  ") + "\n"
  }

  private func prompt(_ text: String) -> String {
    let name = (console.session.subject?.name ?? "xq") + (console.isInLesson ? " (lesson)" : "")
    if text.isEmpty { return "\(name)> " }
    let open = console.openConstructs(in: text).joined()
    return String(repeating: ".", count: max(0, name.count - open.count)) + open + "> "
  }

  private func completions(of line: String, _ cursor: Int, behind pending: String) -> LineCompletions {
    let before = pending.isEmpty ? "" : pending + "\n"
    let found = console.complete(before + line, cursor: before.utf8.count + cursor)
    let texts = found.candidates.map(\.text)
    return LineCompletions(
      start: max(0, found.start - before.utf8.count), texts: texts,
      append: found.candidates.first.flatMap { $0.isWhole ? " " : nil })
  }

  /// Without the line ends that a paste brings along.
  private func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    return String(text)
  }

  private func say(_ text: String) {
    guard output.isTerminal else { return }
    output.write(text)
    output.flush()
  }
}
