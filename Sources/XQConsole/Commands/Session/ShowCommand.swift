// `show`, `show $x`, `| show --all`

import XQLanguage

struct ShowCommand: Command {
  static let declaration = CommandDeclaration(
    name: "show", summary: "list the variables, or show a value in full",
    details: "Without a value it lists the variables. Of an object it shows what is in it. With --all no column and no row of a "
      + "table is left out.",
    group: "session",
    parameters: [
      .optional("value", .value, "what to show"),
      .option("all", .bool, default: .bool(false), "all columns and all rows"),
    ],
    input: .value, isInputOptional: true,
    examples: [
      .init("let x = 3\nshow", "the variables", prints: "x = 3\nname  kind    value\nx     number  3"),
      .init("[{a: 1}] | show --all", "a table, whole", prints: "a\n1"),
    ],
    related: ["forget", "select", "print"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    guard let value = call.given.contains("value") ? call["value"] : call.input else {
      context.say(.result(.table(variables(context.session))))
      return nil
    }
    let shown: Value
    if case .object(let object) = value {
      context.say(.message(object.summary))
      shown = object.details
    } else {
      shown = value
    }
    context.session.last = value
    context.say(call.isOn("all") ? .fullResult(shown) : .result(shown))
    return nil
  }

  private func variables(_ session: Session) -> Table {
    let variables = session.variables
    return Table(
      columns: [Column("name", .string, isKey: true), Column("kind", .string), Column("value", .string)],
      rows: zip(variables.keys, variables.values).map { name, value in
        [.string(name), .string(value.kindName), .string(value.short)]
      })
  }
}
