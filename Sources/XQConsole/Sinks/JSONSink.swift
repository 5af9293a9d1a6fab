// What the console says, as JSON: one event a line.

import XQLanguage

/// Writes every event as one JSON object on one line of one stream.
///
/// The first line states the schema: `{"event": "start", "schema": 1, …}`. Fields are added, never changed, within one
/// number.
public final class JSONSink: Sink {
  /// The number of the schema.
  public static let schema = 1

  private let output: OutputStream
  private let isQuiet: Bool

  public init(output: OutputStream, program: String, version: String, isQuiet: Bool = false) {
    self.output = output
    self.isQuiet = isQuiet
    write([
      ("event", JSONText.text("start")), ("schema", "\(Self.schema)"), ("program", JSONText.text(program)),
      ("version", JSONText.text(version)),
    ])
    output.flush()
  }

  /// The last line: how the run ended.
  public func finish(_ exitCode: Int32, failedExpectations: Int) {
    write([
      ("event", JSONText.text("end")), ("exit_code", "\(exitCode)"), ("failed_expectations", "\(failedExpectations)"),
    ])
    output.flush()
  }

  public func receive(_ event: Event) {
    switch event {
    case .result(let value), .fullResult(let value): write([("event", JSONText.text("result"))] + fields(of: value))
    case .picture(let picture):
      write([
        ("event", JSONText.text("picture")), ("title", JSONText.text(picture.title)),
        ("alternative_text", JSONText.text(picture.alternativeText)), ("svg", JSONText.text(picture.svg)),
      ])
    case .text(let text): write("text", text)
    case .fitted(let fitted): write("text", fitted.lines(TextStyle()).joined(separator: "\n"))
    case .note(let text): write("note", text)
    case .section(let title): write("section", title)
    case .message(let text), .remark(let text): if !isQuiet { write("message", text) }
    case .diagnostic(let diagnostic):
      write([("event", JSONText.text("diagnostic"))] + DiagnosticJSON.fields(diagnostic))
    case .failedExpectation(let place, let message, let parts, let isRequired):
      let values = parts.map { part in
        DiagnosticJSON.object([
          ("text", JSONText.text(place.source.text(part.span))), ("value", JSONText.compact(part.value)),
        ])
      }
      write([
        ("event", JSONText.text("failed_expectation")),
        ("text", JSONText.text(place.source.text(place.span))),
        ("message", message.map(JSONText.text) ?? "null"), ("required", "\(isRequired)"),
        ("parts", "[\(values.joined(separator: ", "))]"),
        ("place", DiagnosticJSON.place(place)),
      ])
    case .heldExpectation(let place, let isRequired):
      write([
        ("event", JSONText.text("held_expectation")), ("text", JSONText.text(place.source.text(place.span))),
        ("required", "\(isRequired)"), ("place", DiagnosticJSON.place(place)),
      ])
    case .progress(let progress):
      guard !isQuiet, let progress else { return }
      write([
        ("event", JSONText.text("progress")), ("activity", JSONText.text(progress.activity)),
        ("done", "\(progress.done)"), ("total", "\(progress.total)"), ("unit", JSONText.text(progress.unit)),
      ])
    }
    output.flush()
  }

  private func write(_ event: String, _ text: String) {
    write([("event", JSONText.text(event)), ("text", JSONText.text(text))])
  }

  private func write(_ fields: [(String, String)]) { output.write(DiagnosticJSON.object(fields) + "\n") }

  /// The value, and for a table what its columns are.
  private func fields(of value: Value) -> [(String, String)] {
    guard case .table(let table) = value else { return [("value", JSONText.compact(value))] }
    let columns = table.columns.map { column in
      DiagnosticJSON.object([
        ("name", JSONText.text(column.name)), ("type", JSONText.text(column.type.rawValue)),
        ("unit", column.unit.map { JSONText.text($0.kind.baseUnit.rawValue) } ?? "null"),
        ("key", "\(column.isKey)"),
        ("good", column.good.map { JSONText.text($0.rawValue) } ?? "null"),
      ])
    }
    let notes = table.notes.map { JSONText.text($0) }
    return [
      ("columns", "[\(columns.joined(separator: ", "))]"), ("value", JSONText.compact(value)),
      ("notes", "[\(notes.joined(separator: ", "))]"),
    ]
  }
}

extension Quantity.Kind {
  /// The unit that JSON and CSV write numbers in.
  var baseUnit: Quantity.Unit {
    switch self {
    case .decibel: .decibels
    case .bytes: .bytes
    case .time: .seconds
    }
  }
}

/// Diagnostics as JSON.
enum DiagnosticJSON {
  static func fields(_ diagnostic: Diagnostic) -> [(String, String)] {
    let fix = diagnostic.fix.map { fix in
      object([
        ("start", "\(fix.span.lower)"), ("end", "\(fix.span.upper)"), ("replacement", JSONText.text(fix.replacement)),
      ])
    }
    let trace = diagnostic.trace.map { step in
      object([("label", JSONText.text(step.label)), ("place", place(step.place))])
    }
    return [
      ("severity", JSONText.text(diagnostic.severity.rawValue)), ("code", JSONText.text(diagnostic.code.id)),
      ("message", JSONText.text(diagnostic.message)), ("place", diagnostic.place.map(place) ?? "null"),
      ("caption", diagnostic.caption.map(JSONText.text) ?? "null"), ("fix", fix ?? "null"),
      ("help", list(diagnostic.help)), ("notes", list(diagnostic.notes)),
      ("trace", "[\(trace.joined(separator: ", "))]"),
    ]
  }

  /// The file, the line from 1, and the first byte and the one behind the last one, from the start of the text.
  static func place(_ place: Place) -> String {
    object([
      ("file", JSONText.text(place.source.name)), ("line", "\(place.source.position(of: place.span.lower).line)"),
      ("start", "\(place.span.lower)"),
      ("end", "\(place.span.upper)"),
    ])
  }

  static func object(_ fields: [(String, String)]) -> String {
    "{\(fields.map { "\(JSONText.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map { JSONText.text($0) }.joined(separator: ", "))]"
  }
}
