// `section "Load"`

import XQLanguage

struct SectionCommand: Command {
  static let declaration = CommandDeclaration(
    name: "section", summary: "start a section, with a heading", group: "session",
    parameters: [.required("title", .string, "the heading")],
    examples: [.init("section \"Load\"", "a heading", prints: "\nLoad\n────")], related: ["note", "print"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    context.say(.section(call.string("title") ?? ""))
    return nil
  }
}
