// `source prepare.xq`

import XQLanguage

struct SourceCommand: ControlCommand {
  static let declaration = CommandDeclaration(
    name: "source", summary: "run a file in this session",
    details: "Its variables and 'def's stay. 'return' at its top level ends it. A 'param' in it keeps the value of a variable of "
      + "that name. The path is relative to the current folder; $here is the folder of the file.",
    group: "session",
    parameters: [.required("file", .path(.init(endings: ["xq"])), "a script")], effects: .readsFiles,
    related: ["quit"])

  func run(_ call: Invocation, in evaluator: Evaluator) throws(Interruption) -> Value? {
    try evaluator.runFile(call.string("file") ?? "", at: call.place(of: "file"))
    return nil
  }
}
