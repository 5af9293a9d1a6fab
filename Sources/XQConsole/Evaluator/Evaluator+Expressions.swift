// Expressions: turned into closures once, then run once or for every row of a table.

import XQLanguage

/// An expression that is ready to run; the number is that of the row, and is ignored outside of row expressions.
typealias Code = (Int) throws(Interruption) -> Value

/// Told the values of pipelines, variables and function calls, for a failed expectation.
typealias PartsObserver = (Span, Value) -> Void

extension Evaluator {
  func evaluate(_ expression: Expression, observer: PartsObserver? = nil) throws(Interruption) -> Value {
    try compile(expression, Compilation(observer: observer))(0)
  }

  /// What a compilation knows besides the expression.
  struct Compilation {
    /// The table that a row expression runs over.
    var table: Table?
    /// The values of the pipelines in a row expression, which ran before the command.
    var pipelines: [Span: Value] = [:]
    var observer: PartsObserver?
  }

  func compile(_ expression: Expression, _ compilation: Compilation) throws(Interruption) -> Code {
    let span = expression.span
    let source = source
    switch expression.kind {
    case .constant(let value): return { _ in value }
    case .interpolation(let segments): return try interpolation(segments, compilation)
    case .variable(let name): return try variable(name, span, compilation)
    case .column(let name): return try column(name, span, compilation)
    case .row:
      guard let table = compilation.table else { throw failure(Sentence.variable("it", variableNames()), span) }
      return { row in .record(table.row(row)) }
    case .member, .index, .pipeline: return try observed(expression, compilation)
    case .list(let elements):
      let codes = try compile(elements, compilation)
      return { row throws(Interruption) in .list(try runAll(codes, row)) }
    case .record(let fields):
      let codes = try compile(fields.map(\.value), compilation)
      let keys = fields.map(\.key)
      return { row throws(Interruption) in .record(Record(Array(zip(keys, try runAll(codes, row))))) }
    case .function(let function, let arguments):
      return try call(function, arguments, span, compilation)
    case .negate(let operand):
      let code = try compile(operand, compilation)
      return { row throws(Interruption) in
        let value = try code(row)
        do throws(Diagnostic) { return try Operators.negate(value) } catch {
          throw Interruption(error, at: Place(source, span))
        }
      }
    case .not(let operand):
      let code = try condition(operand, compilation)
      return { row throws(Interruption) in .bool(!(try code(row))) }
    case .binary(let binary, let left, let right, let operatorSpan):
      return try self.binary(binary, left, right, operatorSpan, compilation)
    }
  }

  // MARK: - Conditions and operators

  /// The code of an expression that must be a condition.
  func condition(
    _ expression: Expression, _ compilation: Compilation
  ) throws(Interruption) -> (Int) throws(Interruption) -> Bool {
    let code = try compile(expression, compilation)
    let place = place(expression.span)
    return { row throws(Interruption) in
      let value = try code(row)
      if case .bool(let bool) = value { return bool }
      do throws(Diagnostic) { return try Operators.isTrue(value) } catch { throw Interruption(error, at: place) }
    }
  }

  private func binary(
    _ binary: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span, _ compilation: Compilation
  ) throws(Interruption) -> Code {
    switch binary {
    case .and, .or:
      let (one, two) = (try condition(left, compilation), try condition(right, compilation))
      if binary == .and {
        return { row throws(Interruption) in .bool(try one(row) ? try two(row) : false) }
      }
      return { row throws(Interruption) in .bool(try one(row) ? true : try two(row)) }
    default: break
    }
    let (one, two) = (try compile(left, compilation), try compile(right, compilation))
    let place = place(span)
    if binary == .matches, case .constant(.string(let pattern)) = right.kind {
      let glob = Glob(pattern)
      return { row throws(Interruption) in
        let value = try one(row)
        if case .string(let text) = value { return .bool(glob.matches(text)) }
        do throws(Diagnostic) { return try Operators.apply(binary, value, .string(pattern)) } catch {
          throw Interruption(error, at: place)
        }
      }
    }
    let numeric = NumericOperator(binary)
    return { row throws(Interruption) in
      let (left, right) = (try one(row), try two(row))
      if case .number(let left) = left, case .number(let right) = right, let numeric {
        return numeric.apply(left, right)
      }
      do throws(Diagnostic) { return try Operators.apply(binary, left, right) } catch {
        throw Interruption(error, at: place)
      }
    }
  }

  // MARK: - Names

  private func variable(
    _ name: String, _ span: Span, _ compilation: Compilation
  ) throws(Interruption) -> Code {
    if name == "it", let table = compilation.table { return { row in .record(table.row(row)) } }
    guard let value = variable(name) else { throw failure(Sentence.variable(name, variableNames()), span) }
    compilation.observer?(span, value)
    return { _ in value }
  }

  private func column(_ name: String, _ span: Span, _ compilation: Compilation) throws(Interruption) -> Code {
    let table = compilation.table ?? Table(columns: [], cells: [])
    guard let index = table.columnIndex(name) else {
      var unknown = Sentence.column(name, table.columns.map(\.name))
      // A bare word in an expression is a column: `where severity != note` most likely means the text.
      if unknown.caption == nil { unknown.help.append("a text stands in quotes: \"\(name)\"") }
      throw failure(unknown, span)
    }
    let cells = table.cells[index]
    return { row in cells[row] }
  }

  /// Pipelines, members and elements: what a failed expectation shows as one part.
  ///
  /// In a row expression the ones without columns in them are computed here, before the first row.
  private func observed(_ expression: Expression, _ compilation: Compilation) throws(Interruption) -> Code {
    var inner = compilation
    if expression.isVariablePath { inner.observer = nil }
    let code = try access(expression, inner)
    if compilation.table != nil, !expression.dependsOnRow {
      let value = try code(0)
      return { _ in value }
    }
    guard let observer = compilation.observer, expression.isVariablePath || expression.isPipeline else { return code }
    let span = expression.span
    return { row throws(Interruption) in
      let value = try code(row)
      observer(span, value)
      return value
    }
  }

  private func access(_ expression: Expression, _ compilation: Compilation) throws(Interruption) -> Code {
    let source = source
    switch expression.kind {
    case .pipeline(let pipeline):
      if let value = compilation.pipelines[pipeline.span] { return { _ in value } }
      return { [unowned self] _ throws(Interruption) in
        try self.nested(at: pipeline.span) { () throws(Interruption) in try self.value(of: pipeline) }
      }
    case .member(let owner, let name, let nameSpan):
      if case .row = owner.kind { return try column(name, nameSpan, compilation) }
      let code = try compile(owner, compilation)
      return { row throws(Interruption) in
        let value = try code(row)
        do throws(Diagnostic) {
          return try Access.member(value, name, in: self.context)
        } catch {
          throw Interruption(error, at: Place(source, nameSpan))
        }
      }
    case .index(let owner, let index):
      if case .row = owner.kind, case .constant(.string(let name)) = index.kind {
        return try column(name, index.span, compilation)
      }
      let (code, place) = (try compile(owner, compilation), try compile(index, compilation))
      let span = index.span
      return { row throws(Interruption) in
        let (value, index) = (try code(row), try place(row))
        do throws(Diagnostic) {
          return try Access.element(value, index, in: self.context)
        } catch {
          throw Interruption(error, at: Place(source, span))
        }
      }
    default: return try compile(expression, compilation)
    }
  }

  // MARK: - Functions and text

  private func call(
    _ function: Function, _ arguments: [Expression], _ span: Span, _ compilation: Compilation
  ) throws(Interruption) -> Code {
    var inner = compilation
    inner.observer = nil
    let codes = try compile(arguments, inner)
    let (functions, place, observer) = (functions, place(span), compilation.observer)
    return { row throws(Interruption) in
      let values = try runAll(codes, row)
      do throws(Diagnostic) {
        let value = try functions.call(function, values)
        observer?(span, value)
        return value
      } catch {
        throw Interruption(error, at: place)
      }
    }
  }

  private func interpolation(
    _ segments: [Expression.Segment], _ compilation: Compilation
  ) throws(Interruption) -> Code {
    var parts: [Code] = []
    for segment in segments { parts.append(try part(segment, compilation)) }
    let codes = parts
    return { row throws(Interruption) in
      var text = ""
      for code in codes { if case .string(let part) = try code(row) { text += part } }
      return .string(text)
    }
  }

  private func part(_ segment: Expression.Segment, _ compilation: Compilation) throws(Interruption) -> Code {
    switch segment {
    case .text(let text): return { _ in .string(text) }
    case .value(let expression, let format):
      let code = try compile(expression, compilation)
      guard let format else { return { row throws(Interruption) in .string(try code(row).text) } }
      return { row throws(Interruption) in .string(try code(row).text(format)) }
    }
  }

  private func compile(_ expressions: [Expression], _ compilation: Compilation) throws(Interruption) -> [Code] {
    var codes: [Code] = []
    for expression in expressions { codes.append(try compile(expression, compilation)) }
    return codes
  }
}

private func runAll(_ codes: [Code], _ row: Int) throws(Interruption) -> [Value] {
  var values: [Value] = []
  values.reserveCapacity(codes.count)
  for code in codes { values.append(try code(row)) }
  return values
}
