// Sentences that answer habits from other languages.

extension Diagnostic {
  static func assignment(_ name: String, at place: Place, fix: Fix?) -> Diagnostic {
    Diagnostic(
      .assignment, "a value is named by 'let'", at: place, caption: fix.map { "write \($0.replacement)" }, fix: fix,
      help: fix == nil ? ["a name has letters, digits and '_'"] : [])
  }

  static func equals(at place: Place) -> Diagnostic {
    Diagnostic(
      .equals, "'=' names a value, values are compared by '=='", at: place, caption: "write ==",
      fix: Fix(place.span, "=="))
  }

  static func chain(at place: Place, fix: Fix) -> Diagnostic {
    Diagnostic(.chain, "comparisons do not chain", at: place, caption: "write \(fix.replacement) …", fix: fix)
  }

  static func foreignOperator(_ found: String, _ plain: String?, at place: Place, help: String? = nil) -> Diagnostic {
    Diagnostic(
      .foreignOperator, plain.map { "'\(found)' is written '\($0)' here" } ?? "there is no operator '\(found)'",
      at: place,
      caption: plain.map { "write \($0)" }, fix: plain.map { Fix(place.span, $0 == "not" ? "not " : $0) },
      help: help.map { [$0] } ?? [])
  }

  /// Between commands: `a && b`, `a || b`.
  static func foreignCommandOperator(_ found: String, at place: Place, fix: Fix?) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "commands are not joined by '\(found)'", at: place, caption: fix == nil ? nil : "write ;",
      fix: fix,
      help: [
        found == "||"
          ? "where one may fail: try { … } else { … }"
          : "an error ends a script, so that the next command runs only after success"
      ])
  }

  static func redirection(at place: Place, fix: Fix?) -> Diagnostic {
    Diagnostic(
      .redirection, "'>' writes no file", at: place, caption: fix.map { "write \($0.replacement)" }, fix: fix,
      help: ["a table goes to a file by 'to csv FILE', the session by 'report FILE'"])
  }

  static func shortOption(_ found: String, of command: CommandDeclaration?, at place: Place) -> Diagnostic {
    let letters = found.drop { $0 == "-" }
    var help = ["options are long words: --name; a word that starts with '-' stands behind '--' or in quotes"]
    if let command {
      let options = command.parameters.filter(\.isOption).map { "--\($0.name)" }
      if !options.isEmpty { help.insert("options of '\(command.name)': \(options.joined(separator: " "))", at: 0) }
      if let first = command.parameters.first(where: { !$0.isOption }), letters == "n", first.type.isNumeric {
        help.insert("the number stands alone: \(command.name) 5", at: 0)
      }
    }
    return Diagnostic(.shortOption, "'\(found)' is neither an option nor a number", at: place, help: help)
  }

  static func bareName(_ name: String, isCommand: Bool, at place: Place, fix: Fix?) -> Diagnostic {
    Diagnostic(
      .bareName, "'\(name)' alone is no value", at: place, caption: "write $\(name)",
      fix: fix ?? Fix(place.span, "$\(name)"), help: bareNameHelp(name))
  }

  static func bareNames(_ names: [String], at place: Place) -> Diagnostic {
    let list = "[\(names.map(\.quoted).joined(separator: ", "))]"
    return Diagnostic(
      .bareName, "names in a list stand in quotes", at: place, caption: "write \(list)",
      fix: Fix(place.span, list), help: names.prefix(1).map { "a variable is '$\($0)'" })
  }

  private static func bareNameHelp(_ name: String) -> [String] {
    switch name.lowercased() {
    case "null", "nil", "undefined": ["the missing value is 'none'"]
    case "true", "false", "none", "nan", "inf": ["it is written '\(name.lowercased())'"]
    default: ["a variable is '$\(name)', a text \"\(name)\", a command '$(\(name))'"]
    }
  }

  static func patternWithoutQuotes(_ pattern: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .bareName, "a pattern in an expression stands in quotes", at: place, caption: "write \"\(pattern)\"",
      fix: Fix(place.span, "\"\(pattern)\""))
  }

  static func pipelineInExpression(_ found: String, at place: Place, fix: Fix?) -> Diagnostic {
    let sentence =
      found == "|" ? "an expression has no '|'" : "'\(found)' is a command, and an expression stands here"
    return Diagnostic(
      .pipelineInExpression, sentence, at: place, caption: fix.map { "write \($0.replacement)" }, fix: fix,
      help: ["commands in an expression stand in '$( )'"])
  }

  static func strayElse(at place: Place) -> Diagnostic {
    Diagnostic(
      .strayElse, "'else' belongs to no block", at: place,
      help: ["it stands on the line of the '}' before it: } else {"])
  }

  static func slice(at place: Place, help: String) -> Diagnostic {
    Diagnostic(.slice, "an index is one number, found ':'", at: place, help: [help])
  }

  static func strayBar(isPrompt: Bool, at place: Place) -> Diagnostic {
    Diagnostic(
      .strayBar, "nothing stands before '|'", at: place,
      help: ["at the prompt '|' goes on from '$last'; a script names its table"])
  }

  static func commandAsFunction(_ name: String, at place: Place, fix: Fix?) -> Diagnostic {
    Diagnostic(
      .commandAsFunction, "'\(name)' is a command, not a function", at: place,
      caption: fix.map { "write \($0.replacement)" }, fix: fix,
      help: ["arguments of a command stand behind its name: \(name) …"])
  }

  static func dollarInName(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .dollarInName, "a name is given here, and '$' stands where a value is used", at: place, caption: "write \(name)",
      fix: Fix(place.span, name))
  }
}

extension ParameterType {
  var isNumeric: Bool {
    switch self {
    case .number, .count: true
    default: false
    }
  }
}
