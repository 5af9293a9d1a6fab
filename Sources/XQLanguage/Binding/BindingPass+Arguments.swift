// Binding arguments: which parameter each is for, and words as values of its type.

extension BindingPass {
  mutating func bindArguments(
    _ syntax: CommandSyntax, _ declaration: CommandDeclaration
  ) -> [String: Call.Argument] {
    var arguments: [String: Call.Argument] = [:]
    var repeated: [Typed] = []
    var extra: [ArgumentSyntax] = []
    var isUnsure = false
    let positional = declaration.parameters.filter { !$0.isOption && !$0.type.isRow }
    var nextPositional = 0
    var index = 0
    while index < syntax.arguments.count {
      let argument = syntax.arguments[index]
      index += 1
      guard case .option(let name, let value) = argument.kind else {
        if isLineContinuation(argument, isLast: index == syntax.arguments.count) { continue }
        if nextPositional < positional.count {
          let parameter = positional[nextPositional]
          let bound = bind(argument, for: parameter, of: declaration.name)
          if parameter.isRepeated {
            repeated.append(bound)
          } else {
            arguments[parameter.name] = Call.Argument(bound.expression, argument.span)
            nextPositional += 1
          }
        } else {
          extra.append(argument)
        }
        continue
      }
      guard let parameter = declaration.parameters.first(where: { $0.isOption && $0.name == name.text }) else {
        report(.unknownOption(name.text, declaration, at: place(name.span)))
        isUnsure = true
        // What stands behind it was probably meant for it.
        if value == nil, index < syntax.arguments.count, syntax.arguments[index].isPositional { index += 1 }
        continue
      }
      if arguments[name.text] != nil { report(.givenTwice(name.text, at: place(name.span))) }
      let bound = bindOption(parameter, name, value, syntax.arguments, &index, of: declaration.name)
      arguments[name.text] = Call.Argument(bound.expression, argument.span.to(bound.expression.span))
    }
    if let parameter = positional.last, parameter.isRepeated, let first = repeated.first, let last = repeated.last {
      let span = first.expression.span.to(last.expression.span)
      let items = Expression(Expression.list(repeated.map(\.expression)), span)
      arguments[parameter.name] = Call.Argument(items, span)
    }
    if let first = extra.first, let last = extra.last, !isUnsure {
      report(tooMany(first, last, syntax, declaration, positional))
    }
    for parameter in declaration.parameters
    where parameter.isRequired && !parameter.type.isRow && arguments[parameter.name] == nil && !isUnsure {
      report(.missingArgument(parameter, declaration, at: place(syntax.name.span)))
    }
    return arguments
  }

  private mutating func bindOption(
    _ parameter: Parameter, _ name: NameSyntax, _ value: ArgumentSyntax?, _ all: [ArgumentSyntax], _ index: inout Int,
    of command: String
  ) -> Typed {
    if let value { return bind(value, for: parameter, of: command) }
    if case .bool = parameter.type { return (Expression(.constant(.bool(true)), name.span), .bool) }
    if index < all.count, all[index].isPositional {
      index += 1
      return bind(all[index - 1], for: parameter, of: command)
    }
    report(.optionWithoutValue(name.text, at: place(name.span)))
    return (Expression(.constant(.none), name.span), .any)
  }

  /// A `\` at the end of a line, as shells have it.
  private mutating func isLineContinuation(_ argument: ArgumentSyntax, isLast: Bool) -> Bool {
    guard isLast, case .word("\\") = argument.kind else { return false }
    let rest = source.bytes.dropFirst(argument.span.upper).prefix { $0 != UInt8(ascii: "\n") }
    guard rest.allSatisfy({ $0.isBlank || $0 == UInt8(ascii: "\r") }) else { return false }
    report(.backslash(at: place(argument.span)))
    return true
  }

  private func tooMany(
    _ first: ArgumentSyntax, _ last: ArgumentSyntax, _ syntax: CommandSyntax, _ declaration: CommandDeclaration,
    _ positional: [Parameter]
  ) -> Diagnostic {
    var fix: Diagnostic.Fix?
    let given = syntax.arguments.filter(\.isPositional)
    if positional.count == 1, case .string = positional[0].type, let start = given.first?.span,
      given.allSatisfy({ if case .word = $0.kind { true } else { false } })
    {
      let span = start.to(last.span)
      fix = Diagnostic.Fix(span, source.text(span).quoted)
    }
    return .tooManyArguments(
      declaration, limit: positional.count, at: place(first.span.to(last.span)), fix: fix)
  }

  // MARK: - One argument

  private mutating func bind(_ argument: ArgumentSyntax, for parameter: Parameter, of command: String) -> Typed {
    switch argument.kind {
    case .word(let word):
      return (constant(word, argument.span, for: parameter, of: command), .any)
    case .expression(let expression):
      if case .variable = parameter.type, case .variable(let name) = expression.kind {
        report(.dollarInName(name, at: place(expression.span)))
        return (Expression(.constant(.string(name)), expression.span), .string)
      }
      let (bound, type) = bindExpression(expression)
      return (check(bound, type, for: parameter, of: command), type)
    case .option: return (Expression(.constant(.none), argument.span), .any)
    }
  }

  /// A value that is known is converted now; of another one the type is checked as far as it is known.
  mutating func check(
    _ bound: Expression, _ type: StaticType, for parameter: Parameter, of command: String
  ) -> Expression {
    if case .constant(let value) = bound.kind {
      do {
        return Expression(.constant(try parameter.accept(value, of: command)), bound.span)
      } catch {
        report(error, at: bound.span)
        return bound
      }
    }
    if !type.mayBe(parameter.type) {
      let mismatch = ParameterType.Mismatch(wanted: parameter.type.wanted, found: type.name)
      report(.argumentMismatch(parameter, of: command, mismatch), at: bound.span)
    }
    return bound
  }

  /// A word as a value of the parameter's type.
  private mutating func constant(
    _ word: String, _ span: Span, for parameter: Parameter, of command: String
  ) -> Expression {
    switch parameter.type {
    case .number, .count:
      // A number with a slip in it says more than that it is none.
      if let first = word.utf8.first, first.isDigit,
        case .problem(let problem) = Lexer(source).number(at: span.lower).kind
      {
        report(problem)
        return Expression(.constant(.none), span)
      }
    case .variable where !word.isName || Keyword.all.contains(word):
      report(.noVariableName(word, at: place(span)))
      return Expression(.constant(.string(word)), span)
    default: break
    }
    do {
      return Expression(.constant(try parameter.type.accept(parameter.type.read(word))), span)
    } catch {
      report(wrongWord(word, parameter, command, error), at: span)
      return Expression(.constant(.none), span)
    }
  }

  private func wrongWord(
    _ word: String, _ parameter: Parameter, _ command: String, _ mismatch: ParameterType.Mismatch
  ) -> Diagnostic {
    var diagnostic = Diagnostic.argumentMismatch(
      parameter, of: command,
      ParameterType.Mismatch(
        wanted: mismatch.wanted, found: "'\(word)'", suggestions: mismatch.suggestions, help: mismatch.help))
    if diagnostic.caption == nil, names.variables != nil, word.isName, isKnownVariable(word) {
      diagnostic.caption = "did you mean '$\(word)'?"
    }
    return diagnostic
  }

  /// A word where any value may stand: a number, `true`, `false`, `none`, else a string.
  static func value(of word: String) -> Value {
    switch word {
    case "true": .bool(true)
    case "false": .bool(false)
    case "none": .none
    default: Lexer.number(in: word) ?? .string(word)
    }
  }
}

extension ParameterType {
  var isRow: Bool { if case .rowExpression = self { true } else { false } }
}
