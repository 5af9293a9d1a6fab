// `quit`

import XQLanguage

struct QuitCommand: ControlCommand {
  static let declaration = CommandDeclaration(
    name: "quit", summary: "end the session", details: "The exit code is 0, as after Ctrl-D. In a script 'stop' says with what code it ends.",
    group: "session", related: ["source"])

  func run(_ call: Invocation, in evaluator: Evaluator) throws(Interruption) -> Value? { throw .quit }
}
