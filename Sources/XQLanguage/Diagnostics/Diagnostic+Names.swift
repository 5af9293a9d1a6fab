// Sentences about names and calls.

extension Diagnostic {
  static func unknownVariable(
    _ name: String, candidates: Set<String>, isCommand: Bool, at place: Place
  ) -> Diagnostic {
    let close = Suggestions.close(to: name, among: candidates)
    let help =
      isCommand ? "'\(name)' is a command: $(\(name))" : close.isEmpty ? "let \(name) = … gives it a value" : nil
    return Diagnostic(
      .unknownVariable, "there is no variable '$\(name)'", at: place,
      caption: Suggestions.question(close.map { "$\($0)" }), fix: fix(place, close, "$"), help: help.map { [$0] } ?? [])
  }

  static func unknownFunction(_ name: String, at place: Place) -> Diagnostic {
    let functions = Function.allCases.map(\.rawValue)
    let close = foreignFunctions[name.lowercased()].map { [$0] } ?? Suggestions.close(to: name, among: functions)
    return Diagnostic(
      .unknownFunction, "there is no function '\(name)'", at: place, caption: Suggestions.question(close),
      fix: fix(place, close), help: close.isEmpty ? ["'help functions' lists them"] : [])
  }

  private static let foreignFunctions = [
    "length": "len", "size": "len", "count": "len", "avg": "mean", "average": "mean", "str": "string", "int": "floor",
    "float": "number", "log": "log10", "ceiling": "ceil", "std": "quantile", "isnan": "missing", "startswith": "starts",
    "endswith": "ends", "percentile": "quantile",
  ]

  static func unknownCommand(
    _ name: String, candidates: [String], isVariable: Bool, at place: Place
  ) -> Diagnostic {
    let synonym = synonyms[name.lowercased()]
    let close = synonym.map { [$0] } ?? Suggestions.close(to: name, among: candidates)
    var help: [String] = []
    if synonym != nil {
      help = []
    } else if let habit = habits[name.lowercased()] {
      help = [habit]
    } else if let function = Function(rawValue: name) {
      help = ["a function: \(function.signature.text(of: function)), without a blank before '('"]
    } else if isVariable {
      help = ["a variable is shown by '$\(name)'"]
    } else {
      help = ["help --find \(close.first ?? name)"]
    }
    return Diagnostic(
      .unknownCommand, "there is no command '\(name)'", at: place, caption: Suggestions.question(close),
      fix: fix(place, close), help: help)
  }

  /// What other shells and languages call it, by its name here.
  private static let synonyms = [
    "exit": "quit", "bye": "quit", "q": "quit", "logout": "quit", "continue": "next", "echo": "print", "puts": "print",
    "say": "print", "filter": "where", "man": "help", "assert": "expect", "import": "source", "include": "source",
    "wc": "count", "order": "sort", "function": "def", "fn": "def", "func": "def", "var": "let", "const": "let",
    "foreach": "for",
  ]

  /// What has no single name here, and the line to type.
  private static let habits = [
    "ls": "the language has no shell; files by a pattern: glob(\"*\")", "dir": "files by a pattern: glob(\"*\")",
    "cd": "paths are relative to the folder in which xqsh started", "pwd": "the folder of a script is $here",
    "cat": "load FILE says what a file is",
    "break": "no loop is left early; 'next' goes on with the next round, 'stop' ends the script",
    "pass": "an empty block is { }", "printf": "print \"{$x:.2}\"",
    "select": "errors | where mse > 0.1 | select layer mse",
    "from": "a table comes from a command: errors | where mse > 0.1",
    "while": "there is no endless loop: for i in range(1, 10) { … }", "set": "let NAME = …", "export": "let NAME = …",
    "raise": "stop \"text\"", "throw": "stop \"text\"", "grep": "where layer ~ \"*conv*\"", "limit": "head 5",
    "top": "sort mse desc | head 5", "elif": "} else if … {", "elseif": "} else if … {", "describe": "show $x",
    "python": "the language has no shell", "rm": "forget x drops a variable",
  ]

  static func unknownOption(_ name: String, _ declaration: CommandDeclaration, at place: Place) -> Diagnostic {
    let options = declaration.parameters.filter(\.isOption).map(\.name)
    let close = Suggestions.close(to: name, among: options)
    var help: [String] = []
    if declaration.parameters.contains(where: { !$0.isOption && $0.name == name }) {
      help = ["'\(name)' stands without its name: \(declaration.usage)"]
    } else if close.isEmpty {
      let shown = options.map { "--\($0)" }.joined(separator: " ")
      help = [options.isEmpty ? "'\(declaration.name)' has no options" : "options of '\(declaration.name)': \(shown)"]
    }
    return Diagnostic(
      .unknownOption, "'\(declaration.name)' has no option '--\(name)'", at: place,
      caption: Suggestions.question(close.map { "--\($0)" }), fix: fix(place, close, "--"), help: help)
  }

  static func missingArgument(
    _ parameter: Parameter, _ declaration: CommandDeclaration, at place: Place
  ) -> Diagnostic {
    Diagnostic(
      .missingArgument, "'\(declaration.name)' wants '\(parameter.shownName)': \(parameter.type.wanted)", at: place,
      help: [declaration.usage])
  }

  static func tooManyArguments(
    _ declaration: CommandDeclaration, limit: Int, at place: Place, fix: Fix?
  ) -> Diagnostic {
    Diagnostic(
      .tooManyArguments,
      "'\(declaration.name)' takes \(limit == 0 ? "no arguments" : "at most \(counted(limit, "argument"))"), found '\(textOf(place))' besides",
      at: place, caption: fix.map { "write \(declaration.name) \($0.replacement)" }, fix: fix,
      help: fix == nil ? [declaration.usage] : ["a text of several words stands in quotes"])
  }

  static func givenTwice(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .givenTwice, "'--\(name)' is given twice", at: place, help: ["several values are a list: --\(name)=[1, 2]"])
  }

  static func takesNoInput(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .takesNoInput, "'\(name)' takes nothing from '|'", at: place, help: ["let x = … keeps what comes from the left"])
  }

  static func wrongInput(_ name: String, _ found: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .needsInput, "'\(name)' takes a table from '|', found \(found)", at: place,
      help: ["a list of records is a table too"])
  }

  static func needsInput(_ declaration: CommandDeclaration, isPrompt: Bool, at place: Place) -> Diagnostic {
    let wanted = declaration.input == .table ? "a table" : "a value"
    let line = "\(declaration.name) …"
    return Diagnostic(
      .needsInput, "'\(declaration.name)' works on \(wanted) from the left of '|', and nothing stands there", at: place,
      help: [isPrompt ? "'| \(line)' goes on from what was shown last; '$t | \(line)' from a variable" : "$t | \(line)"]
    )
  }

  static func givesNoValue(_ name: String, _ consequence: String, at place: Place) -> Diagnostic {
    Diagnostic(.givesNoValue, "'\(name)' gives no value: \(consequence)", at: place)
  }

  static func argumentCount(_ function: Function, found: Int, at place: Place) -> Diagnostic {
    let signature = function.signature
    let least = signature.minimum
    let wanted =
      switch signature.maximum {
      case nil: "at least \(counted(least, "argument"))"
      case least?: least == 0 ? "no arguments" : counted(least, "argument")
      case let most?: "\(least) to \(counted(most, "argument"))"
      }
    return Diagnostic(
      .argumentCount, "'\(function.rawValue)' takes \(wanted), found \(found)", at: place,
      help: ["\(signature.text(of: function)): \(signature.summary)"])
  }

  static func aggregateInRow(
    _ function: Function, _ column: String, table: String?, at place: Place, columnSpan: Span
  ) -> Diagnostic {
    let variable = "$\(table ?? "t").\(column)"
    let change = table.map { Fix(columnSpan, "$\($0).\(column)") }
    return Diagnostic(
      .aggregateInRow, "in a row '\(column)' is one cell, and '\(function.rawValue)' wants a whole column", at: place,
      caption: "write \(function.rawValue)(\(variable)\(function == .quantile ? ", …" : ""))", fix: change,
      help: table == nil ? ["name the table before: let t = …, then $t | …"] : [])
  }

  static func dollarInString(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .dollarInString, "'$\(name)' in a string stands for itself", at: place, severity: .warning,
      caption: "write {$\(name)}", fix: Fix(place.span, "{$\(name)}"), help: ["'…' in single quotes is text as it is"])
  }

  static func backslash(at place: Place) -> Diagnostic {
    Diagnostic(
      .backslash, "a '\\' does not continue a line", at: place, caption: "leave it out", fix: Fix(place.span, ""),
      help: ["a statement goes on behind '|' or an operator, inside brackets, and before a line that starts with '|'"])
  }

  static func fix(_ place: Place, _ close: [String], _ prefix: String = "") -> Fix? {
    close.count == 1 ? Fix(place.span, prefix + close[0]) : nil
  }
}

extension CommandDeclaration {
  /// How it is called, on one line: `head [count]`, `plot what [layer] [--out PATH]`.
  public var usage: String {
    let parts = parameters.map { parameter in
      var text = parameter.name
      if parameter.isOption {
        text = "--\(parameter.name)"
        if case .bool = parameter.type {} else { text += " \(parameter.type.placeholder)" }
      } else if case .rowExpression(let isNamed) = parameter.type {
        return isNamed ? "NAME = expression" : "expression"
      }
      if parameter.isRepeated { text += " …" }
      return parameter.isRequired ? text : "[\(text)]"
    }
    return ([name] + parts).joined(separator: " ")
  }
}
