// The console for a person: a prompt, a line, an answer.

import Glibc
import XQConsole
import XQLanguage

/// Reads lines from a terminal and runs them until `quit`, Ctrl-D or a signal that ends the session.
struct PromptLoop {
  let console: Console
  let output: OutputStream
  let style: TextStyle
  let signals: Signals

  func run() {
    if output.isTerminal { say("\(console.host.name) \(console.host.version)\(dot)help, quit\n") }
    var reader = LineReader(wakeUp: signals.wakeUp)
    var text = ""
    while signals.exitCode == nil, output.failure == nil {
      ask(text)
      switch reader.next() {
      case .end:
        say("\n")
        return
      case .interrupted:
        say("\n")
        text = ""
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        // An empty line ends what would stay open for ever.
        if !line.isEmpty, !console.openConstructs(in: text).isEmpty { continue }
        defer { text = "" }
        if isBlank(text) { continue }
        if runLine(text) { return }
      }
    }
  }

  /// Returns true where the session is to end.
  private func runLine(_ text: String) -> Bool {
    console.cancellation.reset()
    signals.setWorking(true)
    defer { signals.setWorking(false) }
    let outcome = console.run(Source(name: "prompt", text: text), mode: .prompt)
    if outcome.exitCode == 130, output.isTerminal { say("interrupted\n") }
    return outcome.isQuit
  }

  private func ask(_ text: String) {
    guard output.isTerminal else { return }
    let name = console.session.subject?.name ?? "xq"
    if text.isEmpty {
      say("\(name)> ")
    } else {
      let open = console.openConstructs(in: text).joined()
      let dots = String(repeating: ".", count: max(0, name.count - open.count))
      say("\(dots)\(open)> ")
    }
  }

  private var dot: String { style.isUnicode ? "  ·  " : "  -  " }

  private func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

  private func say(_ text: String) {
    guard output.isTerminal else { return }
    output.write(text)
    output.flush()
  }
}
