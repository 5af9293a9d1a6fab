// Binding expressions.

extension BindingPass {
  /// An expression and what is known of its type.
  typealias Typed = (expression: Expression, type: StaticType)

  mutating func bindCondition(_ syntax: ExpressionSyntax) -> Expression {
    let (bound, type) = bindExpression(syntax)
    checkCondition(type, syntax.span)
    return bound
  }

  private mutating func checkCondition(_ type: StaticType, _ span: Span) {
    if !type.isOneOf([.bool, .none]) { report(.conditionIsNoBool(found: type.name), at: span) }
  }

  mutating func bindExpression(_ syntax: ExpressionSyntax) -> Typed {
    let span = syntax.span
    func typed(_ kind: Expression.Kind, _ type: StaticType) -> Typed { (Expression(kind, span), type) }
    switch syntax.kind {
    case .constant(let value): return typed(.constant(value), StaticType(of: value))
    case .string(let string): return typed(bindString(string), .string)
    case .variable(let name): return bindVariable(name, span)
    case .column(let name): return typed(.column(name), .any)
    case .member(let base, let name):
      let bound = bindExpression(base).expression
      return typed(.member(bound, name: name.text, nameSpan: name.span), .any)
    case .index(let base, let index):
      let bound = bindExpression(base).expression
      return typed(.index(bound, bindExpression(index).expression), .any)
    case .list(let items):
      let bound = items.map { bindExpression($0).expression }
      return typed(Expression.list(bound), .list)
    case .record(let fields):
      var seen: Set<String> = []
      for (key, _) in fields where !seen.insert(key.text).inserted {
        report(.definedTwice("key", key.text, first: nil, at: place(key.span)))
      }
      return typed(.record(fields.map { (key: $0.key.text, value: bindExpression($0.value).expression) }), .record)
    case .pipeline(let pipeline):
      let outer = (isInRow, rowTable)
      (isInRow, rowTable) = (false, nil)
      defer { (isInRow, rowTable) = outer }
      let (bound, type) = bindPipeline(pipeline, wantsValue: true)
      return typed(.pipeline(bound), type)
    case .function(let name, let arguments): return bindFunction(name, arguments, span)
    case .negate(let operand):
      let (bound, type) = bindExpression(operand)
      guard type.isNumeric || type.isOneOf([.none]) else {
        report(.wrongSign(type.name, at: place(span)))
        return typed(.constant(.none), .any)
      }
      if case .constant(let value) = bound.kind, let negated = try? Operators.negate(value) {
        return typed(.constant(negated), type)
      }
      return typed(.negate(bound), type)
    case .not(let operand):
      let (bound, type) = bindExpression(operand)
      checkCondition(type, operand.span)
      return typed(.not(bound), .bool)
    case .binary(let operation, let left, let right, let operatorSpan):
      return bindBinary(operation, left, right, operatorSpan, span)
    case .broken: return typed(.constant(.none), .any)
    }
  }

  private mutating func bindString(_ string: StringSyntax) -> Expression.Kind {
    for dollar in string.dollars where names.variables != nil && isKnownVariable(dollar.text) {
      report(.dollarInString(dollar.text, at: place(dollar.span)))
    }
    var segments: [Expression.Segment] = []
    var text = ""
    var hasValue = false
    for segment in string.segments {
      switch segment {
      case .text(let part):
        text += part
        segments.append(.text(part))
      case .value(let expression, let format):
        hasValue = true
        segments.append(.value(bindExpression(expression).expression, format))
      }
    }
    return hasValue ? .interpolation(segments) : .constant(.string(text))
  }

  private mutating func bindVariable(_ name: String, _ span: Span) -> Typed {
    if name == "it" {
      if !isInRow { report(.rowOutside(at: place(span))) }
      return (Expression(.row, span), .record)
    }
    if !isKnownVariable(name) {
      let candidates = (names.variables ?? []).union(locals).union(BindingPass.reserved)
      let isCommand = commands[name] != nil || names.definitions[name] != nil
      report(.unknownVariable(name, candidates: candidates, isCommand: isCommand, at: place(span)))
    }
    return (Expression(.variable(name), span), .any)
  }

  private mutating func bindBinary(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax, _ operatorSpan: Span, _ span: Span
  ) -> Typed {
    let (boundLeft, leftType) = bindExpression(left)
    let (boundRight, rightType) = bindExpression(right)
    if operation == .and || operation == .or {
      checkCondition(leftType, left.span)
      checkCondition(rightType, right.span)
    }
    let (type, problem) = StaticType.result(of: operation, leftType, rightType)
    if let problem {
      // With both values at hand the sentence shows them.
      if case .constant(let left) = boundLeft.kind, case .constant(let right) = boundRight.kind {
        do {
          _ = try Operators.apply(operation, left, right)
        } catch {
          report(error, at: span)
        }
      } else {
        report(problem, at: span)
      }
    }
    return (Expression(.binary(operation, boundLeft, boundRight, operatorSpan: operatorSpan), span), type)
  }

  // MARK: - Functions

  private mutating func bindFunction(_ name: NameSyntax, _ arguments: [ExpressionSyntax], _ span: Span) -> Typed {
    guard let function = Function(rawValue: name.text) else {
      report(unknownFunction(name, arguments, span))
      for argument in arguments { _ = bindExpression(argument) }
      return (Expression(.constant(.none), span), .any)
    }
    let signature = function.signature
    if arguments.count < signature.minimum || arguments.count > signature.maximum ?? Int.max {
      report(.argumentCount(function, found: arguments.count, at: place(span)))
    }
    if isInRow, function.isAggregate, arguments.count == 1 || function == .quantile,
      case .column(let column) = arguments.first?.kind
    {
      report(
        .aggregateInRow(function, column, table: rowTable, at: place(span), columnSpan: arguments[0].span))
    }
    let bound = arguments.map { bindExpression($0).expression }
    return (Expression(.function(function, bound), span), function.resultType)
  }

  private func unknownFunction(_ name: NameSyntax, _ arguments: [ExpressionSyntax], _ span: Span) -> Diagnostic {
    if commands[name.text] != nil || names.definitions[name.text] != nil {
      let shown = arguments.map { argument in
        let text = source.text(argument.span)
        return argument.isArgumentAsItIs ? text : "(\(text))"
      }
      let line = ([name.text] + shown).joined(separator: " ")
      return .commandAsFunction(name.text, at: place(name.span), fix: Diagnostic.Fix(span, line))
    }
    return .unknownFunction(name.text, at: place(name.span))
  }
}

extension ExpressionSyntax {
  /// Whether it can stand as an argument without parentheses.
  var isArgumentAsItIs: Bool {
    switch kind {
    case .constant, .string, .list, .pipeline: true
    default: isVariablePath
    }
  }
}

extension Expression {
  /// A list, a constant where all its items are.
  static func list(_ items: [Expression]) -> Kind {
    var values: [Value] = []
    for item in items {
      guard case .constant(let value) = item.kind else { return .list(items) }
      values.append(value)
    }
    return .constant(.list(values))
  }
}

extension Function {
  /// What is known of what it gives.
  var resultType: StaticType {
    switch self {
    case .len: .number
    case .range, .unique, .split, .glob: .list
    case .contains, .starts, .ends, .missing, .close, .exists: .bool
    case .basename, .dirname, .string, .now, .join, .replace, .lower, .upper: .string
    default: .any
    }
  }
}

extension Source {
  /// The text of a span, cut to what there is.
  func text(_ span: Span) -> String {
    let lower = min(max(0, span.lower), bytes.count)
    return String(decoding: bytes[lower..<min(max(lower, span.upper), bytes.count)], as: UTF8.self)
  }
}
