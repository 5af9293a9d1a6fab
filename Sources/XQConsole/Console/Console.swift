// The console: a session, the commands of a host, and texts that run in it.

import XQLanguage
import XQSystem

/// Runs texts of the command language for a host.
///
/// Several can live in one process; they share nothing. One console is used from one thread at a time; its
/// ``cancellation`` may be used from any.
///
///     let console = Console(host: host, sink: TerminalSink())
///     let outcome = console.run(Source(name: "-c", text: "print \"hello\""))
public final class Console {
  /// Who the text comes from: it decides what a line that starts with `|` means and how much of a table is shown.
  public enum Mode: Sendable { case script, prompt }

  public let host: Host
  public let session: Session
  public let cancellation: Cancellation
  /// Takes what the console says.
  public let sink: any Sink
  let context: Context
  let commands: [String: any Command.Type]
  let table: CommandTable
  private let clock: any Clock
  private let limits: Limits
  private var definitions: [String: Definition] = [:]

  /// - Parameters:
  ///   - host: its commands come on top of those of the console; of two with one name the host's counts.
  ///   - files: the gate to the file system.
  ///   - journal: what is written down of the session; by default it is kept in memory.
  ///   - progress: which lessons are done; by default it is known as long as the console lives.
  public init(
    host: Host, files: FileAccess = FileAccess(), sink: any Sink, cancellation: Cancellation = Cancellation(),
    clock: any Clock = SystemClock(), limits: Limits = Limits(), journal: Journal = Journal(),
    progress: any LessonProgressStore = LessonProgressInMemory()
  ) {
    self.host = host
    self.cancellation = cancellation
    self.sink = sink
    self.clock = clock
    self.limits = limits
    session = Session(settings: Settings(host.settings))
    host.prepare(session)
    var commands: [String: any Command.Type] = [:]
    var declarations: [String: CommandDeclaration] = [:]
    for command in Console.ownCommands + host.commands {
      let declaration = command.declaration
      commands[declaration.name] = command
      declarations[declaration.name] = declaration
    }
    self.commands = commands
    let types = host.objectKinds.map { ($0.name, ParameterType.object(kind: $0.name)) }
    table = CommandTable(
      Array(declarations.values), types: Dictionary(types + host.patterns) { first, _ in first })
    var files = files
    files.onRead = { journal.noteRead($0) }
    context = Context(session: session, files: files, cancellation: cancellation, sink: sink, journal: journal)
    context.catalogue = Catalogue(declarations: Array(declarations.values), host: host)
    context.tutor = Tutor(host.lessons, store: progress)
    journal.start(
      program: host.name, version: host.version, date: clock.now(), folder: FileAccess.currentFolder ?? ".")
    journal.note(facts: host.facts(session), settings: session.settings)
  }

  // MARK: - Running

  /// Runs a text.
  ///
  /// It is parsed and bound as a whole first; nothing runs if it has an error. It runs on a thread of its own, for which this
  /// one waits.
  ///
  /// - Parameters:
  ///   - arguments: what stood behind the file on the command line, `--NAME VALUE` for its `param`s.
  ///   - keepGoing: after an error, the next statement of the top level runs.
  public func run(
    _ source: Source, mode: Mode = .script, arguments: [String] = [], keepGoing: Bool = false
  ) -> Outcome {
    DeepThread.run { runHere(source, mode, arguments, keepGoing) }
  }

  /// Parses and binds a text without running it.
  public func check(_ source: Source) -> Outcome {
    let bound = DeepThread.run { binder(.script).bind(source) }
    for diagnostic in bound.diagnostics { context.say(.diagnostic(diagnostic)) }
    if bound.program == nil { return refused(bound.diagnostics) }
    return Outcome(exitCode: 0, diagnostics: bound.diagnostics, failedExpectations: 0, isQuit: false)
  }

  /// What `--help` behind a file lists; `nil` where the text has errors, which are reported.
  public func parametersHelp(_ source: Source) -> String? {
    let bound = DeepThread.run { binder(.script).bind(source) }
    guard let program = bound.program else {
      for diagnostic in bound.diagnostics { context.say(.diagnostic(diagnostic)) }
      return nil
    }
    return ScriptArguments(program).help(for: source.name)
  }

  /// Sets a setting to what a text says, as `--set NAME=VALUE` does.
  ///
  /// - Throws: XQ0317 for a name that is none, XQ0305 for a value that does not fit.
  public func set(_ name: String, to text: String, origin: String) throws(Diagnostic) {
    try session.settings.set(name, toWord: text, origin: origin)
    let command = Source(name: origin, text: "set \(name) \(text.asWord)")
    context.journal.begin(Place(command, Span(0, 0)), written: command.text(Span(0, command.bytes.count)), shift: nil)
    context.journal.end(isFailed: false)
  }

  /// What the end of a text leaves open, as the prompt for the next line shows it; empty where it is complete.
  public func openConstructs(in text: String) -> [String] { XQLanguage.openConstructs(in: text, commands: table) }

  /// The page of `help` on a topic, a command or a code; without one, the overview.
  ///
  /// - Throws: XQ0318 for a topic that is none.
  public func help(_ topic: String? = nil) throws(Diagnostic) -> String {
    guard let topic else { return context.catalogue.overview() }
    return try context.catalogue.page(topic)
  }

  /// Shows that page as a result.
  ///
  /// - Throws: XQ0318 for a topic that is none.
  public func showHelp(_ topic: String? = nil) throws(Diagnostic) {
    context.say(try topic.map(context.catalogue.shown) ?? .text(context.catalogue.overview()))
  }

  /// Writes a text as a result, in the form that results have here.
  public func write(_ text: String) { context.say(.text(text)) }

  /// All declarations, settings and codes as JSON.
  public func helpAsJSON() -> String { context.catalogue.json() }

  /// The reference of commands, functions, settings, topics and codes as Markdown pages.
  public func referencePages() -> [ReferencePage] { ReferenceWriter(context.catalogue).pages() }

  /// Shows something of the host's, as commands do.
  public func say(_ event: Event) { context.say(event) }

  /// Says an error that came before anything could run, and gives the outcome that it makes.
  public func refuse(_ diagnostic: Diagnostic) -> Outcome {
    context.say(.diagnostic(diagnostic))
    return refused([diagnostic])
  }

  /// Whether a lesson is going on, which the prompt shows.
  public var isInLesson: Bool { context.tutor.current != nil }

  /// What the `def`s of the session declare.
  var definedCommands: [String: CommandDeclaration] { definitions.mapValues(\.declaration) }

  /// Ends the journal, once nothing more is run.
  public func finish(_ exitCode: Int32) { context.journal.finish(exitCode) }

  // MARK: - Private

  private func runHere(
    _ source: Source, _ mode: Mode, _ arguments: [String], _ keepGoing: Bool
  ) -> Outcome {
    let bound = binder(mode).bind(source)
    guard let program = bound.program else {
      let whole = Place(source, Span(0, source.bytes.count))
      context.journal.begin(whole, written: source.text(whole.span))
      for diagnostic in bound.diagnostics { context.say(.diagnostic(diagnostic)) }
      context.journal.end(isFailed: true)
      return refused(bound.diagnostics)
    }
    for diagnostic in bound.diagnostics { context.say(.diagnostic(diagnostic)) }
    let parameters: [String: Value]
    do {
      parameters = try ScriptArguments(program).values(of: arguments)
    } catch {
      context.say(.diagnostic(error))
      return refused(bound.diagnostics + [error])
    }
    return run(program, parameters, bound.diagnostics, mode, keepGoing)
  }

  private func run(
    _ program: Program, _ parameters: [String: Value], _ warnings: [Diagnostic], _ mode: Mode, _ keepGoing: Bool
  ) -> Outcome {
    definitions.merge(program.definitions) { _, new in new }
    let evaluator = Evaluator(
      session: session, context: context, functions: FunctionLibrary(files: context.files, clock: clock),
      commands: commands, host: host, limits: limits, table: table, source: program.source, definitions: definitions,
      parameters: parameters)
    defer { definitions = evaluator.definitions }
    context.allowOutput(limits.outputBytes)
    let cancellation = cancellation
    let watchdog = limits.seconds.flatMap { Watchdog(seconds: $0) { cancellation.cancel() } }
    var end = evaluator.runToEnd(program, keepGoing: keepGoing, isPrompt: mode == .prompt)
    if watchdog?.stop() == true {
      cancellation.reset()
      if end.exitCode == DiagnosticCode.Failure.interrupted.rawValue { end.exitCode = tooSlow(evaluator) }
    }
    return Outcome(
      exitCode: end.exitCode, diagnostics: warnings + evaluator.reported,
      failedExpectations: evaluator.failedExpectations, isQuit: end.isQuit)
  }

  /// Says that the time of the host is over, and gives the exit code.
  private func tooSlow(_ evaluator: Evaluator) -> Int32 {
    let seconds = NumberText.shortest(limits.seconds ?? 0)
    let diagnostic = Diagnostic(.tooSlow, "the run took longer than \(seconds) s, which is the host's limit")
    evaluator.report(diagnostic)
    return diagnostic.code.failure.rawValue
  }

  private func refused(_ diagnostics: [Diagnostic]) -> Outcome {
    let first = diagnostics.first { $0.severity == .error }
    return Outcome(
      exitCode: first?.code.failure.rawValue ?? DiagnosticCode.Failure.text.rawValue, diagnostics: diagnostics,
      failedExpectations: 0, isQuit: false)
  }

  private func binder(_ mode: Mode) -> Binder {
    let known = KnownNames(
      variables: Set(session.variables.keys), definitions: definitions.mapValues(\.declaration),
      isPrompt: mode == .prompt)
    let files = context.files
    return Binder(commands: table, known: known) { path, _ throws(Diagnostic) in
      try Source(reading: path, files: files)
    }
  }
}

extension Source {
  /// The text of a file, under the name that was given for it.
  ///
  /// - Throws: XQ0401 and its kin for a file that cannot be read.
  public convenience init(reading path: String, files: FileAccess) throws(Diagnostic) {
    do {
      let file = try files.read(path)
      let bytes = file.withUnsafeBytes { Array($0) }
      self.init(name: file.displayName, bytes: bytes, folder: files.folder(of: path))
    } catch {
      throw Diagnostic(error)
    }
  }
}
