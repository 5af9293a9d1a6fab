// Numbers as text, quantities, operators, order and patterns.

import Testing

@testable import XQLanguage

@Suite struct NumberTextTests {
  @Test(arguments: [
    (3, "3"), (0.05, "0.05"), (-0.0, "-0"), (1e-7, "1e-7"), (1e16, "1e16"), (9_007_199_254_740_992, "9007199254740992"),
    (0.1 + 0.2, "0.30000000000000004"), (Double.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e308"),
    (Double.infinity, "inf"), (-Double.infinity, "-inf"), (Double.nan, "nan"), (123456.75, "123456.75"),
  ])
  func shortest(_ number: Double, _ text: String) {
    #expect(NumberText.shortest(number) == text)
    if number.isFinite { #expect(Double(NumberText.shortest(number)) == number) }
  }

  @Test(arguments: [
    (0.412345, 4, "0.4123"), (0.00071, 4, "0.00071"), (0.000071, 4, "7.1e-5"), (38.2, 4, "38.2"),
    (1_840_000, 3, "1.84e6"),
    (-0.5, 2, "-0.5"), (0, 4, "0"), (999.96, 4, "1000"), (9999.6, 4, "1e4"), (2.5, 1, "2"), (100, 2, "1e2"),
    (1000, 4, "1000"),
  ])
  func significant(_ number: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.significant(number, digits) == text)
  }

  @Test(arguments: [
    (4.14, 1, "4.1"), (0.5, 0, "0"), (1.5, 0, "2"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.2"),
    (1e21, 0, "1000000000000000000000"),
    (Double.nan, 2, "nan"),
  ])
  func decimals(_ number: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.decimals(number, digits) == text)
  }

  @Test(arguments: [
    (65536, "65536"), (0.99984, "0.9998"), (12345.678, "12346"), (1_234_567.5, "1.235e6"), (4.1, "4.1"),
    (-2.00004, "-2"),
  ])
  func display(_ number: Double, _ text: String) { #expect(NumberText.display(number) == text) }

  @Test(arguments: [(".1", "4.1 dB"), ("3g", "4.12 dB"), ("1%", "4.123 dB")])
  func formatsKeepUnits(_ format: String, _ text: String) throws {
    #expect(Value.quantity(Quantity(4.123, .decibels)).text(try #require(NumberFormat(format))) == text)
  }

  @Test(arguments: ["", ".", "g", "0g", "31g", "2f", ".1.", "1", "%", ".999"])
  func noFormat(_ text: String) { #expect(NumberFormat(text) == nil) }
}

@Suite struct ValueTests {
  @Test(arguments: [
    (Value.none, "-"), (.list([.number(1), .string("a\"b"), .none]), "[1, \"a\\\"b\", -]"), (.string("a"), "a"),
    (.record(Record([("a", .number(1)), ("b c", .bool(true))])), "{a: 1, \"b c\": true}"),
    (.quantity(Quantity(2, .gibibytes)), "2 GiB"), (.quantity(Quantity(100, .milliseconds)), "100 ms"),
    (.table(Table(columns: [Column("a")], rows: [[.number(1)]])), "table of 1 row and 1 column"),
  ])
  func text(_ value: Value, _ text: String) { #expect(value.text == text) }

  /// `left operator right`, computed as the binder computes constants; `error` for a refusal.
  @Test(arguments: [
    ("15dB > 14", "true"), ("2GiB > 500MB", "true"), ("100ms < 1s", "true"), ("1min == 60s", "true"),
    ("15dB == 3s", "false"),
    ("15dB < 3s", "error"), ("15dB + 3", "18 dB"), ("1s + 500ms", "1.5 s"), ("30s / 10s", "3"), ("2 * 15dB", "30 dB"),
    ("3 / 15dB", "error"), ("15dB * 2dB", "error"), ("none + 1", "-"), ("none < 1", "false"), ("none == none", "true"),
    ("nan == nan", "false"), ("nan < 1", "false"), ("nan >= 1", "false"), ("1 / 0", "inf"), ("\"a\" < \"b\"", "true"),
    ("\"Z\" < \"a\"", "true"), ("\"a\" < 1", "error"), ("\"a\" + \"b\"", "error"), ("[1] + [2]", "[1, 2]"),
    ("[1, [2]] == [1, [2]]", "true"), ("1 == \"1\"", "false"), ("2 in [1, 2]", "true"), ("\"a\" in \"abc\"", "error"),
    ("\"conv1\" ~ \"conv[0-9]\"", "true"), ("true and none", "false"), ("1 and true", "error"), ("5% == 0.05", "true"),
  ])
  func operators(_ text: String, _ expected: String) throws {
    let known = KnownNames(variables: nil)
    let result = Binder(commands: TestCommands.table, known: known).bind(Source(name: "t", text: "let x = " + text))
    guard let program = result.program else {
      #expect(expected == "error", "\(result.diagnostics.map(\.message))")
      return
    }
    guard case .assign(_, let pipeline) = program.body.statements.first?.kind,
      case .expression(let expression) = pipeline.head,
      case .binary(let operation, let left, let right, _) = expression.kind, case .constant(let leftValue) = left.kind,
      case .constant(let rightValue) = right.kind
    else {
      Issue.record("no operator between constants in \(text)")
      return
    }
    #expect(try Operators.apply(operation, leftValue, rightValue).text == expected)
  }

  @Test func orderForSorting() {
    let values: [Value] = [
      .none, .number(.nan), .number(2), .string("b"), .number(-.infinity), .string("a"), .number(.infinity),
      .quantity(Quantity(1, .decibels)),
    ]
    let up = values.sorted { $0.sortOrder($1) < 0 }.map(\.text)
    let down = values.sorted { $0.sortOrder($1, descending: true) < 0 }.map(\.text)
    #expect(up == ["-inf", "1 dB", "2", "inf", "a", "b", "nan", "-"])
    #expect(down == ["b", "a", "inf", "2", "1 dB", "-inf", "nan", "-"])
  }

  @Test func recordsAsATable() throws {
    let table = try #require(
      Table(.list([.record(Record([("a", .number(1))])), .record(Record([("b", .string("x")), ("a", .none)]))])))
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.columns.map(\.type) == [.number, .string])
    #expect(table.cells.map { $0.map(\.text) } == [["1", "-"], ["-", "x"]])
    #expect(Table(.list([.number(1)])) == nil)
  }

  @Test(arguments: [
    ("*", "", true), ("conv*", "conv1/x", true), ("*/attn/*", "a/attn/b", true), ("block?/conv", "block1/conv", true),
    ("block?/conv", "block12/conv", false), ("conv[12]", "conv2", true), ("conv[1-3]", "conv4", false),
    ("a[", "a[", true),
    ("[]]", "]", true), ("Conv", "conv", false), ("", "", true), ("?", "é", true), ("a*b*c", "aXbYbZc", true),
    ("a*b", "ab c", false),
  ])
  func glob(_ pattern: String, _ text: String, _ matches: Bool) { #expect(Glob(pattern).matches(text) == matches) }

  @Test func globsOfManyStarsEnd() {
    let pattern = String(repeating: "a*", count: 200) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
    #expect(Glob(String(repeating: "[", count: 10_000)).isLiteral)
  }

  @Test(arguments: [
    ("erors", ["errors"]), ("err", ["errors"]), ("SELECT", ["select"]), ("jugde", ["judge"]), ("xyz", []),
    ("co", ["compare", "count"]), ("", []),
  ])
  func suggestions(_ name: String, _ expected: [String]) {
    #expect(Suggestions.close(to: name, among: ["errors", "select", "judge", "compare", "count", "to"]) == expected)
  }
}

@Suite struct ParameterTests {
  @Test(arguments: [
    (ParameterType.number(range: nil, unit: .decibels), Value.number(15), "15 dB"),
    (.number(range: nil, unit: .seconds), .quantity(Quantity(100, .milliseconds)), "100 ms"),
    (.number(range: nil, unit: .seconds), .quantity(Quantity(1, .decibels)), "error"),
    (.number(range: nil, unit: nil), .quantity(Quantity(1, .decibels)), "error"),
    (.number(range: 0...1, unit: nil), .number(.nan), "error"), (.count(1...5), .number(2.5), "error"),
    (.count(1...5), .number(5), "5"),
    (.list, .string("layer"), "[\"layer\"]"), (.choice(["a"]), .string("b"), "error"), (.string, .number(3), "error"),
    (.table, .list([.record(Record([("a", .none)]))]), "table of 1 row and 1 column"),
    (.object(kind: "model"), .string("a.onnx"), "a.onnx"),
    (.object(kind: "model"), .number(1), "error"), (.bool, .none, "error"),
  ])
  func accepts(_ type: ParameterType, _ value: Value, _ expected: String) {
    #expect(((try? type.accept(value))?.text ?? "error") == expected)
  }

  @Test func noneStandsForWhatMayBeLeftOut() throws {
    let log = Parameter.option("log", .object(kind: "log"), "a log")
    #expect(try log.accept(.none, of: "compare").text == "-")
    let top = Parameter.option("top", .count(1...5), default: .number(1), "a number")
    #expect(throws: Diagnostic.self) { try top.accept(.none, of: "rank") }
    let rest = Parameter.rest("names", .column, isRequired: true, "columns")
    #expect(try rest.accept(.list([.string("a")]), of: "sort").text == "[\"a\"]")
    #expect(throws: Diagnostic.self) { try rest.accept(.list([.number(1)]), of: "sort") }
  }

  @Test func functionsSayHowTheyAreCalled() {
    for function in Function.allCases {
      let signature = function.signature
      #expect(signature.minimum <= signature.maximum ?? Int.max && !signature.summary.isEmpty)
      let known = KnownNames(variables: nil)
      let result = Binder(commands: TestCommands.table, known: known).bind(
        Source(name: "t", text: "let x = " + signature.example.text))
      #expect(result.program != nil, "\(function): \(result.diagnostics.map(\.message))")
    }
    #expect(Function.quantile.signature.text(of: .quantile) == "quantile(list, q)")
    #expect(Function.round.signature.text(of: .round) == "round(x, [decimals])")
    #expect(Function.max.signature.text(of: .max) == "max(x, …)")
  }
}
