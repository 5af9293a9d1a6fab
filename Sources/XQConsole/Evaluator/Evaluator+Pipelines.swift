// Pipelines: from the head through the stages, and what a call of a command or a `def` gives.

import XQLanguage

extension Evaluator {
  /// The value of a pipeline whose value is wanted: in `let`, `$( )`, `return`.
  func value(of pipeline: Pipeline, assignedTo name: String? = nil) throws(Interruption) -> Value {
    guard let value = try run(pipeline, assignedTo: name) else {
      let last = pipeline.stages.last ?? pipeline.head.call
      if last?.isDefinition == true { return .none }
      throw failure(Sentence.noValue(last?.declaration.name ?? "it"), last?.nameSpan ?? pipeline.span)
    }
    return value
  }

  /// Runs a pipeline; `nil` where its last stage gives no value.
  func run(_ pipeline: Pipeline, assignedTo name: String? = nil) throws(Interruption) -> Value? {
    var value: Value?
    switch pipeline.head {
    case .expression(let expression): value = try evaluate(expression)
    case .last:
      if case .none = session.last { throw failure(Diagnostic(.nothingShown, "nothing was shown yet"), pipeline.span) }
      value = session.last
    case .call(let call):
      value = try run(call, input: nil, assignedTo: pipeline.stages.isEmpty ? name : nil)
      try checkRows(value, at: call.span)
    }
    var before = pipeline.head.call
    for (index, stage) in pipeline.stages.enumerated() {
      if value == nil, before?.isDefinition == true { value = Value.none }
      guard let input = value else {
        throw failure(Sentence.noValue(before?.declaration.name ?? "it"), before?.nameSpan ?? pipeline.span)
      }
      value = try run(stage, input: input, assignedTo: index == pipeline.stages.count - 1 ? name : nil)
      try checkRows(value, at: stage.span)
      before = stage
    }
    return value
  }

  // MARK: - Calls

  private func run(_ call: Call, input: Value?, assignedTo name: String?) throws(Interruption) -> Value? {
    try step(at: call.span)
    if call.isDefinition { return try runDefinition(call, input: input) }
    guard let command = commands[call.declaration.name] else {
      throw failure(Sentence.noValue(call.declaration.name), call.nameSpan)
    }
    let arguments = try arguments(of: call)
    let place = place(call.nameSpan)
    let invocation = Invocation(
      input: try accepted(input, for: call), arguments: arguments, given: Set(call.arguments.keys),
      spans: spans(of: call), place: place, row: try rowFunction(call), assignedName: name)
    if let command = command as? any ControlCommand.Type {
      let instance = command.init()
      return try instance.run(invocation, in: self)
    }
    let instance = command.init()
    do throws(Diagnostic) {
      return try instance.run(invocation, in: context)
    } catch {
      throw Interruption(error, at: place)
    }
  }

  /// What comes in, as the command declares to take it.
  private func accepted(_ input: Value?, for call: Call) throws(Interruption) -> Value? {
    let declaration = call.declaration
    switch declaration.input {
    case .nothing: return nil
    case .value: return input
    case .table:
      guard let input else {
        if declaration.isInputOptional { return nil }
        throw failure(Sentence.noTable(declaration.name, nil), call.nameSpan)
      }
      guard let table = Table(input) else { throw failure(Sentence.noTable(declaration.name, input), call.nameSpan) }
      return .table(table)
    }
  }

  private func spans(of call: Call) -> [String: Span] {
    var spans = call.arguments.mapValues(\.span)
    if let row = call.row, let parameter = call.declaration.rowExpression {
      spans[parameter.name] = row.expression.span
    }
    return spans
  }

  /// Every parameter's value: the one given, else the default; paths in the place of an object are loaded.
  private func arguments(of call: Call) throws(Interruption) -> [String: Value] {
    var values: [String: Value] = [:]
    for parameter in call.declaration.parameters {
      guard let argument = call.arguments[parameter.name] else {
        values[parameter.name] = parameter.defaultValue
        continue
      }
      let span = argument.span
      let given = try evaluate(argument.value)
      let value = try failing(at: place(span)) { () throws(Diagnostic) in
        try parameter.accept(given, of: call.declaration.name)
      }
      values[parameter.name] = try loaded(value, parameter.type, span)
    }
    return values
  }

  /// A value as a type has it, with the paths in place of objects loaded.
  func accept(
    _ value: Value, as type: ParameterType, for what: String, _ span: Span
  ) throws(Interruption) -> Value {
    do {
      return try loaded(try type.accept(value), type, span)
    } catch let mismatch as ParameterType.Mismatch {
      throw failure(Sentence.mismatch(mismatch, for: what), span)
    } catch let interruption as Interruption {
      throw interruption
    } catch {
      throw .cancelled
    }
  }

  private func loaded(_ value: Value, _ type: ParameterType, _ span: Span) throws(Interruption) -> Value {
    guard case .object(let kind) = type else { return value }
    switch value {
    case .string(let path):
      guard let objectKind = host.objectKinds.first(where: { $0.name == kind }) else { return value }
      let place = place(span)
      return .object(
        try failing(at: place) { () throws(Diagnostic) in try objectKind.load(path, place, context) })
    case .list(let paths):
      var objects: [Value] = []
      for path in paths { objects.append(try loaded(path, type, span)) }
      return .list(objects)
    default: return value
    }
  }

  // MARK: - Row expressions

  /// Rows between two looks at the cancellation.
  private static let rowsInABatch = 4096

  private func rowFunction(_ call: Call) throws(Interruption) -> RowFunction? {
    guard let row = call.row else { return nil }
    var pipelines: [Span: Value] = [:]
    for pipeline in row.expression.pipelines where pipelines[pipeline.span] == nil {
      pipelines[pipeline.span] = try nested(at: pipeline.span) { () throws(Interruption) in
        try value(of: pipeline)
      }
    }
    return RowFunction(name: row.name) { [self] table throws(Diagnostic) in
      do throws(Interruption) {
        return try cells(of: row.expression, over: table, pipelines)
      } catch {
        switch error {
        case .failure(let diagnostic): throw diagnostic
        // Pipelines ran before, so nothing but a cancellation can end it otherwise.
        default: throw .interruption
        }
      }
    }
  }

  private func cells(
    of expression: Expression, over table: Table, _ pipelines: [Span: Value]
  ) throws(Interruption) -> [Value] {
    let code = try compile(expression, Compilation(table: table, pipelines: pipelines))
    var cells: [Value] = []
    cells.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      if row.isMultiple(of: Self.rowsInABatch) {
        try step(min(Self.rowsInABatch, table.rowCount - row), at: expression.span)
      }
      cells.append(try code(row))
    }
    return cells
  }

  // MARK: - Definitions

  private func runDefinition(_ call: Call, input: Value?) throws(Interruption) -> Value? {
    guard let definition = definitions[call.declaration.name] else {
      throw failure(Sentence.noDefinition(call.declaration.name), call.nameSpan)
    }
    let callee = Scope()
    let given = try given(call, definition)
    return try called("'\(call.declaration.name)'", at: call.span, in: definition.source) {
      () throws(Interruption) in
      let caller = scope
      scope = callee
      defer { scope = caller }
      for parameter in definition.declaration.parameters {
        if let value = given[parameter.name] {
          callee.set(parameter.name, value)
        } else if let expression = definition.defaults[parameter.name] {
          callee.set(parameter.name, try evaluate(expression))
        } else {
          callee.set(parameter.name, parameter.defaultValue)
        }
      }
      guard case .giveBack(let value) = try run(definition.body) else { return nil }
      return value
    }
  }

  /// The given arguments, checked against the definition that is called now.
  private func given(_ call: Call, _ definition: Definition) throws(Interruption) -> [String: Value] {
    var values: [String: Value] = [:]
    for parameter in definition.declaration.parameters {
      guard let argument = call.arguments[parameter.name] else { continue }
      let value = try evaluate(argument.value)
      let accepted = try failing(at: place(argument.span)) { () throws(Diagnostic) in
        try parameter.accept(value, of: call.declaration.name)
      }
      values[parameter.name] = try loaded(accepted, parameter.type, argument.span)
    }
    return values
  }
}

extension Pipeline.Head {
  fileprivate var call: Call? {
    if case .call(let call) = self { call } else { nil }
  }
}

/// A command of the console that steers the run itself.
protocol ControlCommand: Command {
  func run(_ call: Invocation, in evaluator: Evaluator) throws(Interruption) -> Value?
}

extension ControlCommand {
  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? { nil }
}
