// `use $before`

import XQLanguage

struct UseCommand: Command {
  static let declaration = CommandDeclaration(
    name: "use", summary: "choose what commands work on when nothing is given",
    details: "The prompt shows the name of the subject. 'use' alone says which one it is.", group: "session",
    parameters: [.optional("subject", .value, "the new subject")], related: ["show"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let session = context.session
    guard call.given.contains("subject") else {
      guard let subject = session.subject else {
        throw Diagnostic(.noSubject, "there is no subject yet", help: ["use $x chooses one"])
      }
      context.say(.message("\(subject.name): \(subject.object.summary)"))
      return nil
    }
    let wanted = context.catalogue.host.subjectKind
    guard let object = call.object("subject"), wanted == nil || object.kind == wanted else {
      throw Diagnostic(
        .wrongSubject, "'use' wants \(wanted.map { "a \($0)" } ?? "an object"), found \(call["subject"].described)",
        at: call.place(of: "subject"))
    }
    let name = zip(session.variables.keys, session.variables.values).first { _, value in
      if case .object(let other) = value { other === object } else { false }
    }
    session.subject = (name?.0 ?? object.kind, object)
    context.say(.message("\(name?.0 ?? object.kind): \(object.summary)"))
    return nil
  }
}
