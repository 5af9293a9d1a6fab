// Every code with a text that has the mistake: what is said, where, and what to type instead.

import Testing

@testable import XQLanguage

/// One mistake. In `text`, `«` and `»` stand around the span that the carets mark.
struct Mistake: CustomTestStringConvertible, Sendable {
  let id: String
  let text: String
  let message: String
  var caption: String?
  var help: String?
  /// The whole text after the fix.
  var fixed: String?
  var known = TestCommands.known

  var testDescription: String { "\(id) \(text)" }

  init(
    _ id: String, _ text: String, _ message: String, caption: String? = nil, help: String? = nil, fixed: String? = nil,
    known: KnownNames = TestCommands.known
  ) {
    self.id = id
    self.text = text
    self.message = message
    self.caption = caption
    self.help = help
    self.fixed = fixed
    self.known = known
  }

  static let ofText: [Mistake] = [
    Mistake("XQ0113", "«x :=» 3", "a value is named by 'let'", fixed: "let x = 3"),
    Mistake(
      "XQ0109", "judge«.»outliers", "arguments that touch: white space is wanted, found '.'", fixed: "judge .outliers"),
    Mistake(
      "XQ0102", "print «\u{1B}»3", "an escape character cannot stand in a text", caption: "delete it", fixed: "print 3"),
    Mistake(
      "XQ0103", "note «“»curly”", "'“' (U+201C) is not '\"'", caption: "write \"curly\"", fixed: "note \"curly\""),
    Mistake("XQ0103", "head«\u{A0}»5", "a blank that is no space (U+00A0) cannot stand here", fixed: "head 5"),
    Mistake("XQ0103", "errors «—»data val", "'—' (U+2014) is not '--'", fixed: "errors --data val"),
    Mistake("XQ0104", "note «\"»worst", "the string has no closing '\"' on its line"),
    Mistake("XQ0104", "note «\"\"\"»worst\nlayer", "the text that '\"\"\"' opens has no end"),
    Mistake("XQ0105", "note \"a «\\q»\"", "'\\q' means nothing in a string: known are \\n \\t \\\\ \\\" \\{ \\u{…}"),
    Mistake(
      "XQ0106", "let x = «15db»", "'15db' is no number: there is no unit 'db'", caption: "did you mean '15dB'?",
      fixed: "let x = 15dB"),
    Mistake("XQ0106", "let x = «.5»", "'.5' is no number: a digit stands before the point", fixed: "let x = 0.5"),
    Mistake("XQ0106", "let x = «1e999»", "'1e999' is no number: it is beyond the largest number, 1.8e308"),
    Mistake("XQ0106", "let x = «1__0»", "'1__0' is no number: '_' stands between two digits"),
    Mistake("XQ0106", "let x = 5 «dB»", "a unit is attached to its number, without a blank", fixed: "let x = 5dB"),
    Mistake(
      "XQ0106", "wait «3sec»", "'3sec' is no number: there is no unit 'sec'", caption: "did you mean '3s'?",
      fixed: "wait 3s"),
    Mistake("XQ0107", "print «(»1", "'(' is not closed by ')'"),
    Mistake("XQ0107", "if true «{»\n  judge", "'{' is not closed by '}'"),
    Mistake("XQ0107", "judge «}»", "'}' closes nothing: no bracket is open here that it could close"),
    Mistake("XQ0107", "judge «)»", "')' closes nothing: no bracket is open here that it could close"),
    Mistake("XQ0108", "for x in [1] «print» $x", "expected a block '{ … }', found 'print'"),
    Mistake(
      "XQ0108", "print «{»a: 1}", "an argument does not start with '{'", caption: "write ({a: 1})",
      fixed: "print ({a: 1})"),
    Mistake("XQ0108", "print «${f}»", "a variable is written '$name', found '${f}'", fixed: "print $f"),
    Mistake(
      "XQ0109", "load $f«/»float.onnx", "arguments that touch: white space is wanted, found '/'",
      caption: "write \"{$f}/float.onnx\"", fixed: "load \"{$f}/float.onnx\""),
    Mistake(
      "XQ0109", "load dir/«$»f.onnx", "arguments that touch: white space is wanted, found '$'",
      fixed: "load \"dir/{$f}.onnx\""),
    Mistake(
      "XQ0109", "print max«(»1, 2)", "arguments that touch: white space is wanted, found '('",
      fixed: "print (max(1, 2))"),
    Mistake(
      "XQ0109", "print $(errors | first)«.»layer", "arguments that touch: white space is wanted, found '.'",
      fixed: "print ($(errors | first).layer)"),
    Mistake(
      "XQ0110", "errors | head «-n» 5", "'-n' is neither an option nor a number",
      help: "the number stands alone: head 5"),
    Mistake(
      "XQ0111", "errors | select layer«,» mse", "arguments are separated by white space, found ','",
      fixed: "errors | select layer  mse"),
    Mistake(
      "XQ0112", "let x = " + String(repeating: "(", count: 201) + "«1»",
      "brackets and blocks are nested more than 200 levels deep"),
    Mistake("XQ0113", "«x =» 3", "a value is named by 'let'", caption: "write let x =", fixed: "let x = 3"),
    Mistake("XQ0113", "«$x =» 3", "a value is named by 'let'", fixed: "let x = 3"),
    Mistake("XQ0113", "«$f +=» 3", "a value is named by 'let'", fixed: "let f = $f + 3"),
    Mistake(
      "XQ0114", "errors | where mse «=» 3", "'=' names a value, values are compared by '=='", caption: "write ==",
      fixed: "errors | where mse == 3"),
    Mistake(
      "XQ0115", "expect 1 < 2 «<» 3", "comparisons do not chain", caption: "write 1 < 2 and 2 < …",
      fixed: "expect 1 < 2 and 2 < 3"),
    Mistake(
      "XQ0116", "load a «&&» load b", "commands are not joined by '&&'", caption: "write ;", fixed: "load a ; load b"),
    Mistake("XQ0116", "expect $f «&&» $q", "'&&' is written 'and' here", fixed: "expect $f and $q"),
    Mistake(
      "XQ0116", "errors | where mse > 1 «||» mse < 0", "'||' is written 'or' here",
      fixed: "errors | where mse > 1 or mse < 0"),
    Mistake(
      "XQ0116", "let x = 10 «%» 3", "there is no operator '%'",
      help: "the remainder is a - b * floor(a / b); a share is a number such as 3%"),
    Mistake(
      "XQ0117", "errors «>» e.json", "'>' writes no file", caption: "write | to json e.json",
      fixed: "errors | to json e.json"),
    Mistake(
      "XQ0117", "$f «>» out.csv", "'>' writes no file", caption: "write | to csv out.csv",
      fixed: "$f | to csv out.csv"),
    Mistake(
      "XQ0118", "errors | select «[mse, sqnr]»", "names in a list stand in quotes",
      caption: "write [\"mse\", \"sqnr\"]", fixed: "errors | select [\"mse\", \"sqnr\"]"),
    Mistake("XQ0118", "note \"{«f»}\"", "'f' alone is no value", caption: "write $f", fixed: "note \"{$f}\""),
    Mistake("XQ0118", "note \"{«worst».layer}\"", "'worst' alone is no value", fixed: "note \"{$worst.layer}\""),
    Mistake(
      "XQ0118", "errors | where layer ~ «conv*»", "a pattern in an expression stands in quotes",
      fixed: "errors | where layer ~ \"conv*\""),
    Mistake(
      "XQ0119", "print («errors» | count)", "'errors' is a command, and an expression stands here",
      caption: "write $(errors | count)", fixed: "print $(errors | count)"),
    Mistake(
      "XQ0119", "expect «errors» | count < 3", "'errors' is a command, and an expression stands here",
      fixed: "expect $(errors | count) < 3"),
    Mistake("XQ0119", "note \"{$f «|» count}\"", "an expression has no '|'", fixed: "note \"{$($f | count)}\""),
    Mistake("XQ0120", "note \"«{}»\"", "'{ }' in a string holds an expression"),
    Mistake("XQ0120", "note \"{$f«:2f»}\"", "'2f' is no format: .N, Ng or N%, with N up to 30"),
    Mistake("XQ0121", "let «in» = 3", "expected the name of a variable, found the keyword 'in'"),
    Mistake(
      "XQ0122", "if true { judge }\n«else» { errors }", "'else' belongs to no block",
      help: "it stands on the line of the '}' before it: } else {"),
    Mistake("XQ0123", "$f[1«:»3]", "an index is one number, found ':'", help: "some rows: $f | head 3 | tail 2"),
    Mistake("XQ0123", "«f[:3]»", "an index is one number, found ':'", help: "the first rows: $f | head 3"),
    Mistake("XQ0124", "«|» head 3", "nothing stands before '|'"),
    Mistake(
      "XQ0125", "«print»($f)", "'print' is a command, not a function", caption: "write print $f", fixed: "print $f"),
    Mistake(
      "XQ0126", "for «$x» in [1] { judge }", "a name is given here, and '$' stands where a value is used",
      fixed: "for x in [1] { judge }"),
    Mistake("XQ0126", "forget «$f»", "a name is given here, and '$' stands where a value is used", fixed: "forget f"),
    Mistake("XQ0127", "if true { «param» a = 3 }", "'param' stands at the top level of a script only"),
    Mistake(
      "XQ0129", "let x = «" + Array(repeating: "1", count: 601).joined(separator: "+") + "»",
      "the expression joins more than 600 parts"),
  ]

  static let ofNames: [Mistake] = [
    Mistake(
      "XQ0201", "print «$befor»", "there is no variable '$befor'", caption: "did you mean '$before'?",
      fixed: "print $before"),
    Mistake("XQ0201", "print «$errors»", "there is no variable '$errors'", help: "'errors' is a command: $(errors)"),
    Mistake(
      "XQ0202", "let n = «length»($f)", "there is no function 'length'", caption: "did you mean 'len'?",
      fixed: "let n = len($f)"),
    Mistake(
      "XQ0203", "«erors» --data val | where degraded", "there is no command 'erors'", caption: "did you mean 'errors'?",
      help: "help --find errors", fixed: "errors --data val | where degraded"),
    Mistake("XQ0203", "«erors» > (x", "there is no command 'erors'", fixed: "errors > (x"),
    Mistake(
      "XQ0203", "«ls»", "there is no command 'ls'", help: "the language has no shell; files by a pattern: glob(\"*\")"),
    Mistake("XQ0203", "«exit»", "there is no command 'exit'", caption: "did you mean 'quit'?", fixed: "quit"),
    Mistake("XQ0203", "«SELECT» layer", "there is no command 'SELECT'", caption: "did you mean 'select'?"),
    Mistake(
      "XQ0203", "«break»", "there is no command 'break'",
      help: "no loop is left early; 'next' goes on with the next round, 'stop' ends the script"),
    Mistake("XQ0203", "«xyzzyx»", "there is no command 'xyzzyx'", help: "help --find xyzzyx"),
    Mistake(
      "XQ0204", "errors «--dat» val", "'errors' has no option '--dat'", caption: "did you mean '--data'?",
      fixed: "errors --data val"),
    Mistake(
      "XQ0205", "plot errors --metric «sqnrr»", "'--metric' of 'plot' takes one of 'mse', 'cs', 'sqnr', found 'sqnrr'",
      caption: "did you mean 'sqnr'?"),
    Mistake("XQ0206", "«load»", "'load' wants 'path': a path", help: "load path [--as model|data]"),
    Mistake(
      "XQ0207", "note the «worst layer»", "'note' takes at most 1 argument, found 'worst layer' besides",
      caption: "write note \"the worst layer\"", fixed: "note \"the worst layer\""),
    Mistake("XQ0208", "errors | head «many»", "'count' of 'head' takes a whole number of at least 0, found 'many'"),
    Mistake("XQ0208", "judge --zscore «200»", "'--zscore' of 'judge' takes a number from 0 to 100, found '200'"),
    Mistake("XQ0208", "wait «(3dB)»", "'time' of 'wait' takes a number in s from 0 to 10, found '3 dB'"),
    Mistake(
      "XQ0209", "errors «--data»", "'--data' wants a value", help: "--data VALUE, or --data=VALUE without blanks"),
    Mistake("XQ0209", "errors «--data=» val", "'--data' wants a value"),
    Mistake("XQ0210", "errors --data val «--data» repr", "'--data' is given twice"),
    Mistake("XQ0212", "errors | «note» \"a\"", "'note' takes nothing from '|'"),
    Mistake("XQ0213", "«where» mse > 1", "'where' works on a table from the left of '|', and nothing stands there"),
    Mistake("XQ0213", "3 | «head» 3", "'head' takes a table from '|', found a number"),
    Mistake("XQ0214", "let x = «note» \"a\"", "'note' gives no value: there is nothing to use"),
    Mistake(
      "XQ0215", "expect «15dB < 3s»", "'<' cannot mix decibels and time",
      help: "'number(q)' drops a unit where that is meant"),
    Mistake(
      "XQ0216", "let a = «\"a\" + \"b\"»",
      "'+' takes two numbers or two lists, found the string 'a' and the string 'b'",
      help: "texts are joined in a string: \"{$a}{$b}\""),
    Mistake("XQ0217", "if «len($f)» { judge }", "a condition is true or false, found a number"),
    Mistake("XQ0218", "«next»", "'next' stands in no 'for'"),
    Mistake("XQ0219", "«return 3»", "nobody takes the value of this 'return': it stands in no 'def'"),
    Mistake("XQ0220", "def g() { }\ndef «g»() { }", "the def 'g' is given twice"),
    Mistake("XQ0220", "let a = {a: 1, «a»: 2}", "the key 'a' is given twice"),
    Mistake(
      "XQ0221", "def «errors»() { }", "'errors' is a command, which a 'def' cannot replace",
      fixed: "def my-errors() { }"),
    Mistake(
      "XQ0222", "let a = «sqrt(1, 2)»", "'sqrt' takes 1 argument, found 2",
      help: "sqrt(x): the square root; nan below zero"),
    Mistake("XQ0223", "let «last» = 3", "'$last' gets its value from the session and is not assigned"),
    Mistake("XQ0224", "print «$it»", "'$it' is the row of a row expression, and there is none here"),
    Mistake(
      "XQ0225", "$f | where mse > «mean(mse)»", "in a row 'mse' is one cell, and 'mean' wants a whole column",
      caption: "write mean($f.mse)", fixed: "$f | where mse > mean($f.mse)"),
    Mistake(
      "XQ0226", "param limit: «int» = 3", "there is no type 'int'", caption: "did you mean 'number'?",
      fixed: "param limit: number = 3"),
    Mistake(
      "XQ0228", "print \"«$f» is\"", "'$f' in a string stands for itself", caption: "write {$f}",
      fixed: "print \"{$f} is\""),
    Mistake("XQ0229", "errors «\\»", "a '\\' does not continue a line", caption: "leave it out"),
    Mistake(
      "XQ0230", "def g(a = 1, «b») { print $b }", "'b' must be given, but stands behind 'a', which may be left out"),
  ]
}

@Suite struct DiagnosticTests {
  @Test(arguments: Mistake.ofText + Mistake.ofNames) func says(_ mistake: Mistake) throws {
    let (text, span) = try split(mistake.text)
    let result = TestCommands.bind(text, known: mistake.known)
    let shown = result.diagnostics.map { DiagnosticRenderer().render($0) }.joined(separator: "\n")
    let diagnostic = try #require(result.diagnostics.first, "nothing was said")
    #expect(result.diagnostics.count == 1, "\(shown)")
    #expect(diagnostic.code.id == mistake.id, "\(shown)")
    #expect(diagnostic.message == mistake.message)
    #expect(diagnostic.place?.span == span, "\(shown)")
    if let caption = mistake.caption { #expect(diagnostic.caption == caption) }
    if let help = mistake.help { #expect(diagnostic.help.contains(help), "\(shown)") }
    if let fixed = mistake.fixed {
      let fix = try #require(diagnostic.fix, "no fix: \(shown)")
      var bytes = Array(text.utf8)
      bytes.replaceSubrange(fix.span.lower..<fix.span.upper, with: Array(fix.replacement.utf8))
      #expect(String(decoding: bytes, as: UTF8.self) == fixed)
    }
  }

  /// Codes that other tests show: bytes that no string can hold, limits, files.
  private static let shownElsewhere: Set<String> = ["XQ0101", "XQ0128", "XQ0227"]

  @Test func everyCodeHasATest() {
    let tested = Set((Mistake.ofText + Mistake.ofNames).map(\.id)).union(Self.shownElsewhere)
    let all = DiagnosticCode.all.map(\.id)
    #expect(all.filter { !tested.contains($0) } == [])
    #expect(Set(all).count == all.count)
    #expect(all == all.sorted())
  }

  /// The example of each code: the first text has the mistake, the second one has not.
  @Test(arguments: DiagnosticCode.all.indices) func exampleShowsIt(_ index: Int) {
    let code = DiagnosticCode.all[index]
    guard let example = code.example else { return }
    let known = KnownNames(variables: ["x", "a", "b", "t", "dir", "names", "worst", "limit"])
    let before = TestCommands.bind(example.before, known: known).diagnostics.map(\.code.id)
    let after = TestCommands.bind(example.after, known: known).diagnostics.map(\.code.id)
    #expect(before.contains(code.id), "\(code.id): \(before)")
    #expect(!after.contains(code.id), "\(code.id): \(after)")
  }

  @Test func bytesThatAreNoTextAreSaidOnce() throws {
    let source = Source(name: "old.xq", bytes: Array("note \"caf".utf8) + [0xE9, 0xE8] + Array("\"".utf8))
    let result = Binder(commands: TestCommands.table).bind(source)
    #expect(result.diagnostics.map(\.code.id) == ["XQ0101"])
    let shown = DiagnosticRenderer().render(try #require(result.diagnostics.first))
    #expect(shown.contains(" 1 | note \"caf\\xE9\\xE8\"\n   |          ^^^^"))
  }

  @Test func afterManyErrorsTheRestIsLeftOut() {
    let result = TestCommands.bind(String(repeating: "print (\n", count: 5000))
    #expect(result.diagnostics.count == 100)
    #expect(result.diagnostics.last?.code.id == "XQ0128")
  }

  @Test func allErrorsAreFoundInOneGo() {
    let result = TestCommands.bind(
      """
      erors --data (val, "|"
      let x = (1 +
      if errors | count > 3 { judge --zscor 3 }
      let good = 3
      print $good $bad
      """)
    #expect(result.diagnostics.map(\.code.id) == ["XQ0203", "XQ0121", "XQ0119", "XQ0204", "XQ0201"])
    #expect(result.program == nil)
  }

  private func split(_ marked: String) throws -> (String, Span) {
    let parts = marked.split(omittingEmptySubsequences: false) { $0 == "«" || $0 == "»" }
    try #require(parts.count == 3)
    let lower = parts[0].utf8.count
    return (parts.joined(), Span(lower, lower + parts[1].utf8.count))
  }
}
