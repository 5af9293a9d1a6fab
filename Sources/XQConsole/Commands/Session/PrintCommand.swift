// `print $x`

import XQLanguage

struct PrintCommand: Command {
  static let declaration = CommandDeclaration(
    name: "print", summary: "write values on one line", group: "session",
    parameters: [.rest("values", .value, isRequired: false, "what to write, with blanks between")],
    examples: [.init("print \"1 + 1 =\" (1 + 1)", "a text and a number", prints: "1 + 1 = 2")],
    related: ["note", "show", "to"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    context.say(.text(call.list("values").map(\.text).joined(separator: " ")))
    return nil
  }
}
