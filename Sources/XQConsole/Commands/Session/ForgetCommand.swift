// `forget x`

import XQLanguage

struct ForgetCommand: Command {
  static let declaration = CommandDeclaration(
    name: "forget", summary: "drop variables and free what they hold", group: "session",
    parameters: [.rest("names", .variable, isRequired: true, "names of variables, without '$'")],
    examples: [.init("let x = 3\nforget x", "x is gone", prints: "x = 3")], related: ["show"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let session = context.session
    let names = call.strings("names")
    for name in names where session.variables[name] == nil {
      throw Sentence.variable(name, session.variables.keys).at(call.place(of: "names"))
    }
    for name in names {
      session.variables[name] = nil
      if session.subject?.name == name { session.subject = nil }
    }
    return nil
  }
}
