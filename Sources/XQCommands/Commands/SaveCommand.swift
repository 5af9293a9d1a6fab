// save: a measurement as a file.

import XQConsole
import XQLanguage
import XQMeasure
import XQSystem

/// Measures what is not measured yet, and writes all figures of a comparison to a file.
struct SaveCommand: Command {
  static let declaration = CommandDeclaration(
    name: "save",
    summary: "write what was measured to a file",
    details: """
      Writes the figures of all data sets of a comparison; what was not measured yet is measured first. The file says \
      which models, data and settings they are of. 'load' reads it: 'errors' and '$x.val.accuracy' then work without the \
      models.

      With 'set slice 3/16' a part of the samples is measured, so that machines can share the work: each measures one \
      slice and saves it, and 'load part-*.xqm' puts them together. The figures are then bit by bit those of one pass over \
      all samples.

      The file is written beside an old one and then takes its place: it is there whole, or not at all.
      """,
    group: "session",
    parameters: [
      .required("comparison", .object(kind: "comparison"), "what was measured"),
      .required("path", .path(.init(endings: ["xqm"], isWritten: true)), "the file, such as part-3.xqm"),
    ],
    output: .nothing, effects: [.runsModels, .writesFiles],
    examples: [
      .init("save $cmp1 digits.xqm", "all figures of a comparison"),
      .init("set slice 3/16\nsave $cmp1 part-3.xqm", "the third of sixteen parts"),
    ],
    related: ["load", "errors", "set"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    guard let object = call.object("comparison") as? any MeasuredObject, let path = call.string("path") else {
      return nil
    }
    guard !object.roles.isEmpty else {
      throw Diagnostic(
        .noData, "the comparison has no data", at: call.place(of: "comparison"),
        help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    // Before models run for hours.
    try writing(call) { () throws(FileError) in
      if !context.files.discardsWrites { _ = try context.files.resolve(path, for: .writing) }
    }
    var measurements: [StoredMeasurement] = []
    for role in object.roles { measurements.append(try object.stored(role, in: context)) }
    let bytes = MeasurementFile(measurements).bytes
    try writing(call) { () throws(FileError) in try context.files.write(path, bytes) }
    let samples = measurements.map { "\($0.role.rawValue): \(CoverageText.samples($0.measurement))" }
    context.say(
      .message("wrote \(path)  ·  \(samples.joined(separator: ", "))  ·  \(Counted.text(bytes.count, "byte"))"))
    return nil
  }

  private func writing(_ call: Invocation, _ body: () throws(FileError) -> Void) throws(Diagnostic) {
    do { try body() } catch { throw Diagnostic(error, isWriting: true, at: call.place(of: "path")) }
  }
}
