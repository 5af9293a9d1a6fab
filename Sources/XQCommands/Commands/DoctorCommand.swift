// doctor: what was found where.

import Glibc
import XQConsole
import XQLanguage
import XQRuntime

/// Says what the program needs, what was found where, and what to do about what is missing.
struct DoctorCommand: Command {
  static let declaration = CommandDeclaration(
    name: "doctor",
    summary: "what was found where, and what to do about what is missing",
    group: "session",
    output: .table, effects: [.readsFiles],
    examples: [.init("doctor", "when something does not run")],
    related: ["set"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let rows = [program(context), engine(context), threads(context), examples(context)]
    return .table(
      Table(
        columns: [
          Column("part", .string, isKey: true), Column("state", .string), Column("version", .string),
          Column("place", .string, isProse: true), Column("advice", .string, isProse: true),
        ],
        rows: rows.map { row in row.map { $0.map { .string($0) } ?? .none } }))
  }

  private func program(_ context: Context) -> [String?] {
    ["xqsh", "ok", QuantizationHost.version, OnnxRuntimeLocator.runningProgram, nil]
  }

  private func engine(_ context: Context) -> [String?] {
    let workbench = Workbench.of(context)
    let engine = workbench.engine(context)
    do throws(EngineError) {
      let library = try engine.open()
      return ["ONNX Runtime", "ok", library.version, library.place.path, nil]
    } catch {
      return ["ONNX Runtime", "missing", nil, error.message, error.advice.joined(separator: "; ")]
    }
  }

  private func threads(_ context: Context) -> [String?] {
    let cores = QuantizationHost.cores
    return ["threads", "ok", nil, "\(context.session.settings["threads"].text) of \(Counted.text(cores, "core"))", nil]
  }

  private func examples(_ context: Context) -> [String?] {
    let names = context.files.shipped.names
    return names.isEmpty
      ? ["examples", "missing", nil, nil, "this build ships none"]
      : ["examples", "ok", nil, names.map { "example:\($0)" }.joined(separator: " "), nil]
  }
}
