// What a session did and showed, written down as it goes.

import Synchronization
import XQLanguage
import XQSystem

/// Writes every command and everything that is shown as one JSON event a line, before it is shown.
///
/// The first line states the schema: `{"event": "session", "schema": 1, …}`. ``SessionRecord`` reads it back. It may be used
/// from any thread.
public final class Journal: Sendable {
  /// The number of the schema: fields are added, never changed, within one number.
  public static let schema = 1

  /// The command that runs: where it stands, and as what text it is written down.
  private struct Command {
    let place: Place
    let source: Source
    /// Where the text of the place starts in the written one; `nil` where it is another text.
    let shift: Int?
  }

  private struct State {
    var command: Command?
    var facts = ""
    var files: Set<String> = []
    var failure: JournalFailure?
  }

  /// Larger files are not read a second time to compute their digest when they are opened, but for the report.
  private static let largestDigestedAtOnce = 16 << 20

  private let store: any JournalStore
  private let text = TextRenderer(TextStyle())
  private let state = Mutex(State())

  public init(_ store: any JournalStore = MemoryJournalStore()) { self.store = store }

  /// The lines so far.
  public func contents() -> [UInt8] { store.contents() }

  // MARK: - The session

  func start(program: String, version: String, date: String, folder: String) {
    write([
      ("event", JSONText.text("session")), ("schema", "\(Self.schema)"), ("program", JSONText.text(program)),
      ("version", JSONText.text(version)), ("date", JSONText.text(date)), ("folder", JSONText.text(folder)),
    ])
  }

  /// What holds now: written where it is not what was written last.
  func note(facts: Record, settings: Settings) {
    let rows = zip(facts.keys, facts.values).map { [$0, $1.text] }
    let settingRows = settings.declarations.map { [$0.name, settings[$0.name].text, settings.origin(of: $0.name)] }
    let line = DiagnosticJSON.object([
      ("event", JSONText.text("facts")), ("facts", Self.list(rows)), ("settings", Self.list(settingRows)),
    ])
    let isNew = state.withLock { state in
      defer { state.facts = line }
      return state.facts != line
    }
    if isNew { write(line) }
  }

  /// A file that was opened for reading; the same state of it is written once.
  func noteRead(_ file: FileBytes) {
    let key = "\(file.path ?? file.displayName) \(file.version)"
    guard state.withLock({ $0.files.insert(key).inserted }) else { return }
    let digest = file.count <= Self.largestDigestedAtOnce ? JSONText.text(file.digest()) : "null"
    write([
      ("event", JSONText.text("file")), ("name", JSONText.text(file.displayName)),
      ("path", file.path.map(JSONText.text) ?? "null"), ("size", "\(file.count)"),
      ("version", JSONText.text(file.version)), ("sha256", digest),
    ])
  }

  /// How the session ended; a journal without it was cut off.
  public func finish(_ exitCode: Int32) {
    write([("event", JSONText.text("end")), ("exit_code", "\(exitCode)")])
  }

  // MARK: - Commands

  /// A command that is about to run.
  ///
  /// - Parameters:
  ///   - place: where it stands.
  ///   - written: the text to write down, by which it runs again.
  ///   - shift: where the text of the place starts in the written one; `nil` where it is another text.
  func begin(_ place: Place, written: String, shift: Int? = 0) {
    state.withLock {
      $0.command = Command(place: place, source: Source(name: "prompt", text: written), shift: shift)
    }
    write([("event", JSONText.text("command")), ("text", JSONText.text(written))])
  }

  func end(isFailed: Bool) {
    state.withLock { $0.command = nil }
    write([("event", JSONText.text("done")), ("failed", "\(isFailed)")])
  }

  /// Something that is about to be shown; returns about how many bytes it has.
  @discardableResult
  func record(_ event: Event) -> Int {
    switch event {
    case .result(let value): return output(value, isFull: false)
    case .fullResult(let value): return output(value, isFull: true)
    case .picture(let picture): return write(picture)
    case .text(let line): return output(text.lines(of: line))
    case .fitted(let fitted): return output(text.lines(of: fitted))
    case .note(let line): return write("note", line)
    case .section(let title): return write("section", title)
    case .message(let line): return output([TerminalText.escaped(line)])
    case .diagnostic(let diagnostic):
      return output([DiagnosticRenderer().render(localized(diagnostic))], problem: .init(diagnostic.severity))
    case .failedExpectation(let place, let message, let parts, _):
      let shown = localized(place) ?? place
      let shift = shown.span.lower - place.span.lower
      let moved = parts.map { (span: Span($0.span.lower + shift, $0.span.upper + shift), value: $0.value) }
      return output(text.failure(shown, message: message, parts: moved), problem: .expectation)
    case .remark, .heldExpectation, .progress: return 0
    }
  }

  /// What a lesson says, which a report of the work leaves out.
  func recordLesson(_ fitted: any FittedText) { _ = write("lesson", text.lines(of: fitted).joined(separator: "\n")) }

  /// Why the journal could not be written, the first time that it is asked for.
  func takeFailure() -> JournalFailure? {
    state.withLock { state in
      defer { state.failure = nil }
      return state.failure
    }
  }

  // MARK: - Private

  private static func list(_ rows: [[String]]) -> String {
    let texts = rows.map { "[\($0.map { JSONText.text($0) }.joined(separator: ", "))]" }
    return "[\(texts.joined(separator: ", "))]"
  }

  private func output(_ lines: [String], problem: SessionRecord.Problem? = nil) -> Int {
    let text = lines.joined(separator: "\n")
    let fields = [("event", JSONText.text("output")), ("text", JSONText.text(text))]
    write(fields + (problem.map { [("problem", JSONText.text($0.rawValue))] } ?? []))
    return text.utf8.count + 1
  }

  /// A value, as text and, where it is a table that is not too large, by its cells.
  private func output(_ value: Value, isFull: Bool) -> Int {
    let shown = text.lines(value, isFull: isFull).joined(separator: "\n")
    let fields = [("event", JSONText.text("output")), ("text", JSONText.text(shown))]
    write(fields + (RecordedTable(value, isFull: isFull).map { [("table", $0.journalText)] } ?? []))
    return shown.utf8.count + 1
  }

  private func write(_ event: String, _ text: String) -> Int {
    write([("event", JSONText.text(event)), ("text", JSONText.text(text))])
    return text.utf8.count + 1
  }

  /// An image that is too large is left out; its text is always there.
  private func write(_ picture: Picture) -> Int {
    let lines = picture.lines(text.style).joined(separator: "\n")
    let hasImage = picture.svg.utf8.count <= RecordedPicture.largestImage
    write([
      ("event", JSONText.text("picture")), ("title", JSONText.text(picture.title)),
      ("alternative_text", JSONText.text(picture.alternativeText)), ("text", JSONText.text(lines)),
      ("svg", hasImage ? JSONText.text(picture.svg) : "null"),
    ])
    return lines.utf8.count + picture.svg.utf8.count
  }

  private func write(_ fields: [(String, String)]) { write(DiagnosticJSON.object(fields)) }

  private func write(_ line: String) {
    do throws(JournalFailure) {
      try store.append(line)
    } catch {
      state.withLock { $0.failure = error }
    }
  }

  /// A place inside the command that runs, as a place in the text that is written down: line numbers of a report are
  /// those of its blocks.
  private func localized(_ place: Place?) -> Place? {
    guard let place, let command = state.withLock({ $0.command }), let shift = command.shift,
      place.source === command.place.source, place.span.lower >= command.place.span.lower,
      place.span.upper <= command.place.span.upper
    else { return place }
    let offset = shift - command.place.span.lower
    return Place(command.source, Span(place.span.lower + offset, place.span.upper + offset))
  }

  private func localized(_ diagnostic: Diagnostic) -> Diagnostic {
    var copy = diagnostic
    copy.place = localized(diagnostic.place)
    return copy
  }
}
