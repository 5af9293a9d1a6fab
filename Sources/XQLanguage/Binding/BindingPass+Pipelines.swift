// Binding pipelines and calls: who takes what from whom.

extension BindingPass {
  /// - Parameter wantsValue: whether what comes out is assigned or used.
  mutating func bindPipeline(_ syntax: PipelineSyntax, wantsValue: Bool) -> (pipeline: Pipeline, type: StaticType) {
    let outer = (isInRow, rowTable)
    (isInRow, rowTable) = (false, nil)
    defer { (isInRow, rowTable) = outer }
    var type = StaticType.any
    var lastCall: Call?
    let head: Pipeline.Head
    switch syntax.head {
    case .last:
      if !known.isPrompt || isSourced || isInDefinition {
        report(.strayBar(isPrompt: known.isPrompt, at: place(Span(syntax.span.lower, syntax.span.lower + 1))))
      }
      head = .last
    case .expression(let expression):
      let (bound, boundType) = bindExpression(expression)
      head = .expression(bound)
      type = boundType
      if case .variable(let name) = expression.kind { rowTable = name }
    case .command(let command):
      lastCall = bindCall(command, input: nil)
      if let call = lastCall {
        checkStart(call)
        type = StaticType(of: call.declaration.output)
        head = .call(call)
      } else {
        head = .expression(Expression(.constant(.none), command.span))
      }
    }
    var stages: [Call] = []
    for stage in syntax.stages {
      if let lastCall { checkGivesValue(lastCall, "nothing goes on behind '|'") }
      lastCall = bindCall(stage, input: type)
      type = .any
      guard let call = lastCall else { continue }
      type = StaticType(of: call.declaration.output)
      stages.append(call)
    }
    if wantsValue, let lastCall { checkGivesValue(lastCall, "there is nothing to use") }
    return (Pipeline(head: head, stages: stages, span: syntax.span), type)
  }

  /// A call at the start of a pipeline.
  private mutating func checkStart(_ call: Call) {
    if call.declaration.input != .nothing, !call.declaration.isInputOptional {
      report(.needsInput(call.declaration, isPrompt: known.isPrompt, at: place(call.nameSpan)))
    }
  }

  private mutating func checkGivesValue(_ call: Call, _ consequence: String) {
    if call.declaration.output == .nothing {
      report(.givesNoValue(call.declaration.name, consequence, at: place(call.nameSpan)))
    }
  }

  // MARK: - Calls

  /// - Parameter input: the type of what comes from the left of `|`, `nil` at the start of a pipeline.
  /// - Returns: `nil` for an unknown command.
  private mutating func bindCall(_ syntax: CommandSyntax, input: StaticType?) -> Call? {
    let name = syntax.name.text
    guard let declaration = commands[name] ?? names.definitions[name] else {
      report(unknownCommand(syntax))
      return nil
    }
    guard syntax.held.isEmpty else {
      for diagnostic in syntax.held { report(diagnostic) }
      return nil
    }
    if let input {
      if declaration.input == .nothing {
        report(.takesNoInput(name, at: place(syntax.name.span)))
      } else if declaration.input == .table, !input.isOneOf([.table, .list, .none]) {
        report(.wrongInput(name, input.name, at: place(syntax.name.span)))
      }
    }
    var row: (name: String?, expression: Expression)?
    if let rowSyntax = syntax.row {
      isInRow = true
      row = (rowSyntax.name?.text, bindRow(rowSyntax, isNamed: rowSyntax.name != nil))
      isInRow = false
    }
    let arguments = bindArguments(syntax, declaration)
    return Call(
      declaration: declaration, isDefinition: commands[name] == nil, nameSpan: syntax.name.span, span: syntax.span,
      arguments: arguments, row: row)
  }

  /// What chooses rows is a condition.
  private mutating func bindRow(_ row: RowSyntax, isNamed: Bool) -> Expression {
    isNamed ? bindExpression(row.expression).expression : bindCondition(row.expression)
  }

  private func unknownCommand(_ syntax: CommandSyntax) -> Diagnostic {
    var known = Array(commands.names)
    known += names.definitions.keys
    let isVariable = names.variables != nil && isKnownVariable(syntax.name.text)
    return .unknownCommand(
      syntax.name.text, candidates: known, isVariable: isVariable, at: place(syntax.name.span))
  }
}

extension StaticType {
  init(of flow: CommandDeclaration.Flow) {
    self = flow == .table ? .table : .any
  }
}
