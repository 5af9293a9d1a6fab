// What a host allows: each limit ends the run, `try` does not catch it, and the next run is free again.

import Testing
import XQConsole
import XQLanguage

@Suite struct LimitTests {
  private func limits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }

  private func run(_ text: String, _ limits: Limits) -> (outcome: Outcome, output: String) {
    let sink = TranscriptSink()
    let outcome = TestHost.console(sink, limits: limits).run(Source(name: "t.xq", text: text))
    return (outcome, sink.take())
  }

  @Test func rowsOfATableAndOfAList() {
    let ten = limits { $0.rows = 10 }
    #expect(run("numbers 10 | count", ten).outcome.exitCode == 0)
    for text in ["numbers 11 | count", "let x = range(1, 11)", "try { numbers 11 }\nprint 1", "let t = numbers 11"] {
      let (outcome, output) = run(text, ten)
      #expect(outcome.exitCode == 5 && outcome.diagnostics.map(\.code.id) == ["XQ0604"], "\(text)")
      #expect(!output.contains("\n1\n"))
    }
  }

  @Test func cellsOfAllVariables() {
    let thousand = limits { $0.cells = 1000 }
    #expect(run("let a = numbers 400\nlet a = numbers 401\nlet b = numbers 400", thousand).outcome.exitCode == 0)
    let (outcome, output) = run("let a = numbers 400\nlet b = numbers 400\nlet c = numbers 400", thousand)
    #expect(outcome.exitCode == 5 && output.contains("XQ0604: the variables would hold about 1203 cells"))
    let doubling = run("let s = \"0123456789abcdef\"\nfor i in range(1, 40) { let s = \"{$s}{$s}\" }", thousand)
    #expect(doubling.outcome.exitCode == 5)
  }

  @Test func bytesOfOutput() {
    let hundred = limits { $0.outputBytes = 100 }
    let (outcome, output) = run("for i in range(1, 1000) { print \"123456789\" }", hundred)
    #expect(outcome.exitCode == 5 && outcome.diagnostics.map(\.code.id) == ["XQ0607"])
    #expect(output.hasPrefix(String(repeating: "123456789\n", count: 10) + "error XQ0607"))
    #expect(run("numbers 1000", hundred).output.hasPrefix("error XQ0607"))
    let console = TestHost.console(TranscriptSink(), limits: hundred)
    #expect((0..<20).allSatisfy { _ in console.run(Source(name: "t", text: "print \"123456789\"")).exitCode == 0 })
  }

  @Test func wallTime() {
    let short = limits { $0.seconds = 0.05 }
    let endless = "try { for i in range(1, 1000000) { for j in range(1, 100000) { let x = $j } } } else { print 1 }"
    let console = TestHost.console(TranscriptSink(), limits: short)
    let outcome = console.run(Source(name: "t", text: endless))
    #expect(outcome.exitCode == 5 && outcome.diagnostics.map(\.code.id) == ["XQ0608"])
    #expect(!console.cancellation.isCancelled)
    let enough = limits { $0.seconds = 1000 }
    #expect(run("print 1", enough).outcome.exitCode == 0)
  }
}
