// A small host for tests: a sample table, an object, settings, a command that fails.

import XQConsole
import XQLanguage
import XQSystem

/// A box with a label; opening it is what `load` is to a model.
final class Box: HostObject {
  let label: String

  init(_ label: String) { self.label = label }

  var kind: String { "box" }
  var summary: String { "box \(label)" }
  var memberNames: [String] { ["label", "size", "table"] }
  var details: Value { .record(Record([("label", .string(label)), ("size", .number(Double(label.count)))])) }

  func member(_ name: String) -> Value? {
    switch name {
    case "label": .string(label)
    case "size": .number(Double(label.count))
    case "table": .table(SampleCommand.table)
    default: nil
    }
  }
}

/// `sample`: six layers with their errors.
struct SampleCommand: Command {
  static let declaration = CommandDeclaration(
    name: "sample", summary: "a small table of layers", group: "investigate", output: .table,
    outputColumns: .fixed(table.columns.map(\.name)))

  static let table = Table(
    columns: [
      Column("layer", .string, isKey: true), Column("op", .string), Column("mse", .number, good: .low),
      Column("sqnr", .quantity, unit: .decibels, good: .high, format: .decimals(1)),
      Column("seen", .number, isDetail: true), Column("degraded", .bool, isFlag: true),
    ],
    rows: [
      row("conv1", "Conv", 0.00071, 38.2), row("conv2", "Conv", 0.0913, 10.9), row("conv3", "Conv", 0.4121, 4.13),
      row("pool", "MaxPool", 0, .infinity), row("fc1", "Gemm", 0.02, 21.5), row("fc2", "Gemm", .nan, nil),
    ],
    notes: ["six layers, 12 samples"])

  private static func row(_ layer: String, _ op: String, _ mse: Double, _ sqnr: Double?) -> [Value] {
    [
      .string(layer), .string(op), .number(mse), sqnr.map { .quantity(Quantity($0, .decibels)) } ?? .none, .number(12),
      .bool((sqnr ?? 99) < 15),
    ]
  }

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? { .table(Self.table) }
}

/// `numbers 30`: a table of so many rows.
struct NumbersCommand: Command {
  static let declaration = CommandDeclaration(
    name: "numbers", summary: "a table of numbers", group: "investigate",
    parameters: [.required("count", .count(0...1_000_000), "how many")], output: .table)

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let count = call.count("count") ?? 0
    return .table(Table(columns: [Column("n", .number, isKey: true)], cells: [(0..<count).map { .number(Double($0)) }]))
  }
}

/// `open NAME`: makes a box; without `let` it is the subject.
struct OpenCommand: Command {
  static let declaration = CommandDeclaration(
    name: "open", summary: "make a box", group: "investigate", parameters: [.required("label", .string, "its label")],
    output: .value)

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let box = Box(call.string("label") ?? "")
    let name = call.assignedName ?? "box1"
    if call.assignedName == nil { context.session.variables[name] = .object(box) }
    context.session.subject = (name, box)
    return .object(box)
  }
}

/// `measure BOX`: wants a box, and takes a path in its place.
struct MeasureCommand: Command {
  static let declaration = CommandDeclaration(
    name: "measure", summary: "the size of a box", group: "investigate",
    parameters: [.required("box", .object(kind: "box"), "a box")], output: .value)

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    call.object("box")?.member("size") ?? Value.none
  }
}

/// `break-engine`: what a failing engine says.
struct BreakCommand: Command {
  static let code = DiagnosticCode("XQ9501", .system, "a broken engine", "The engine is broken on purpose.")
  static let declaration = CommandDeclaration(
    name: "break-engine", summary: "fail like an engine", group: "investigate")

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    throw Diagnostic(Self.code, "the engine is broken")
  }
}

/// `cancel-now`: what Ctrl-C does in the middle of a command.
struct CancelCommand: Command {
  static let declaration = CommandDeclaration(name: "cancel-now", summary: "cancel the run", group: "investigate")

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    context.cancellation.cancel()
    return nil
  }
}

enum TestHost {
  static var host: Host {
    Host(
      name: "testing", version: "1.0",
      commands: [
        SampleCommand.self, NumbersCommand.self, OpenCommand.self, MeasureCommand.self, BreakCommand.self,
        CancelCommand.self,
      ],
      objectKinds: [
        Host.ObjectKind(name: "box") { path, place, _ throws(Diagnostic) in
          if path.hasPrefix("no") { throw Diagnostic(BreakCommand.code, "there is no box '\(path)'", at: place) }
          return Box(path)
        }
      ],
      settings: [
        SettingDeclaration("threads", .count(1...64), default: .number(2), "threads of the engine"),
        SettingDeclaration(
          "limit", .number(range: 0...100, unit: .decibels), default: .quantity(Quantity(15, .decibels)),
          "layers below it are degraded"),
      ],
      topics: [Host.Topic(name: "boxes", summary: "what a box is", text: "A box has a label and a size.")],
      lessons: [
        Host.Lesson(name: "counting", text: TestLessons.counting),
        Host.Lesson(name: "reading", text: TestLessons.reading),
      ],
      codes: [BreakCommand.code], subjectKind: "box",
      tableOfObject: { object, _ throws(Diagnostic) in
        if case .table(let table)? = object.member("table") { table } else { nil }
      },
      facts: { _ in Record([("engine", .string("none"))]) })
  }

  static func console(
    _ sink: any Sink, limits: Limits = Limits(), files: FileAccess = FileAccess(), journal: Journal = Journal(),
    progress: any LessonProgressStore = LessonProgressInMemory()
  ) -> Console {
    Console(
      host: host, files: files, sink: sink, clock: FixedClock("2026-01-31T12:00:00Z"), limits: limits, journal: journal,
      progress: progress)
  }

  /// What a text prints, run as a script, results and messages in order.
  static func output(of text: String, arguments: [String] = [], keepGoing: Bool = false) -> String {
    let sink = TranscriptSink()
    _ = console(sink).run(Source(name: "test.xq", text: text), arguments: arguments, keepGoing: keepGoing)
    return sink.take()
  }

  /// How a text ends, and what it says.
  static func outcome(of text: String, arguments: [String] = [], keepGoing: Bool = false) -> Outcome {
    console(RecordingSink()).run(Source(name: "test.xq", text: text), arguments: arguments, keepGoing: keepGoing)
  }
}
