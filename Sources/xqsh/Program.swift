// One call of the program: a console between the command line and the streams.

import Glibc
import XQConsole
import XQLanguage
import XQSystem

/// Runs what the command line asks for, and gives the exit code.
struct Program {
  /// The exit code where nobody reads standard output any more.
  static let closed: Int32 = 141

  let options: GlobalOptions
  let cancellation = Cancellation()
  let output: OutputStream
  private let error: OutputStream

  init(_ options: GlobalOptions) {
    self.options = options
    // A reader that goes away shows as an error of the write, which is answered in order.
    signal(SIGPIPE, SIG_IGN)
    let cancellation = cancellation
    output = OutputStream(STDOUT_FILENO) { cancellation.cancel() }
    error = OutputStream(STDERR_FILENO)
  }

  // MARK: - What can be asked for

  func run(_ source: Source, arguments: [String] = []) -> Int32 {
    withConsole(isPrompt: false, isJournaled: true, suite: source.name) { console in
      console.run(source, arguments: arguments, keepGoing: options.keepGoing)
    }
  }

  func runFile(_ path: String, arguments: [String]) -> Int32 {
    script(path) { run($0, arguments: arguments) }
  }

  func runStandardInput() -> Int32 {
    guard let bytes = StandardInput.readAll() else {
      return failed(
        Diagnostic(.unusableFile, "standard input cannot be read: \(String(cString: strerror(errno)))"))
    }
    return run(Source(name: "stdin", bytes: bytes))
  }

  func check(_ path: String) -> Int32 {
    script(path) { source in withConsole(isPrompt: false, suite: source.name) { $0.check(source) } }
  }

  func parametersHelp(_ path: String) -> Int32 {
    script(path) { source in
      withConsole(isPrompt: false) { console in
        guard let help = console.parametersHelp(source) else { return console.check(source) }
        console.write(help)
        return nil
      }
    }
  }

  func help(_ topic: String?) -> Int32 {
    withConsole(isPrompt: false) { console in
      do throws(Diagnostic) {
        try console.showHelp(topic)
        return nil
      } catch {
        return console.refuse(error)
      }
    }
  }

  func helpAsJSON() -> Int32 {
    withConsole(isPrompt: false) { console in
      output.write(console.helpAsJSON() + "\n")
      return nil
    }
  }

  func writeReference(_ folder: String) -> Int32 {
    withConsole(isPrompt: false) { console in
      let files = files()
      do throws(FileError) {
        try files.createFolder(folder)
        for page in console.referencePages() {
          if let subfolder = page.folder { try files.createFolder("\(folder)/\(subfolder)") }
          try files.write("\(folder)/\(page.path)", Array(page.text.utf8))
        }
        return nil
      } catch {
        return console.refuse(Diagnostic(error, isWriting: true))
      }
    }
  }

  /// The console for a person at a terminal; ends with 0.
  func prompt() -> Int32 {
    let signals = Signals(cancellation, output, isInteractive: true)
    guard let pipe = signals.pipe else {
      return failed(Diagnostic(.outputFailed, "no pipe can be made: \(String(cString: strerror(errno)))"))
    }
    return withConsole(isPrompt: true, isJournaled: true, signals) { console in
      PromptLoop(
        console: console, editor: Terminal.editor(output, signals: pipe), output: output,
        style: Terminal.style(STDOUT_FILENO, options, cutsLongTables: true), signals: signals,
        allowsShell: !options.safe
      ).run(initialFile: options.noInit ? nil : UserFolders.configuration.map { $0 + "/init.xq" })
      return nil
    }
  }

  // MARK: - Private

  func withConsole(
    isPrompt: Bool, isJournaled: Bool = false, suite: String = Wiring.name, _ given: Signals? = nil,
    _ body: (Console) -> Outcome?
  ) -> Int32 {
    let signals = given ?? Signals(cancellation, output, isInteractive: false)
    signals.start()
    let host = Wiring.makeHost()
    var sink: any Sink
    let width: (@Sendable () -> Int?)?
    if isPrompt, options.width == nil { width = { Terminal.width(of: STDOUT_FILENO) } } else { width = nil }
    var json: JSONSink?
    switch options.format {
    case .text:
      sink = TerminalSink(
        output: output, error: error,
        results: Terminal.style(STDOUT_FILENO, options, cutsLongTables: isPrompt && output.isTerminal),
        messages: Terminal.style(STDERR_FILENO, options, cutsLongTables: false), isQuiet: options.quiet,
        width: width)
    case .json:
      let events = JSONSink(output: output, program: host.name, version: host.version, isQuiet: options.quiet)
      json = events
      sink = events
    }
    let junit = options.junit.map { _ in JUnitSink(before: sink, suite: suite) }
    if let junit { sink = junit }
    let clock = SystemClock()
    let (journal, failure) = isJournaled ? Journals.make(isKept: !options.noJournal, clock: clock) : (Journal(), nil)
    let console = Console(
      host: host, files: files(), sink: sink, cancellation: cancellation, clock: clock, journal: journal,
      progress: Lessons.progress)
    if let failure { console.say(.diagnostic(Diagnostic(failure))) }
    var outcome: Outcome?
    if let refused = applySettings(console) {
      outcome = refused
    } else {
      outcome = body(console)
    }
    let code = signals.exitCode ?? outcome?.exitCode ?? 0
    console.finish(code)
    if let junit, let path = options.junit, let failed = write(junit, to: path, console) { return failed }
    json?.finish(code, failedExpectations: outcome?.failedExpectations ?? 0)
    output.flush()
    leaveWithoutWaiting(code)
    // A terminal that went away is no failure of the output.
    if let ended = signals.exitCode { return ended }
    switch output.failure {
    case .closed: return Self.closed
    case .system(let text):
      return failed(Diagnostic(.outputFailed, "standard output cannot be written: \(text)"))
    case nil: return code
    }
  }

  /// Where work that was abandoned still runs, leaving in the usual way would take from it what it uses.
  private func leaveWithoutWaiting(_ code: Int32) {
    if cancellation.hasAbandonedWork { _exit(code) }
  }

  /// The file that the command line names is written whatever --safe says, like the one that is read.
  private func write(_ junit: JUnitSink, to path: String, _ console: Console) -> Int32? {
    do throws(FileError) {
      try FileAccess().write(path, Array(junit.document().utf8))
      return nil
    } catch {
      return console.refuse(Diagnostic(error, isWriting: true)).exitCode
    }
  }

  func files() -> FileAccess {
    FileAccess(
      policy: options.safe ? .limited(readable: ["."], writable: ".") : .unrestricted, shipped: Wiring.examples)
  }

  private func applySettings(_ console: Console) -> Outcome? {
    for setting in options.settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { continue }
      do {
        try console.set(parts[0], to: parts[1], origin: "command line")
      } catch {
        return console.refuse(error)
      }
    }
    return nil
  }

  /// The file that the command line names is read whatever --safe says: its user named it.
  func reading(_ path: String, _ body: (Source) -> Int32) -> Int32 {
    do {
      return body(try Source(reading: path, files: FileAccess(shipped: Wiring.examples)))
    } catch {
      return withConsole(isPrompt: false) { $0.refuse(error) }
    }
  }

  /// A script, or the commands of a page as one.
  private func script(_ path: String, _ body: (Source) -> Int32) -> Int32 {
    reading(path) { source in
      guard ReportReader.isPage(path) else { return body(source) }
      do throws(Diagnostic) {
        return body(try ReportReader(source).script(folder: source.folder))
      } catch {
        return withConsole(isPrompt: false) { $0.refuse(error) }
      }
    }
  }

  private func failed(_ diagnostic: Diagnostic) -> Int32 {
    error.write(DiagnosticRenderer().render(diagnostic) + "\n")
    error.flush()
    return diagnostic.code.failure.rawValue
  }
}
