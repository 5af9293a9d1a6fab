// Sentences about definitions and where statements may stand.

extension Diagnostic {
  static func strayNext(at place: Place) -> Diagnostic {
    Diagnostic(.strayNext, "'next' stands in no 'for'", at: place, help: ["'stop' ends a script, 'return' a 'def'"])
  }

  static func strayReturn(hasValue: Bool, at place: Place) -> Diagnostic {
    Diagnostic(
      .strayReturn,
      hasValue ? "nobody takes the value of this 'return': it stands in no 'def'" : "'return' stands in no 'def'",
      at: place, help: ["'stop' ends a script"])
  }

  static func definedTwice(_ kind: String, _ name: String, first: Place?, at place: Place) -> Diagnostic {
    var diagnostic = Diagnostic(.definedTwice, "the \(kind) '\(name)' is given twice", at: place)
    if let first { diagnostic.notes = ["the first one stands at \(first.text)"] }
    return diagnostic
  }

  static func replacesCommand(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .replacesCommand, "'\(name)' is a command, which a 'def' cannot replace", at: place, caption: "write my-\(name)",
      fix: Fix(place.span, "my-\(name)"))
  }

  static func reservedVariable(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .reservedVariable, "'$\(name)' gets its value from the session and is not assigned", at: place,
      help: ["take another name"])
  }

  static func rowOutside(at place: Place) -> Diagnostic {
    Diagnostic(
      .rowOutside, "'$it' is the row of a row expression, and there is none here", at: place,
      help: ["'where' and 'derive' have one: where $it[\"mse\"] > 0.1"])
  }

  static func unknownType(_ name: String, names: [String], at place: Place) -> Diagnostic {
    let foreign = [
      "int": "number", "integer": "number", "float": "number", "double": "number", "str": "string", "text": "string",
      "boolean": "bool", "file": "path", "array": "list", "dict": "record", "any": "value",
    ]
    let close = foreign[name].map { [$0] } ?? Suggestions.close(to: name, among: names)
    return Diagnostic(
      .unknownType, "there is no type '\(name)'", at: place, caption: Suggestions.question(close),
      fix: fix(place, close),
      help: close.isEmpty ? ["types: \(names.sorted().joined(separator: " "))"] : [])
  }

  static func sourceTooDeep(_ path: String, limit: Int, at place: Place) -> Diagnostic {
    Diagnostic(.sourceFailed, "'\(path)' is sourced more than \(limit) levels deep", at: place)
  }

  /// For the closure that loads sourced files: a file that cannot be read.
  public static func sourceFailed(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(
      .sourceFailed, "'\(path)' cannot be sourced: \(reason)", help: ["relative paths start at the current folder"])
  }

  static func requiredBehindOptional(_ name: String, _ optional: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .requiredBehindOptional, "'\(name)' must be given, but stands behind '\(optional)', which may be left out",
      at: place,
      help: ["give '\(name)' a default, or put it before '\(optional)'"])
  }

  static func notWalkable(_ found: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .argumentType, "'for' walks a list or the rows of a table, found \(found)", at: place,
      help: ["numbers: range(1, 10)"])
  }

  static func badStop(_ found: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .argumentType, "'stop' takes an exit code from 0 to 255 or a text, found \(found)", at: place)
  }

  static func wrongSign(_ found: String, at place: Place) -> Diagnostic {
    Diagnostic(.wrongOperands, "'-' takes a number or a quantity, found \(found)", at: place)
  }

  static func noVariableName(_ word: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .argumentType, "expected the name of a variable, found '\(word)'", at: place,
      help: ["a name has letters, digits and '_', and is no keyword"])
  }
}
