// What there is help on: commands, topics, functions, codes.

import XQLanguage

/// All that `help` knows, from the declarations and from nothing else.
struct Catalogue: Sendable {
  /// By name.
  let declarations: [CommandDeclaration]
  /// The `def`s of the session.
  var definitions: [CommandDeclaration] = []
  let host: Host
  /// Topics of the host and of the console itself.
  var topics: [Host.Topic] { host.topics + [LessonFormat.topic] }
  let codes: [DiagnosticCode]

  init(declarations: [CommandDeclaration], host: Host) {
    self.declarations = declarations.sorted { $0.name < $1.name }
    self.host = host
    codes = DiagnosticCode.all + DiagnosticCode.ofTheConsole + host.codes
  }

  /// Groups of commands with their summaries, and the topics.
  func overview() -> String {
    var lines: [String] = []
    let width = (declarations.map(\.name) + topics.map(\.name)).map(\.count).max() ?? 0
    for group in groups {
      lines.append(group)
      for declaration in declarations where declaration.group == group {
        lines.append("  \(DisplayWidth.padded(declaration.name, to: width))  \(declaration.summary)")
      }
      lines.append("")
    }
    lines.append("topics")
    lines.append("  \(DisplayWidth.padded("functions", to: width))  what can stand in expressions")
    for topic in topics {
      lines.append("  \(DisplayWidth.padded(topic.name, to: width))  \(topic.summary)")
    }
    lines += ["", "help NAME explains one of them, help --find WORD looks for a word"]
    return lines.joined(separator: "\n")
  }

  /// The page as it is shown: prose is fitted to its reader.
  func shown(_ topic: String) throws(Diagnostic) -> Event {
    let text = try page(topic)
    let isProse = topics.contains { $0.isCalled(topic) && $0.isProse && $0.text == text }
    return isProse ? .fitted(Prose(text)) : .text(text)
  }

  /// The page of a command, a topic or a code.
  func page(_ topic: String) throws(Diagnostic) -> String {
    if let declaration = (declarations + definitions).first(where: { $0.name == topic }) {
      return HelpPage(declaration).text
    }
    if let topic = topics.first(where: { $0.isCalled(topic) }) { return topic.text }
    if topic == "functions" { return functions() }
    if let code = codes.first(where: { $0.id == topic.uppercased() }) { return page(code) }
    if let function = Function(rawValue: topic) { return line(function) }
    throw Sentence.topic(topic, names)
  }

  /// Every command, topic, function and code whose name or text has the word.
  func find(_ word: String) -> String {
    let wanted = word.lowercased()
    func matches(_ texts: [String]) -> Bool { texts.contains { $0.lowercased().contains(wanted) } }
    var found: [(String, String)] = []
    for declaration in declarations {
      let texts = declaration.parameters.flatMap { [$0.name, $0.help] } + declaration.examples.map(\.says)
      if matches([declaration.name, declaration.summary, declaration.details] + texts) {
        found.append((declaration.name, declaration.summary))
      }
    }
    for topic in topics where matches([topic.name, topic.summary, topic.text] + topic.aliases) {
      found.append((topic.name, topic.summary))
    }
    for function in Function.allCases where matches([function.rawValue, function.signature.summary]) {
      found.append((function.rawValue, "\(function.signature.text(of: function)): \(function.signature.summary)"))
    }
    for code in codes where matches([code.id, code.title, code.explanation]) { found.append((code.id, code.title)) }
    if found.isEmpty { return "nothing in the help has '\(word)'" }
    let width = found.map(\.0.count).max() ?? 0
    return found.map { "\(DisplayWidth.padded($0.0, to: width))  \($0.1)" }.joined(separator: "\n")
  }

  /// What a topic can be, for did-you-mean and completion.
  var names: [String] {
    (declarations + definitions).map(\.name) + topics.flatMap { [$0.name] + $0.aliases } + ["functions"]
      + Function.allCases.map(\.rawValue)
      + codes.map(\.id)
  }

  // MARK: - Private

  /// Groups in the order of the manual, then those of the host.
  var groups: [String] {
    var groups = ["session", "investigate", "tables"].filter { group in declarations.contains { $0.group == group } }
    for declaration in declarations where !groups.contains(declaration.group) { groups.append(declaration.group) }
    return groups
  }

  private func functions() -> String {
    let texts = Function.allCases.map { $0.signature.text(of: $0) }
    let width = texts.map(\.count).max() ?? 0
    return zip(Function.allCases, texts).map { function, text in
      "\(DisplayWidth.padded(text, to: width))  \(function.signature.summary)"
    }.joined(separator: "\n")
  }

  private func line(_ function: Function) -> String {
    let signature = function.signature
    return
      "\(signature.text(of: function)): \(signature.summary)\n\n  \(signature.example.text)  is  \(signature.example.value)"
  }

  private func page(_ code: DiagnosticCode) -> String {
    var lines = ["\(code.id): \(code.title)", ""] + HelpPage.wrapped(code.explanation)
    if let example = code.example {
      lines += ["", "instead of"] + indented(example.before) + ["write"] + indented(example.after)
    }
    return lines.joined(separator: "\n")
  }

  private func indented(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
  }
}
