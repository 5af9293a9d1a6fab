// The grammar, rule by rule: what a text is read as.

import Testing

@testable import XQLanguage

@Suite struct ParserTests {
  /// The syntax tree as text in which each level stands in parentheses.
  private func read(_ text: String) -> String {
    var parser = Parser(Source(name: "t", text: text), commands: TestCommands.table)
    let statements = parser.parseScript()
    guard parser.diagnostics.isEmpty else { return "error: \(parser.diagnostics.map(\.message))" }
    return Outline.of(statements)
  }

  @Test(arguments: [
    ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"), ("- - 2", "(-(-2))"),
    ("not true and false or true", "(((not true) and false) or true)"),
    ("not 1 == 2", "(not (1 == 2))"), ("1 + 2 < 3 and 4 in [5]", "(((1 + 2) < 3) and (4 in [5]))"),
    ("-$x.a[0].b", "(-((($x.a)[0]).b))"),
    ("(1 + 2) * 3", "((1 + 2) * 3)"), ("{a: 1, \"b c\": [2,],}", "{a: 1, b c: [2]}"),
    ("max(1, min(2, 3),)", "max(1, min(2, 3))"),
    ("1 +\n\n 1", "(1 + 1)"), ("[1,\n 2 # two\n]", "[1, 2]"),
    ("$(errors\n | count)", "$(errors | count)"), ("5% + 1_000 + 1e-4", "((0.05 + 1000) + 0.0001)"),
    ("2GiB - 3ms", "(2 GiB - 3 ms)"),
    ("\"a\" ~ \"b\"", "(\"a\" ~ \"b\")"),
  ])
  func expressions(_ text: String, _ expected: String) { #expect(read("let x = " + text) == "let x = \(expected)") }

  /// A line that starts with an operator is a statement of its own, and blanks part what belongs together.
  @Test(arguments: [
    "let x = 1\n+ 1", "let x = $x . a", "let x = $x [0]", "print - 3", "let x = 1 + not true",
  ])
  func noExpressions(_ text: String) { #expect(read(text).hasPrefix("error: ")) }

  @Test(arguments: [
    (
      "errors --data val\n\n# and\n | where mse > 0.1 or\n op == \"a\"\n| head 3",
      "errors --data(=) val | where ((mse > 0.1) or (op == \"a\")) | head 3"
    ),
    ("errors |\n head 3; judge", "errors | head 3; judge"), ("let t =\n errors", "let t = errors"),
    ("$t | head 3", "$t | head 3"), ("len($t)", "len($t)"),
    ("print a#b # c", "print a#b"),
    ("print conv[12]* [1, 2] $x[0].y $(errors) (1 + 2)", "print conv[12]* [1, 2] (($x[0]).y) $(errors) (1 + 2)"),
    ("print --a=\"x\" --b -- -c", "print --a=\"x\" --b -c"),
    ("errors | derive a = $t.b[0] | sort a", "errors | derive a = (($t.b)[0]) | sort a"),
    ("if true { ; ; } else if false { next } else { }", "if true {} else if false {next} else {}"),
    ("try { judge } else e { print $e }", "try {judge} else e {print $e}"),
    ("for x in [1] { print $x; next }", "for x in [1] {print $x; next}"),
    ("expect 1 < 2, \"no\"", "expect (1 < 2), \"no\""), ("require true", "require true"), ("stop", "stop"),
    ("stop 3; return", "stop 3; return"),
    ("def f-g(a: number = 1, --b,) { return $a }", "def f-g(a: number = 1, --b) {return $a}"),
    ("param p: path = \"x\"", "param p: path = \"x\""),
    ("\u{FEFF}judge\r\njudge\r\n", "judge; judge"), ("print next $x.next ({in: 1})", "print next ($x.next) {in: 1}"),
    ("| head 3", "last | head 3"),
  ])
  func statements(_ text: String, _ expected: String) { #expect(read(text) == expected) }

  @Test(arguments: [
    (#""a\n\t\\\"\{\u{1F600}""#, "\"a\\n\\t\\\\\\\"\\{😀\""), (#"'a {b} '' \'"#, "\"a \\{b} ' \\\\\""),
    (#""a } b""#, "\"a } b\""),
    (#""{1}{"x"}{[1][0]:.2}""#, "string{1}{\"x\"}{([1][0]):}"), (#""a {{a: 1}.a} b""#, "string a {({a: 1}.a)} b"),
    ("\"\"\"\n    one\n      two {1}\n\n    three\n    \"\"\"", "string one\n  two {1}\n\nthree"),
    ("\"\"\"a \"b\" c\"\"\"", "\"a \\\"b\\\" c\""),
    ("\"\"\"\n\tx\n\ty\"\"\"", "\"x\\ny\""), (#""{"{"{1}"}"}""#, "string{string{string{1}}}"),
  ])
  func strings(_ text: String, _ expected: String) { #expect(read("let x = " + text) == "let x = \(expected)") }

  @Test(arguments: [
    ("print (", ["("]), ("let t = $(errors |", ["$(", "|"]), ("if true {\n  print [1,", ["{", "["]),
    ("errors |", ["|"]), ("let x = 1 +", ["+"]),
    ("let x =", ["="]), ("note \"\"\"\nabc", ["\"\"\""]), ("def f(", ["("]), ("let r = {", ["{"]), ("errors", []),
    ("print \"abc", []), ("erors (", ["("]),
    ("print )", []), ("for x in [1] {", ["{"]), ("", []), ("let x = 1 < 2 < (", []), ("expect true and", ["and"]),
    ("if true { } else {", ["{"]),
  ])
  func open(_ text: String, _ expected: [String]) {
    #expect(openConstructs(in: text, commands: TestCommands.table) == expected)
  }
}

/// Syntax trees as text.
private enum Outline {
  static func of(_ statements: [StatementSyntax]) -> String { statements.map(of).joined(separator: "; ") }

  private static func block(_ statements: [StatementSyntax]) -> String { "{\(of(statements))}" }

  private static func of(_ statement: StatementSyntax) -> String {
    switch statement.kind {
    case .assign(let name, let pipeline): return "let \(name.text) = \(of(pipeline))"
    case .parameter(let parameter): return "param \(of(parameter))"
    case .definition(let definition):
      let parameters = definition.parameters.map(of).joined(separator: ", ")
      return "def \(definition.name.text)(\(parameters)) \(block(definition.body))"
    case .forEach(let name, let list, let body): return "for \(name.text) in \(of(list)) \(block(body))"
    case .branch(let branches, let otherwise):
      let parts = branches.map { "if \(of($0.condition)) \(block($0.body))" }
      return (parts + (otherwise.map { [block($0)] } ?? [])).joined(separator: " else ")
    case .attempt(let body, let name, let otherwise):
      let rest = otherwise.map { " else \(name.map { $0.text + " " } ?? "")\(block($0))" } ?? ""
      return "try \(block(body))\(rest)"
    case .giveBack(let pipeline): return "return" + (pipeline.map { " " + of($0) } ?? "")
    case .stop(let value): return "stop" + (value.map { " " + of($0) } ?? "")
    case .next: return "next"
    case .expect(let condition, let message, let isRequired):
      return "\(isRequired ? "require" : "expect") \(of(condition))" + (message.map { ", " + of($0) } ?? "")
    case .pipeline(let pipeline): return of(pipeline)
    case .broken: return "broken"
    }
  }

  private static func of(_ parameter: ParameterSyntax) -> String {
    (parameter.isOption ? "--" : "") + parameter.name.text + (parameter.type.map { ": " + $0.text } ?? "")
      + (parameter.defaultValue.map { " = " + of($0) } ?? "")
  }

  private static func of(_ pipeline: PipelineSyntax) -> String {
    let head =
      switch pipeline.head {
      case .command(let command): of(command)
      case .expression(let expression): of(expression)
      case .last: "last"
      }
    return ([head] + pipeline.stages.map(of)).joined(separator: " | ")
  }

  private static func of(_ command: CommandSyntax) -> String {
    if let row = command.row {
      return "\(command.name.text) \(row.name.map { $0.text + " = " } ?? "")\(of(row.expression))"
    }
    return ([command.name.text] + command.arguments.map(of)).joined(separator: " ")
  }

  private static func of(_ argument: ArgumentSyntax) -> String {
    switch argument.kind {
    case .word(let word): word
    case .expression(let expression): of(expression)
    case .option(let name, let value):
      "--\(name.text)" + (value.map { "=" + of($0) } ?? (name.text == "data" ? "(=)" : ""))
    }
  }

  private static func of(_ expression: ExpressionSyntax) -> String {
    switch expression.kind {
    case .constant(.string(let text)): text.quoted
    case .constant(let value): value.text
    case .string(let string):
      "string"
        + string.segments.map { segment in
          switch segment {
          case .text(let text):
            text.first == " " || string.segments.count == 1 ? text : (text.first?.isLetter ?? false ? " " + text : text)
          case .value(let value, let format): "{\(of(value))\(format == nil ? "" : ":")}"
          }
        }.joined()
    case .variable(let name): "$" + name
    case .column(let name): name
    case .member(let base, let name): "(\(of(base)).\(name.text))"
    case .index(let base, let index): "(\(of(base))[\(of(index))])"
    case .list(let items): "[\(items.map(of).joined(separator: ", "))]"
    case .record(let fields): "{\(fields.map { "\($0.key.text): \(of($0.value))" }.joined(separator: ", "))}"
    case .pipeline(let pipeline): "$(\(of(pipeline)))"
    case .function(let name, let items): "\(name.text)(\(items.map(of).joined(separator: ", ")))"
    case .negate(let operand): "(-\(of(operand)))"
    case .not(let operand): "(not \(of(operand)))"
    case .binary(let operation, let left, let right, _): "(\(of(left)) \(operation.rawValue) \(of(right)))"
    case .broken: "broken"
    }
  }
}
