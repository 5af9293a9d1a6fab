// Programs: what arguments become, what is known, files that are sourced.

import Testing

@testable import XQLanguage

@Suite struct BinderTests {
  private func program(_ text: String, known: KnownNames = TestCommands.known) throws -> Program {
    let result = TestCommands.bind(text, known: known)
    return try #require(
      result.program, "\(result.diagnostics.map { DiagnosticRenderer().render($0) }.joined(separator: "\n"))")
  }

  private func call(_ text: String) throws -> Call {
    guard case .pipeline(let pipeline) = try program(text).body.statements.first?.kind else { throw Failure() }
    if let stage = pipeline.stages.last { return stage }
    guard case .call(let call) = pipeline.head else { throw Failure() }
    return call
  }

  private struct Failure: Error {}

  private func argument(_ name: String, of text: String) throws -> String? {
    guard let argument = try call(text).arguments[name] else { return nil }
    guard case .constant(let value) = argument.value.kind else { return "computed" }
    return "\(value.typeName): \(value.text)"
  }

  @Test(arguments: [
    ("errors | head 3", "count", "a number: 3"), ("load 3", "path", "a string: 3"),
    ("wait 100ms", "time", "a quantity in ms: 100 ms"),
    ("wait 3", "time", "a quantity in s: 3 s"), ("judge --zscore=6", "zscore", "a number: 6"),
    ("show --all", "all", "a bool: true"),
    ("show --all=false 3", "all", "a bool: false"), ("show --all 3", "value", "a number: 3"),
    ("show -3", "value", "a number: -3"),
    ("show true", "value", "a bool: true"), ("show -- --all", "value", "a string: --all"),
    ("show \"3\"", "value", "a string: 3"),
    ("show a#b", "value", "a string: a#b"), ("layers conv[12]*", "layers", "a string: conv[12]*"),
    ("print 1 a", "values", "a list: [1, \"a\"]"),
    ("errors | join $f --on layer", "on", "a list: [\"layer\"]"),
    ("errors | join $f --on=[\"a\", \"b\"]", "on", "a list: [\"a\", \"b\"]"),
    ("errors | sort mse desc", "columns", "a list: [\"mse\", \"desc\"]"), ("show (1 + 2)", "value", "computed"),
    ("show $f[0].x", "value", "computed"),
    ("show \"{$f}\"", "value", "computed"), ("load next.onnx", "path", "a string: next.onnx"),
    ("load 'it''s'", "path", "a string: it's"),
    ("show inf", "value", "a number: inf"), ("show none", "value", "none: -"),
    ("show [1, -2]", "value", "a list: [1, -2]"),
  ])
  func words(_ text: String, _ name: String, _ expected: String) throws {
    #expect(try argument(name, of: text) == expected)
  }

  @Test func rowExpressionsTakeTheRestOfTheStage() throws {
    let derive = try call("errors | derive ratio = max / mse")
    #expect(derive.row?.name == "ratio")
    guard case .binary(.divide, let left, _, _) = derive.row?.expression.kind, case .column("max") = left.kind else {
      Issue.record("\(String(describing: derive.row))")
      return
    }
  }

  @Test func definitionsAreDeclarations() throws {
    let program = try program(
      """
      # the worst layers
      def worst(layer,   # which
        n: number = 5, --by: column = "sqnr", --brief: bool) { return $n }
      """)
    let declaration = try #require(program.definitions["worst"]).declaration
    #expect(declaration.summary == "the worst layers")
    #expect(declaration.usage == "worst layer [n] [--by COLUMN] [--brief]")
    #expect(declaration.parameters.map(\.help) == ["which", "", "", ""])
    #expect(declaration.output == .value && declaration.input == .nothing)
  }

  @Test func definitionsAreKnownInTheWholeText() throws {
    let program = try program("worst 3 | to json\ndef worst(n) { return [{a: $n}] }")
    guard case .pipeline(let pipeline) = program.body.statements.first?.kind, case .call(let call) = pipeline.head
    else {
      throw Failure()
    }
    #expect(call.isDefinition && pipeline.stages.map(\.declaration.name) == ["to"])
    #expect(TestCommands.bind("def g(a) { return $a }; g (1, 2").diagnostics.map(\.code.id) == ["XQ0108"])
  }

  @Test func helpOfParameters() throws {
    let program = try program("# the model\nparam quant: path\nparam drop = 2%  # what may be lost\n\nparam bare")
    #expect(program.parameters.map(\.help) == ["the model", "what may be lost", ""])
    #expect(program.parameters.map(\.name) == ["quant", "drop", "bare"])
  }

  @Test func variablesOfADefAreItsOwn() {
    let text = "def f(a) { let b = $a; return $b + $f }\nprint $b"
    #expect(TestCommands.bind(text).diagnostics.map(\.message) == ["there is no variable '$b'"])
    #expect(TestCommands.bind("print $anything", known: KnownNames(variables: nil)).program != nil)
  }

  @Test func thePromptGoesOnFromWhatWasShownLast() throws {
    let known = KnownNames(variables: [], isPrompt: true)
    guard case .pipeline(let pipeline) = try program("| to json", known: known).body.statements.first?.kind,
      case .last = pipeline.head
    else { throw Failure() }
    #expect(TestCommands.bind("return", known: known).diagnostics.map(\.code.id) == ["XQ0219"])
  }

  // MARK: - Files

  private func bind(_ text: String, _ files: [String: String]) -> BindResult {
    Binder(commands: TestCommands.table) { (path, _) throws(Diagnostic) in
      guard let text = files[path] else { throw Diagnostic.sourceFailed(path, reason: "there is no such file") }
      return Source(name: path, text: text)
    }.bind(Source(name: "main.xq", text: text))
  }

  @Test func sourcedFilesAreCheckedAndKnown() {
    let good = bind("source lib.xq\nprint $limit\ntwice 3", ["lib.xq": "let limit = 3\ndef twice(x) { return 2 * $x }"])
    #expect(good.program != nil, "\(good.diagnostics.map(\.message))")
    let bad = bind("judge\nsource lib.xq\nerors", ["lib.xq": "source inner.xq", "inner.xq": "\nprint $nix"])
    #expect(bad.diagnostics.map(\.code.id) == ["XQ0201", "XQ0203"])
    #expect(bad.diagnostics.first?.place?.text == "inner.xq:2:7")
    #expect(
      bad.diagnostics.first?.trace.map { "\($0.label) at \($0.place.text)" } == [
        "in 'inner.xq', sourced at lib.xq:1:8", "in 'lib.xq', sourced at main.xq:2:8",
      ])
  }

  @Test func aFileThatIsNotThereIsSaidAtItsPath() {
    let result = bind("source nowhere.xq", [:])
    #expect(result.diagnostics.map(\.code.id) == ["XQ0227"])
    #expect(result.diagnostics.first?.place?.text == "main.xq:1:8")
  }

  @Test func filesThatSourceEachOtherEnd() {
    let result = bind("source a.xq", ["a.xq": "source b.xq", "b.xq": "source a.xq\nlet x = 1"])
    #expect(result.program != nil)
    let files = Dictionary(uniqueKeysWithValues: (0..<300).map { ("f\($0)", "source f\($0 + 1)") })
    #expect(bind("source f0", files).diagnostics.map(\.code.id) == ["XQ0227"])
  }

  @Test func behindAComputedSourceNamesAreFoundWhenTheyRun() throws {
    let text = "source $here\nworst 3 | to json\nprint $limit\nerrors --dat val"
    #expect(TestCommands.bind(text).diagnostics.map(\.code.id) == ["XQ0204"])
    let program = try program("source $here\nfor x in [1] { worst $x\nnext }")
    guard case .forEach(_, _, let block) = program.body.statements.last?.kind,
      case .deferred(let deferred) = block.statements.first?.kind
    else { throw Failure() }
    let unknown = Binder(commands: TestCommands.table, known: KnownNames(variables: ["x"])).bind(deferred)
    #expect(unknown.diagnostics.map(\.code.id) == ["XQ0203"] && unknown.program == nil)
    let worst = CommandDeclaration(
      name: "worst", summary: "", group: "definitions", parameters: [.required("n", .value, "")], output: .value)
    let known = KnownNames(variables: ["x"], definitions: ["worst": worst])
    #expect(Binder(commands: TestCommands.table, known: known).bind(deferred).program?.body.statements.count == 1)
  }
}
