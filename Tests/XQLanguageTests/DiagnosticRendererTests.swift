// Diagnostics as a person sees them.

import Testing

@testable import XQLanguage

@Suite struct DiagnosticRendererTests {
  private func render(
    _ text: String, name: String = "a.xq", width: Int? = nil, style: DiagnosticRenderer.Style = .plain
  ) -> String {
    let result = Binder(commands: TestCommands.table, known: KnownNames(variables: ["f"])).bind(
      Source(name: name, text: text))
    return result.diagnostics.map { DiagnosticRenderer(style: style, width: width).render($0) }.joined(separator: "\n")
  }

  @Test func aFile() {
    #expect(
      render(String(repeating: "\n", count: 14) + "erors --data val | where degraded") == """
        error XQ0203: there is no command 'erors'
          --> a.xq:15:1
        15 | erors --data val | where degraded
           | ^^^^^ did you mean 'errors'?
           = help: help --find errors
        """)
  }

  @Test func thePromptShowsNoPlace() {
    #expect(
      render("erors", name: "prompt") == """
        error XQ0203: there is no command 'erors'
         1 | erors
           | ^^^^^ did you mean 'errors'?
           = help: help --find errors
        """)
  }

  @Test func columnsAreGraphemesAndCaretsAreCells() {
    #expect(
      render("print \"日本\" e\u{301} $x\t") == """
        error XQ0201: there is no variable '$x'
          --> a.xq:1:14
         1 | print "日本" e\u{301} $x
           |                ^^
           = help: let x = … gives it a value
        """)
  }

  @Test func tabsAreBlanksAndControlCharactersAreEscaped() {
    let shown = render("\tprint \u{1B}[31m\u{202E} $x")
    #expect(!shown.contains("\u{1B}") && !shown.contains("\u{202E}") && !shown.contains("\t"))
    #expect(shown.contains(" 1 |  print \\u{1B}[31m\\u{202E} $x\n   |        ^^^^^^ delete it"))
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let text = "print " + String(repeating: "a ", count: 100) + "$x " + String(repeating: "b ", count: 100)
    let lines = render(text, width: 60).split(separator: "\n")
    #expect(lines[2].count <= 60 && lines[2].hasPrefix(" 1 | …") && lines[2].hasSuffix("…") && lines[2].contains("$x"))
    let caret = lines[3].distance(from: lines[3].startIndex, to: lines[3].firstIndex(of: "^") ?? lines[3].endIndex)
    #expect(Array(lines[2])[caret...].starts(with: "$x"))
  }

  @Test func aSpanOfSeveralLinesIsMarkedOnItsFirst() {
    #expect(
      render("let x = (15dB\n  < 3s)") == """
        error XQ0215: '<' cannot mix decibels and time
          --> a.xq:1:9
         1 | let x = (15dB
           |         ^^^^^
           = help: 'number(q)' drops a unit where that is meant
        """)
  }

  @Test func coloursAreAddedAndNothingElse() {
    let plain = render("erors")
    let painted = render("erors", style: .ansi)
    #expect(painted.contains("\u{1B}[31;1merror XQ0203\u{1B}[0m: "))
    #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func theWayIsShown() {
    let caller = Source(name: "main.xq", text: "judge\nworst-layers 3")
    var diagnostic = Diagnostic(.unknownVariable, "there is no variable '$x'", notes: ["a fact"])
    diagnostic.trace = [("in 'worst-layers', called", Place(caller, Span(6, 18)))]
    #expect(
      DiagnosticRenderer().render(diagnostic) == """
        error XQ0201: there is no variable '$x'
           = note: a fact
           = note: in 'worst-layers', called at main.xq:2:1
        """)
  }

  @Test func placesAtTheEndOfATextAreShown() {
    let source = Source(name: "a.xq", text: "errors |\r\n")
    let result = Binder(commands: TestCommands.table).bind(source)
    #expect(
      result.diagnostics.map { DiagnosticRenderer().render($0) } == [
        "error XQ0108: expected a command behind '|', but the text ends\n  --> a.xq:2:1\n 2 |\n   | ^"
      ])
  }
}
