// `note "the worst layer is {$worst.layer}"`

import XQLanguage

struct NoteCommand: Command {
  static let declaration = CommandDeclaration(
    name: "note", summary: "write a sentence of one's own into the session", group: "session",
    parameters: [.required("text", .string, "what to write; { } in it holds a value")],
    examples: [.init("let n = 3\nnote \"{$n} layers\"", "with a value in it", prints: "n = 3\n3 layers")],
    related: ["print", "section"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    context.say(.note(call.string("text") ?? ""))
    return nil
  }
}
