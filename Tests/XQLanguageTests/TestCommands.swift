// Declarations like those of the program, for tests of the language alone.

@testable import XQLanguage

enum TestCommands {
  static let types: [String: ParameterType] = [
    "model": .object(kind: "model"), "data": .object(kind: "data"), "log": .object(kind: "log"),
    "comparison": .object(kind: "comparison"), "layers": .pattern(of: "layer"),
  ]

  static let table = CommandTable(session + investigate + tables, types: types)

  /// The names that the scripts use without giving them a value.
  static let known = KnownNames(variables: ["before", "after", "f", "q"])

  static func bind(_ text: String, known: KnownNames = known) -> BindResult {
    Binder(commands: table, known: known).bind(Source(name: "test.xq", text: text))
  }

  static func parse(_ text: String) -> [Diagnostic] {
    var parser = Parser(Source(name: "test.xq", text: text), commands: table)
    _ = parser.parseScript()
    return parser.diagnostics
  }

  private static let data = Parameter.option("data", .choice(["val", "repr"]), default: .string("val"), "which data")

  private static let session: [CommandDeclaration] = [
    command(
      "load",
      [
        .required("path", .path(.init(mayBeFolder: true)), "a file"),
        .option("as", .choice(["model", "data"]), "kind"),
      ], .value),
    command("save", [.required("path", .path(.init(isWritten: true)), "a file")]),
    command(
      "show", [.optional("value", .value, "a value"), .option("all", .bool, default: .bool(false), "in full")],
      input: .value, isInputOptional: true),
    command("use", [.required("comparison", .object(kind: "comparison"), "a comparison")]),
    command("forget", [.rest("names", .variable, isRequired: true, "variables")]),
    command("source", [.required("path", .path(.init()), "a file")]),
    command("section", [.required("title", .string, "a heading")]),
    command("note", [.required("text", .string, "prose")]),
    command("print", [.rest("values", .value, isRequired: true, "values")]),
    command("help", [.optional("topic", .topic, "a topic"), .option("find", .string, "a word")]),
    command(
      "report",
      [.optional("path", .path(.init(isWritten: true)), "a file"), .option("clean", .bool, default: .bool(false), "x")]),
    command("quit", []),
  ]

  private static let investigate: [CommandDeclaration] = [
    command(
      "compare",
      [
        .required("float", .object(kind: "model"), "before"), .required("quantized", .object(kind: "model"), "after"),
        .option("repr", .object(kind: "data"), "data"), .option("val", .object(kind: "data"), "data"),
        .option("log", .object(kind: "log"), "a log"),
      ], .value),
    command("pairs", [], .table),
    command("layers", [.optional("layers", .pattern(of: "layer"), "layers")], .table),
    command("errors", [.rest("layers", .value, isRequired: false, "layers"), data], .table),
    command("channels", [.required("layer", .pattern(of: "layer"), "a layer"), data], .table),
    command(
      "threshold",
      [.required("metric", .choice(["mse", "cs", "sqnr"]), "a metric"), .required("limit", .value, "a limit")]),
    command(
      "judge",
      [
        .optional("judge", .choice(["outliers", "negative", "concat", "bitwidth"]), "a judge"),
        .option("zscore", .number(range: 0...100, unit: nil), "limit"),
        .option("ratio", .number(range: nil, unit: nil), "limit"),
      ], .table),
    command("advise", [.optional("finding", .count(1...100), "a finding")], .value),
    command("explain", [.required("topic", .topic, "a topic"), .optional("layer", .pattern(of: "layer"), "a layer")]),
    command("wait", [.required("time", .number(range: 0...10, unit: .seconds), "how long")]),
    command(
      "plot",
      [
        .required("what", .choice(["errors", "diff", "channels", "histogram"]), "a picture"),
        .rest("of", .value, isRequired: false, "what"),
        .option("out", .path(.init(isWritten: true)), "a file"),
        .option("metric", .choice(["mse", "cs", "sqnr"]), "a metric"), data,
      ]),
  ]

  private static let tables: [CommandDeclaration] = [
    command("where", [.required("condition", .rowExpression(named: false), "rows")], .table, input: .table),
    command("derive", [.required("column", .rowExpression(named: true), "a column")], .table, input: .table),
    command("sort", [.rest("columns", .column, isRequired: true, "columns")], .table, input: .table),
    command("select", [.rest("columns", .column, isRequired: true, "columns")], .table, input: .table),
    command(
      "rename", [.required("old", .column, "a column"), .required("new", .string, "its name")], .table, input: .table),
    command("head", [.optional("count", .count(0...Int.max), default: .number(10), "rows")], .table, input: .table),
    command("tail", [.optional("count", .count(0...Int.max), default: .number(10), "rows")], .table, input: .table),
    command("first", [], .value, input: .table),
    command("count", [], .value, input: .table),
    command(
      "join",
      [
        .required("other", .table, "a table"), .option("on", .list, "columns"),
        .option("keep", .choice(["both", "all"]), "rows"),
      ], .table, input: .table),
    command(
      "diff", [.required("before", .value, "x"), .required("after", .value, "x"), .option("on", .list, "columns")],
      .table),
    command(
      "to",
      [
        .required("format", .choice(["json", "csv", "md"]), "x"), .optional("path", .path(.init(isWritten: true)), "x"),
      ], .value, input: .value),
  ]

  private static func command(
    _ name: String, _ parameters: [Parameter], _ output: CommandDeclaration.Flow = .nothing,
    input: CommandDeclaration.Flow = .nothing, isInputOptional: Bool = false
  ) -> CommandDeclaration {
    CommandDeclaration(
      name: name, summary: "for tests", group: "tests", parameters: parameters, input: input,
      isInputOptional: isInputOptional, output: output)
  }
}
