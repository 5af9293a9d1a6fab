// What statements do.

import XQLanguage

extension Evaluator {
  /// Runs the statements of a block in order, until one leaves it.
  func run(_ block: Block) throws(Interruption) -> Flow {
    for statement in block.statements {
      let flow = try run(statement)
      if case .done = flow { continue }
      return flow
    }
    return .done
  }

  func run(_ statement: Statement) throws(Interruption) -> Flow {
    try step(at: statement.span)
    try checkOutput(at: statement.span)
    switch statement.kind {
    case .assign(let name, let pipeline): try assign(name, pipeline)
    case .parameter(let parameter): try bind(parameter)
    case .definition(let definition): definitions[definition.declaration.name] = definition
    case .forEach(let name, let elements, let body): return try loop(name, elements, body)
    case .branch(let branches, let otherwise): return try branch(branches, otherwise, statement.span)
    case .attempt(let body, let errorName, let otherwise):
      return try attempt(body, errorName, otherwise, statement.span)
    case .giveBack(let pipeline):
      guard let pipeline else { return .giveBack(nil) }
      return .giveBack(try value(of: pipeline))
    case .stop(let reason): try stop(reason, statement.span)
    case .next: return .next
    case .expect(let condition, let message, let isRequired):
      try expect(condition, message, isRequired, statement.span)
    case .deferred(let deferred): return try run(deferred)
    case .pipeline(let pipeline):
      if let value = try run(pipeline) { show(value) }
    }
    try checkOutput(at: statement.span)
    return .done
  }

  // MARK: - Values

  private func assign(_ name: String, _ pipeline: Pipeline) throws(Interruption) {
    let value: Value
    if let added = pipeline.elementsAdded(to: name), let list = try appended(added, to: name) {
      value = list
    } else {
      value = try self.value(of: pipeline, assignedTo: name)
    }
    try checkRows(value, at: pipeline.span)
    try checkCells(value, for: name, at: pipeline.span)
    assign(name, value)
    if scope == nil { context.say(.message("\(name) = \(value.short)")) }
  }

  /// `let x = $x + more`, without a copy of a long list: a loop that collects rows takes time in proportion to them.
  ///
  /// `nil` where the two are no lists.
  private func appended(
    _ addition: (elements: Expression, operatorSpan: Span), to name: String
  ) throws(Interruption) -> Value? {
    guard scope == nil, case .list? = session.variables[name] else { return nil }
    let added = try evaluate(addition.elements)
    guard case .list(let elements) = added, case .list(var list)? = session.variables[name] else {
      // Computed once already: the operator says what is wrong with it.
      guard let left = session.variables[name] else { return nil }
      return try failing(at: place(addition.operatorSpan)) { () throws(Diagnostic) in
        try Operators.apply(.add, left, added)
      }
    }
    // The variable lets go of the list, so that it is not shared while it grows.
    session.variables[name] = Value.none
    list += elements
    return .list(list)
  }

  /// Shows what a statement gives. An object says its one line; everything else is a result.
  func show(_ value: Value) {
    session.last = value
    guard case .object(let object) = value else {
      context.say(.result(value))
      return
    }
    if let subject = session.subject, subject.object === object {
      context.say(.message("\(subject.name): \(object.summary)"))
    } else {
      context.say(.message(object.summary))
    }
  }

  private func bind(_ parameter: ScriptParameter) throws(Interruption) {
    if let given = parameters[parameter.name], callDepth == 0 {
      assign(parameter.name, given)
      return
    }
    if callDepth > 0, let existing = session.variables[parameter.name] {
      assign(parameter.name, try accepted(existing, as: parameter))
      return
    }
    guard let defaultValue = parameter.defaultValue else {
      throw failure(Sentence.missingParameter(parameter.name), parameter.span)
    }
    assign(parameter.name, try accepted(try evaluate(defaultValue), as: parameter))
  }

  private func accepted(_ value: Value, as parameter: ScriptParameter) throws(Interruption) -> Value {
    guard let type = parameter.type else { return value }
    return try accept(value, as: type, for: "parameter '\(parameter.name)'", parameter.span)
  }

  // MARK: - Control

  private func loop(_ name: String, _ expression: Expression, _ body: Block) throws(Interruption) -> Flow {
    let elements: [Value]
    switch try evaluate(expression) {
    case .list(let list): elements = list
    case .table(let table): elements = (0..<table.rowCount).map { .record(table.row($0)) }
    case let other:
      throw failure(
        Diagnostic(.notWalkable, "'for' walks over a list or a table, found \(other.described)"), expression.span)
    }
    for element in elements {
      assign(name, element)
      let flow = try nested(at: expression.span) { () throws(Interruption) in try run(body) }
      if case .giveBack = flow { return flow }
    }
    return .done
  }

  private func branch(
    _ branches: [(condition: Expression, body: Block)], _ otherwise: Block?, _ span: Span
  ) throws(Interruption) -> Flow {
    for branch in branches {
      let value = try evaluate(branch.condition)
      let holds = try failing(at: place(branch.condition.span)) { () throws(Diagnostic) in
        try Operators.isTrue(value)
      }
      if holds { return try nested(at: span) { () throws(Interruption) in try run(branch.body) } }
    }
    guard let otherwise else { return .done }
    return try nested(at: span) { () throws(Interruption) in try run(otherwise) }
  }

  /// `try { } else name { }`. Interruptions, `stop`, `require` and the host's limits go through.
  private func attempt(
    _ body: Block, _ errorName: String?, _ otherwise: Block?, _ span: Span
  ) throws(Interruption) -> Flow {
    let error: Diagnostic
    do throws(Interruption) {
      return try nested(at: span) { () throws(Interruption) in try run(body) }
    } catch .failure(let diagnostic) where !diagnostic.code.isBeyondTry {
      error = diagnostic
    }
    guard let otherwise else {
      var warning = error
      warning.severity = .warning
      report(warning)
      return .done
    }
    if let errorName { assign(errorName, .record(record(of: error))) }
    return try nested(at: span) { () throws(Interruption) in try run(otherwise) }
  }

  private func record(of error: Diagnostic) -> Record {
    var record = Record([("code", .string(error.code.id)), ("message", .string(error.message))])
    record["file"] = (error.place?.source.name).map { .string($0) } ?? Value.none
    record["line"] = error.place.map { .number(Double($0.source.position(of: $0.span.lower).line)) } ?? Value.none
    return record
  }

  private func stop(_ reason: Expression?, _ span: Span) throws(Interruption) {
    guard let reason else { throw .stop(code: 0) }
    switch try evaluate(reason) {
    case .none: throw .stop(code: 0)
    case .number(let number):
      guard let code = Int32(exactly: number), (0...255).contains(code) else {
        throw failure(
          Diagnostic(.wrongArgument, "'stop' wants an exit code from 0 to 255, found \(NumberText.shortest(number))"),
          reason.span)
      }
      throw .stop(code: code)
    case .string(let text):
      report(Diagnostic(.stopped, text, at: place(span)))
      countFailedExpectation()
      throw .requirement
    case let other:
      throw failure(
        Diagnostic(.wrongArgument, "'stop' wants an exit code or a text, found \(other.described)"), reason.span)
    }
  }
}

extension Pipeline {
  /// The right side of `$name + …`, where the pipeline is that and nothing else.
  fileprivate func elementsAdded(to name: String) -> (elements: Expression, operatorSpan: Span)? {
    guard stages.isEmpty, case .expression(let expression) = head,
      case .binary(.add, let left, let right, let span) = expression.kind, case .variable(name) = left.kind
    else { return nil }
    return (right, span)
  }
}

extension Value {
  /// What `let` answers: one line, not too long.
  var short: String {
    switch self {
    case .string(let text):
      let quoted = text.quoted
      return quoted.count > 72 ? "\(quoted.prefix(71))…" : quoted
    case .list(let list) where list.count > 8: return "list of \(list.count) elements"
    case .table(let table):
      let names = table.columns.filter { !$0.isDetail }.map(\.name).joined(separator: " ")
      return "table of \(Sentence.count(table.rowCount, "row"))" + (names.isEmpty ? "" : ": \(names)")
    // An object's one line is made to be read as a whole.
    case .object(let object): return object.summary
    default:
      let line = text
      return line.count > 100 ? "\(line.prefix(99))…" : line
    }
  }
}
