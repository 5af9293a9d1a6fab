// Reports of sessions that are over, and whether they still hold.

import XQConsole
import XQLanguage
import XQSystem

extension Program {
  /// Writes the report of the last session, also of one that crashed; without a path to standard output.
  func reportLast(_ path: String?, isClean: Bool) -> Int32 {
    withConsole(isPrompt: false, isJournaled: false) { console in
      guard let record = Journals.last() else {
        return console.refuse(
          Diagnostic(.unusableFile, "there is no journal of a session in '\(Journals.folder ?? "~/.local/state")'"))
      }
      let format: ReportFormat
      do throws(Diagnostic) {
        format = try path.map { path throws(Diagnostic) in try ReportFormat.required(path) } ?? .markdown
      } catch {
        return console.refuse(error)
      }
      let files = files()
      let text = format.text(record, isClean: isClean, files: files)
      guard let path else {
        output.write(text)
        return nil
      }
      do throws(FileError) {
        try files.write(path, Array(text.utf8))
      } catch {
        return console.refuse(Diagnostic(error, isWriting: true))
      }
      console.say(.message("wrote \(path)"))
      return nil
    }
  }

  /// Runs a report again, and shows where it prints something else.
  func replay(_ path: String) -> Int32 {
    reading(path) { page in
      withConsole(isPrompt: false, isJournaled: false) { console in
        do throws(Diagnostic) {
          let (replay, outcome) = try Console.replay(
            page, host: Wiring.makeHost(), files: files(), sink: ErrorsAlone(console.sink), cancellation: cancellation)
          show(replay, of: page.name, console)
          if outcome.exitCode > DiagnosticCode.Failure.expectation.rawValue { return outcome }
          return Outcome(exitCode: replay.differences.isEmpty ? 0 : 1, diagnostics: outcome.diagnostics)
        } catch {
          return console.refuse(error)
        }
      }
    }
  }

  private func show(_ replay: Replay, of name: String, _ console: Console) {
    for difference in replay.differences {
      var lines = ["\(name):\(difference.line)"]
      lines += difference.expected.map { "  - \($0)" }
      lines += difference.found.map { "  + \($0)" }
      if difference.found.isEmpty { lines.append("  + nothing") }
      console.say(.text(lines.joined(separator: "\n")))
    }
    for file in replay.changedFiles { console.say(.message("another file than in the report: \(file)")) }
    let blocks = "\(replay.stepCount) block\(replay.stepCount == 1 ? "" : "s")"
    let count = replay.differences.count
    let verdict = count == 0 ? "the same" : "\(count) difference\(count == 1 ? "" : "s")"
    console.say(.text("\(blocks) compared: \(verdict)"))
    console.say(.message(Replay.tolerance))
  }
}

/// Shows errors and progress of a run whose results are compared and not shown.
private final class ErrorsAlone: Sink {
  private let next: any Sink

  init(_ next: any Sink) { self.next = next }

  func receive(_ event: Event) {
    switch event {
    case .diagnostic(let diagnostic) where diagnostic.severity == .error: next.receive(event)
    case .progress: next.receive(event)
    default: break
    }
  }
}
