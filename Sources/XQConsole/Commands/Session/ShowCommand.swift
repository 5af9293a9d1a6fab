// `show`, `show $x`, `| show --all`

import XQLanguage

struct ShowCommand: Command {
  static let declaration = CommandDeclaration(
    name: "show", summary: "list the variables, or show a value in full",
    details:
      "Without a value it lists the variables. Of an object it shows what is in it, and draws what can be drawn. With "
      + "--all no column and no row of a table is left out, and nothing of a drawing.",
    group: "session",
    parameters: [
      .optional("value", .value, "what to show"),
      .option("all", .bool, default: .bool(false), "all columns and all rows"),
      .option("sample", .count(1...Int.max), "of data: which sample is drawn, from 1; else the first one"),
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
    var drawing: (any FittedText)?
    if case .object(let object) = value {
      drawing = try self.drawing(object, call, context)
      context.say(.message(object.summary))
      shown = object.details
    } else {
      if call.given.contains("sample") { throw noSamples(value, call) }
      shown = value
    }
    context.session.last = value
    context.say(call.isOn("all") ? .fullResult(shown) : .result(shown))
    if let drawing { context.say(.fitted(drawing)) }
    return nil
  }

  private func drawing(
    _ object: any HostObject, _ call: Invocation, _ context: Context
  ) throws(Diagnostic) -> (any FittedText)? {
    do throws(Diagnostic) {
      guard let drawn = object as? any DrawnObject else {
        if call.given.contains("sample") { throw noSamples(.object(object), call) }
        return nil
      }
      return try drawn.drawing(sample: call.count("sample"), isWhole: call.isOn("all"), in: context)
    } catch {
      throw error.at(call.place(of: call.given.contains("sample") ? "sample" : "value"))
    }
  }

  private func noSamples(_ value: Value, _ call: Invocation) -> Diagnostic {
    Diagnostic(
      .wrongArgument, "'--sample' picks a sample of data, found \(value.described)", at: call.place(of: "sample"))
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
