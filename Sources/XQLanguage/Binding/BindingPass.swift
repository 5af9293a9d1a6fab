// Binding one text: its state, statements and blocks.

/// Walks the syntax tree of one text and makes the program. Where something is wrong it goes on with a placeholder; the
/// program is then thrown away.
struct BindingPass {
  let source: Source
  let commands: CommandTable
  let known: KnownNames
  var names: FileNames
  var diagnostics: [Diagnostic] = []
  var parameters: [ScriptParameter] = []
  var definitions: [String: Definition] = [:]
  /// Variables of the `def` that is bound.
  var locals: Set<String> = []
  var loopDepth = 0
  var isInDefinition = false
  var isSourced = false
  var isInRow = false
  /// The variable whose table the row expression looks at.
  var rowTable: String?

  init(source: Source, commands: CommandTable, known: KnownNames, names: FileNames) {
    self.source = source
    self.commands = commands
    self.known = known
    self.names = names
  }

  func place(_ span: Span) -> Place { Place(source, span) }

  mutating func report(_ diagnostic: Diagnostic) {
    // One more than are shown tells that there are more.
    if diagnostics.count <= Parser.maximumErrors { diagnostics.append(diagnostic) }
  }

  /// A diagnostic that knows no place gets one.
  mutating func report(_ diagnostic: Diagnostic, at span: Span) {
    var placed = diagnostic
    placed.place = placed.place ?? place(span)
    report(placed)
  }

  // MARK: - Blocks and statements

  mutating func bindBlock(_ statements: [StatementSyntax]) -> Block {
    Block(statements.map { bindStatement($0) })
  }

  private mutating func bindStatement(_ statement: StatementSyntax) -> Statement {
    let before = diagnostics.count
    let bound = Statement(bindKind(statement), statement.span)
    guard mayBeDeferred(statement), diagnostics[before...].contains(where: \.isAboutUnknownName) else { return bound }
    let others = diagnostics[before...].filter { !$0.isAboutUnknownName }
    diagnostics.replaceSubrange(before..., with: others)
    let deferred = DeferredStatement(
      source: source, statement: statement, isInLoop: loopDepth > 0, isInDefinition: isInDefinition)
    return Statement(.deferred(deferred), statement.span)
  }

  /// Whether a file that is not known yet may bring the names that the statement uses.
  private func mayBeDeferred(_ statement: StatementSyntax) -> Bool {
    guard let first = names.firstComputedSource else { return false }
    return statement.span.lower > first || isInDefinition || loopDepth > 0
  }

  private mutating func bindKind(_ statement: StatementSyntax) -> Statement.Kind {
    switch statement.kind {
    case .assign(let name, let pipeline):
      checkAssignable(name)
      return .assign(name: name.text, bindPipeline(pipeline, wantsValue: true).pipeline)
    case .parameter(let syntax): return .parameter(bindScriptParameter(syntax))
    case .definition(let syntax): return .definition(bindDefinition(syntax, statement.span))
    case .forEach(let name, let list, let body):
      checkAssignable(name)
      let (bound, type) = bindExpression(list)
      if !type.isOneOf([.list, .table]) { report(.notWalkable(type.name, at: place(list.span))) }
      loopDepth += 1
      defer { loopDepth -= 1 }
      return .forEach(name: name.text, in: bound, bindBlock(body))
    case .branch(let branches, let otherwise):
      let bound = branches.map { (condition: bindCondition($0.condition), body: bindBlock($0.body)) }
      return .branch(bound, otherwise: otherwise.map { bindBlock($0) })
    case .attempt(let body, let name, let otherwise):
      if let name { checkAssignable(name) }
      return .attempt(bindBlock(body), errorName: name?.text, otherwise: otherwise.map { bindBlock($0) })
    case .giveBack(let pipeline): return bindReturn(pipeline, statement.span)
    case .stop(let value): return .stop(value.map { bindStopValue($0) })
    case .next:
      if loopDepth == 0 { report(.strayNext(at: place(statement.span))) }
      return .next
    case .expect(let condition, let message, let isRequired):
      return .expect(
        bindCondition(condition), message: message.map { bindExpression($0).expression }, isRequired: isRequired)
    case .pipeline(let pipeline): return .pipeline(bindPipeline(pipeline, wantsValue: false).pipeline)
    case .broken: return .next
    }
  }

  private mutating func bindReturn(_ pipeline: PipelineSyntax?, _ span: Span) -> Statement.Kind {
    if !isInDefinition, pipeline != nil || (known.isPrompt && !isSourced) {
      report(.strayReturn(hasValue: pipeline != nil, at: place(span)))
    }
    return .giveBack(pipeline.map { bindPipeline($0, wantsValue: true).pipeline })
  }

  private mutating func bindStopValue(_ syntax: ExpressionSyntax) -> Expression {
    let (bound, type) = bindExpression(syntax)
    if case .constant(.number(let code)) = bound.kind, Int(exactly: code).map({ !(0...255).contains($0) }) ?? true {
      report(.badStop("'\(NumberText.shortest(code))'", at: place(syntax.span)))
    } else if !type.isOneOf([.number, .string]) {
      report(.badStop(type.name, at: place(syntax.span)))
    }
    return bound
  }

  // MARK: - Names

  /// Names that the session gives values to.
  static let reserved: Set<String> = ["last", "here", "facts", "it"]

  mutating func checkAssignable(_ name: NameSyntax) {
    if BindingPass.reserved.contains(name.text) {
      report(.reservedVariable(name.text, at: place(name.span)))
    }
  }

  /// Whether a variable can have a value, as far as it can be known.
  func isKnownVariable(_ name: String) -> Bool {
    guard let variables = names.variables else { return true }
    return BindingPass.reserved.contains(name) || locals.contains(name) || variables.contains(name)
      || names.isNumbered(name)
  }

  // MARK: - Parameters and definitions

  private mutating func bindScriptParameter(_ syntax: ParameterSyntax) -> ScriptParameter {
    checkAssignable(syntax.name)
    if !source.isTranscript, parameters.contains(where: { $0.name == syntax.name.text }) {
      report(.definedTwice("param", syntax.name.text, first: nil, at: place(syntax.name.span)))
    }
    let (type, value) = bindTypeAndDefault(syntax, of: "param")
    let parameter = ScriptParameter(
      name: syntax.name.text, span: syntax.name.span, type: type, defaultValue: value, help: syntax.help)
    parameters.append(parameter)
    return parameter
  }

  /// The written type, and the default, which must fit it.
  private mutating func bindTypeAndDefault(
    _ syntax: ParameterSyntax, of command: String
  ) -> (ParameterType?, Expression?) {
    var type: ParameterType?
    if let written = syntax.type {
      type = ParameterType.named(written.text, types: commands.types)
      if type == nil {
        let names = Array(ParameterType.named.keys) + Array(commands.types.keys)
        report(.unknownType(written.text, names: names, at: place(written.span)))
      }
    }
    guard let value = syntax.defaultValue else { return (type, nil) }
    var (bound, staticType) = bindExpression(value)
    if let type {
      let parameter = Parameter(
        name: syntax.name.text, type: type, help: "", isOption: syntax.isOption, isRequired: false, isRepeated: false,
        defaultValue: .none)
      bound = check(bound, staticType, for: parameter, of: command)
    }
    return (type, bound)
  }

  private mutating func bindDefinition(_ syntax: DefinitionSyntax, _ span: Span) -> Definition {
    let name = syntax.name.text
    if commands[name] != nil { report(.replacesCommand(name, at: place(syntax.name.span))) }
    if let first = names.definitionSpans[name], first != syntax.name.span, !isSourced, !source.isTranscript {
      report(.definedTwice("def", name, first: place(first), at: place(syntax.name.span)))
    }
    let outer = (locals, loopDepth, isInDefinition)
    locals = BindingPass.variables(assignedIn: syntax.body)
    (loopDepth, isInDefinition) = (0, true)
    defer { (locals, loopDepth, isInDefinition) = outer }
    var defaults: [String: Expression] = [:]
    var optional: String?
    var given: Set<String> = []
    for parameter in syntax.parameters {
      checkAssignable(parameter.name)
      if !given.insert(parameter.name.text).inserted {
        report(.definedTwice("parameter", parameter.name.text, first: nil, at: place(parameter.name.span)))
      }
      if !parameter.isOption {
        if parameter.defaultValue != nil {
          optional = parameter.name.text
        } else if let optional {
          report(.requiredBehindOptional(parameter.name.text, optional, at: place(parameter.name.span)))
        }
      }
      if let value = bindTypeAndDefault(parameter, of: name).1 { defaults[parameter.name.text] = value }
      locals.insert(parameter.name.text)
    }
    let definition = Definition(
      declaration: NameCollector.declaration(of: syntax, types: commands.types), defaults: defaults, span: span,
      body: bindBlock(syntax.body), source: source)
    definitions[name] = definition
    // Calls behind it mean this one, those before it the one that stood there then.
    if source.isTranscript { names.definitions[name] = definition.declaration }
    return definition
  }

  /// The variables that statements give values to, without those of inner `def`s.
  private static func variables(assignedIn statements: [StatementSyntax]) -> Set<String> {
    var names: Set<String> = []
    for statement in statements {
      switch statement.kind {
      case .assign(let name, _): names.insert(name.text)
      case .forEach(let name, _, let body):
        names.insert(name.text)
        names.formUnion(variables(assignedIn: body))
      case .branch(let branches, let otherwise):
        for branch in branches { names.formUnion(variables(assignedIn: branch.body)) }
        names.formUnion(variables(assignedIn: otherwise ?? []))
      case .attempt(let body, let name, let otherwise):
        if let name { names.insert(name.text) }
        names.formUnion(variables(assignedIn: body))
        names.formUnion(variables(assignedIn: otherwise ?? []))
      case .broken(let name):
        if let name { names.insert(name.text) }
      default: break
      }
    }
    return names
  }
}

extension Diagnostic {
  /// Whether a file that is sourced later could bring the name.
  var isAboutUnknownName: Bool { code == .unknownCommand || code == .unknownVariable }
}
