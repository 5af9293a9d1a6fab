// `set`, `set threads 2`

import XQLanguage

struct SetCommand: Command {
  static let declaration = CommandDeclaration(
    name: "set", summary: "list the settings, or change one",
    details: "The list says where each value came from: the default, the command line, or a line.", group: "session",
    parameters: [
      .optional("setting", .setting, "its name"), .optional("value", .value, "its new value"),
    ],
    output: .value, outputColumns: .fixed(["setting", "value", "default", "from", "help"]), related: ["show", "help"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let session = context.session
    guard let name = call.string("setting") else { return .table(list(session.settings)) }
    guard let declaration = session.settings.declarations.first(where: { $0.name == name }) else {
      throw Sentence.setting(name, session.settings.declarations.map(\.name)).at(call.place(of: "setting"))
    }
    guard call.given.contains("value") else { return session.settings[name] }
    if declaration.namesCode, case .limited = context.files.policy {
      throw Diagnostic(
        .refusedFile, "changing '\(name)' is not allowed here: it names code that would run",
        at: call.place(of: "setting"),
        help: ["\(context.catalogue.host.name) --set \(name)=VALUE, which is for who starts it"])
    }
    let value: Value
    do {
      value = try declaration.accept(call["value"])
    } catch {
      throw Sentence.mismatch(error, for: "setting '\(name)'").at(call.place(of: "value"))
    }
    let source = call.place.source
    let origin =
      source.folder == nil
      ? source.name : "line \(call.place.source.position(of: call.place.span.lower).line) of \(source.name)"
    session.settings.set(name, to: value, origin: origin)
    context.say(.message("\(name) = \(value.short)"))
    return nil
  }

  private func list(_ settings: Settings) -> Table {
    Table(
      columns: [
        Column("setting", .string, isKey: true), Column("value"), Column("default"), Column("from", .string),
        Column("help", .string),
      ],
      rows: settings.declarations.map { declaration in
        [
          .string(declaration.name), settings[declaration.name], declaration.defaultValue,
          .string(settings.origin(of: declaration.name)), .string(declaration.help),
        ]
      })
  }
}
