// `history`, `history --save investigation.xq`

import XQLanguage
import XQSystem

struct HistoryCommand: Command {
  static let declaration = CommandDeclaration(
    name: "history", summary: "the commands of this session, or a script of them",
    details:
      "The table has every command, also those that failed. With --save the commands that ran through become a script; "
      + "'report', 'history' and 'quit' are left out of it.",
    group: "session",
    parameters: [
      .option("save", .path(.init(endings: ["xq"], isWritten: true)), "the script to write")
    ],
    output: .table, effects: .writesFiles,
    examples: [
      .init(
        "print 1\nhistory", "what was done",
        prints: "1\nnumber  command  ended\n     1  print 1  ok\n     2  history  now")
    ],
    related: ["report"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let record = SessionRecord(context.journal.contents())
    guard let path = call.string("save") else { return .table(table(record)) }
    let work = record.work.filter { $0.end == .finished }
    do throws(FileError) {
      try context.files.write(path, Array(record.script.utf8))
    } catch {
      throw Diagnostic(error, isWriting: true, at: call.place(of: "save"))
    }
    context.say(.message("wrote \(path)  ·  \(Sentence.count(work.count, "command"))"))
    return nil
  }

  private func table(_ record: SessionRecord) -> Table {
    Table(
      columns: [
        Column("number", .number, help: "its place in the session", isKey: true),
        Column("command", .string, help: "its text", isProse: true),
        Column("ended", .string, help: "ok, failed, or now for what still runs"),
      ],
      rows: record.commands.enumerated().map { index, command in
        let ended =
          switch command.end {
          case .finished: "ok"
          case .failed: "failed"
          case .cutOff: "now"
          }
        return [.number(Double(index + 1)), .string(command.text), .string(ended)]
      })
  }
}
