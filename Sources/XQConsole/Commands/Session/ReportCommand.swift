// `report out.md`, `report out.html --clean`

import XQLanguage
import XQSystem

/// Writes the session as a page. A host that has reports of its own can stand in for it and hand on to it.
public struct ReportCommand: Command {
  public static let declaration = CommandDeclaration(
    name: "report", summary: "write the session so far as a page that reads and runs",
    details:
      "The head says when, where and with which settings, and names every input file with its SHA-256. Then come sections, "
      + "notes, and each command with what it printed. Commands that failed stand in blocks marked 'xq failed'. "
      + "The ending says the kind of page: .md is Markdown; .html is one file with tables to sort and filter, pictures "
      + "and light and dark colours, which needs no network and reads without script. Both run: 'xqsh run out.html' runs the "
      + "commands again; 'xqsh check --replay out.html' says what differs then.",
    group: "session",
    parameters: [
      .required("file", .path(.init(endings: ReportFormat.endings, isWritten: true)), "where to write it"),
      .option("clean", .bool, default: .bool(false), "leave out commands that failed"),
    ],
    effects: .writesFiles,
    examples: [
      .init("print 1\nreport out.md", "what was done up to here, as Markdown"),
      .init("print 1\nreport out.html --clean", "as a page for a browser, without what failed"),
    ],
    related: ["history", "section", "note"])

  public init() {}

  public func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let path = call.string("file") ?? ""
    let format = try ReportFormat.required(path, at: call.place(of: "file"))
    let record = SessionRecord(ofRunning: context.journal)
    // The digests of large files are computed now; they are no inputs of the report.
    var files = context.files
    files.onRead = nil
    do throws(FileError) {
      try files.write(path, Array(format.text(record, isClean: call.isOn("clean"), files: files).utf8))
    } catch {
      throw Diagnostic(error, isWriting: true, at: call.place(of: "file"))
    }
    let counts = "\(Sentence.count(record.work.count, "command")), \(Sentence.count(record.files.count, "input file"))"
    context.say(.message("wrote \(path)  ·  \(counts)"))
    return nil
  }
}
