// All declarations as JSON, for editors and for the reference pages.

import XQLanguage

extension Catalogue {
  func json() -> String {
    let commands = declarations.map { command($0) }
    let functions = Function.allCases.map { function -> Value in
      let signature = function.signature
      return .record(
        Record([
          ("name", .string(function.rawValue)), ("usage", .string(signature.text(of: function))),
          ("summary", .string(signature.summary)), ("example", .string(signature.example.text)),
          ("gives", .string(signature.example.value)),
        ]))
    }
    let codes = codes.map { code in
      Value.record(
        Record([
          ("id", .string(code.id)), ("title", .string(code.title)), ("explanation", .string(code.explanation)),
          ("exit_code", .number(Double(code.failure.rawValue))),
          ("before", code.example.map { .string($0.before) } ?? .none),
          ("after", code.example.map { .string($0.after) } ?? .none),
        ]))
    }
    let settings = host.settings.map { setting in
      Value.record(
        Record([
          ("name", .string(setting.name)), ("takes", .string(setting.type.wanted)), ("default", setting.defaultValue),
          ("help", .string(setting.help)),
        ]))
    }
    let topics = self.topics.map { topic in
      Value.record(
        Record([("name", .string(topic.name)), ("summary", .string(topic.summary)), ("text", .string(topic.text))]))
    }
    return JSONText.compact(
      .record(
        Record([
          ("schema", .number(1)), ("program", .string(host.name)), ("version", .string(host.version)),
          ("commands", .list(commands)), ("functions", .list(functions)), ("settings", .list(settings)),
          ("topics", .list(topics)), ("codes", .list(codes)),
        ])))
  }

  private func command(_ declaration: CommandDeclaration) -> Value {
    let parameters = declaration.parameters.map { parameter in
      Value.record(
        Record([
          ("name", .string(parameter.name)), ("option", .bool(parameter.isOption)),
          ("required", .bool(parameter.isRequired)), ("repeated", .bool(parameter.isRepeated)),
          ("type", .string(parameter.type.label)), ("takes", .string(parameter.type.wanted)),
          ("default", parameter.defaultValue), ("help", .string(parameter.help)),
        ]))
    }
    let examples = declaration.examples.map { example in
      Value.record(
        Record([
          ("text", .string(example.text)), ("says", .string(example.says)),
          ("prints", example.prints.map { .string($0) } ?? .none),
        ]))
    }
    var effects: [Value] = []
    if declaration.effects.contains(.readsFiles) { effects.append(.string("reads files")) }
    if declaration.effects.contains(.writesFiles) { effects.append(.string("writes files")) }
    if declaration.effects.contains(.runsModels) { effects.append(.string("runs models")) }
    return .record(
      Record([
        ("name", .string(declaration.name)), ("summary", .string(declaration.summary)),
        ("details", .string(declaration.details)), ("group", .string(declaration.group)),
        ("usage", .string(HelpPage(declaration).usage)), ("input", .string(declaration.input.rawValue)),
        ("input_optional", .bool(declaration.isInputOptional)), ("output", .string(declaration.output.rawValue)),
        ("effects", .list(effects)), ("parameters", .list(parameters)), ("examples", .list(examples)),
        ("related", .list(declaration.related.map { .string($0) })),
      ]))
  }
}
