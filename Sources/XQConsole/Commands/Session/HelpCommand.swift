// `help`, `help sort`, `help --find worst`

import XQLanguage

struct HelpCommand: Command {
  static let declaration = CommandDeclaration(
    name: "help", summary: "what there is, and how a command is used", group: "session",
    parameters: [
      .optional("topic", .topic, "a command, a topic, or the code of an error such as XQ0303"),
      .option("find", .string, "a word to look for in all help"),
    ],
    examples: [.init("help count", "one command"), .init("help --find rows", "all that speaks of rows")],
    related: [])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    if let word = call.string("find") {
      context.say(.text(context.catalogue.find(word)))
    } else if let topic = call.string("topic") {
      do {
        context.say(try context.catalogue.shown(topic))
      } catch {
        throw error.at(call.place(of: "topic"))
      }
    } else {
      context.say(.text(context.catalogue.overview()))
    }
    return nil
  }
}
