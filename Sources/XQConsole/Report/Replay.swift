// Compares a report with what its commands print now.

import XQLanguage
import XQSystem

/// What differs between a report and another run of its commands.
public struct Replay {
  /// A place where another run printed something else.
  public struct Difference: Sendable, Equatable {
    /// The line of the report, from 1.
    public let line: Int
    public let expected: [String]
    public let found: [String]
  }

  /// How numbers are compared, for whoever reads the result.
  public static let tolerance =
    "numbers may differ by 0.1 %, or by one in the last printed place; times of 'now()' are not compared"

  public let differences: [Difference]
  /// Input files of the report that are others now, or were not read.
  public let changedFiles: [String]
  /// How many blocks were compared.
  public let stepCount: Int

  /// - Parameters:
  ///   - report: what was printed.
  ///   - other: the report of the other run.
  ///   - clock: what `now()` told in the other run.
  public init(_ report: ReportReader, _ other: ReportReader, clock: String) {
    let (steps, found) = (report.steps, other.steps)
    var differences: [Difference] = []
    for (index, step) in steps.enumerated() {
      guard index < found.count, found[index].command.lines == step.command.lines else {
        differences.append(Difference(line: step.command.line, expected: step.command.lines, found: []))
        // Nothing ran behind it.
        break
      }
      differences += Self.differences(step, found[index], clock)
    }
    self.differences = differences
    stepCount = steps.count
    changedFiles = report.digests.filter { file in
      !other.digests.contains { $0.name == file.name && $0.digest == file.digest }
    }.map(\.name)
  }

  private static func differences(_ step: ReportReader.Step, _ other: ReportReader.Step, _ clock: String)
    -> [Difference]
  {
    var differences: [Difference] = []
    for index in 0..<max(step.outputs.count, other.outputs.count) {
      guard index < step.outputs.count else {
        differences.append(
          Difference(line: step.command.line, expected: [], found: other.outputs[index].lines))
        continue
      }
      let expected = step.outputs[index]
      guard index < other.outputs.count else {
        differences.append(Difference(line: expected.line, expected: expected.lines, found: []))
        continue
      }
      differences += self.differences(expected, other.outputs[index].lines, clock)
    }
    return differences
  }

  private static func differences(
    _ element: ReportReader.Element, _ found: [String], _ clock: String
  ) -> [Difference] {
    guard element.lines.count == found.count else {
      return [Difference(line: element.line, expected: element.lines, found: found)]
    }
    return zip(element.lines, found).enumerated().compactMap { offset, lines in
      let same = PrintedText(lines.0, masking: clock).isSame(as: PrintedText(lines.1, masking: clock))
      return same ? nil : Difference(line: element.line + offset, expected: [lines.0], found: [lines.1])
    }
  }
}

extension Console {
  /// Runs the commands of a report in a console of their own that writes no file, and compares what they print.
  ///
  /// - Parameters:
  ///   - page: the report.
  ///   - files: what may be read.
  /// - Returns: what differs, and how the other run ended.
  /// - Throws: XQ0420 for a page without commands.
  public static func replay(
    _ page: Source, host: Host, files: FileAccess, sink: any Sink, cancellation: Cancellation = Cancellation(),
    clock: any Clock = SystemClock(), journal: Journal = Journal(MemoryJournalStore(limit: .max)),
    limits: Limits = Limits()
  ) throws(Diagnostic) -> (replay: Replay, outcome: Outcome) {
    var reading = files
    reading.discardsWrites = true
    let time = clock.now()
    let report = ReportReader(page)
    let script = try report.script(folder: page.folder)
    let console = Console(
      host: host, files: reading, sink: sink, cancellation: cancellation, clock: FixedClock(time), limits: limits,
      journal: journal)
    let outcome = console.run(script)
    let text = MarkdownReport(SessionRecord(ofRunning: journal)).text(files: reading)
    return (Replay(report, ReportReader(Source(name: "replay.md", text: text)), clock: time), outcome)
  }
}
