// How runs end: exit codes, expectations, try, limits (language.md, section 8).

import Testing
import XQConsole
import XQLanguage
import XQSystem

@Suite struct OutcomeTests {
  static let exits: [(String, Int32)] = [
    ("print 1", 0), ("expect 1 == 1", 0), ("expect 1 == 2", 1), ("expect 1 == 2\nstop", 1), ("expect 1 == 2\nstop 0", 1),
    ("require 1 == 2", 1), ("stop", 0), ("stop 3", 3), ("stop \"no\"", 1), ("expect 1 == 2\nstop 7", 7),
    ("let r = {a: 1}\nprint $r.b", 2), ("sample | sort nothing", 2), ("measure nobox", 4), ("break-engine", 4),
    ("expect 1 == 2\nbreak-engine", 4), ("try { break-engine }", 0), ("try { break-engine } else { }", 0),
    ("try { expect 1 == 2 }", 1), ("try { stop 3 } else { print 1 }", 3), ("cancel-now\nprint 1", 130),
    ("try { cancel-now\nprint 1 } else { print 2 }", 130), ("def f() { return $(f) }\nf", 5), ("quit", 0),
    ("expect none", 1), ("source nowhere.xq", 3), ("erors", 2),
  ]

  @Test(arguments: exits)
  func exitCode(_ text: String, _ expected: Int32) {
    #expect(TestHost.outcome(of: text).exitCode == expected)
  }

  @Test func requireEndsTheScriptAndTryDoesNotCatchIt() {
    let output = TestHost.output(of: "try { require 1 == 2\nprint \"a\" } else { print \"b\" }\nprint \"c\"")
    #expect(!output.contains("\na\n") && !output.contains("\nb\n") && !output.contains("\nc\n"))
    #expect(output.hasPrefix("failed: 1 == 2"))
  }

  @Test func expectGoesOn() {
    #expect(TestHost.output(of: "expect 1 == 2, \"one is {1}\"\nprint \"after\"").hasSuffix("one is 1\nafter\n"))
  }

  @Test func showsTheValuesOfAFailedExpectation() {
    let sink = RecordingSink()
    let text = "let w = sample | first\nexpect $(sample | count) <= 2 and $w.mse > 1 or len([1, 2]) == 3"
    let outcome = TestHost.console(sink).run(Source(name: "test.xq", text: text))
    #expect(outcome.failedExpectations == 1)
    let parts = sink.events.compactMap { event -> [String]? in
      guard case .failedExpectation(let place, _, let parts, _) = event else { return nil }
      return parts.map { part in
        String(decoding: place.source.bytes[part.span.lower..<part.span.upper], as: UTF8.self) + " = " + part.value.text
      }
    }
    #expect(parts == [["$(sample | count) = 6", "len([1, 2]) = 2"]])
  }

  @Test func drawsTheValuesBelowTheCondition() {
    let output = TestHost.output(of: "let w = sample | first\nexpect $w.mse > 1")
    #expect(output.hasSuffix("failed: $w.mse > 1   test.xq:2\n        └ 0.00071\n"))
  }

  @Test func keepsGoingWhenAsked() {
    let text = "break-engine\nprint \"a\"\nexpect 1 == 2\nlet r = {}\nprint $r.x\nprint \"b\""
    let sink = TranscriptSink()
    let outcome = TestHost.console(sink).run(Source(name: "test.xq", text: text), keepGoing: true)
    let output = sink.take()
    #expect(output.contains("\na\n") && output.hasSuffix("\nb\n"))
    #expect(outcome.exitCode == 4 && outcome.diagnostics.count == 2 && outcome.failedExpectations == 1)
  }

  @Test func nothingRunsWhereTheTextHasAnError() {
    #expect(!TestHost.output(of: "print \"ran\"\nerors").contains("ran"))
  }

  @Test func stepsAreLimitedBeyondTry() {
    var limits = Limits()
    limits.steps = 50
    let sink = RecordingSink()
    let console = TestHost.console(sink, limits: limits)
    let outcome = console.run(Source(name: "t", text: "try { for i in range(1, 100) { print $i } } else { print \"no\" }"))
    #expect(outcome.exitCode == 5 && outcome.diagnostics.map(\.code.id) == ["XQ0603"])
  }

  @Test func rowsCountAsSteps() {
    var limits = Limits()
    limits.steps = 500
    let console = TestHost.console(RecordingSink(), limits: limits)
    #expect(console.run(Source(name: "t", text: "numbers 1000 | where n > 3")).exitCode == 5)
  }

  @Test func anErrorLeavesTheSessionUsable() {
    let sink = TranscriptSink()
    let console = TestHost.console(sink)
    _ = console.run(Source(name: "prompt", text: "let x = 3\nbreak-engine"), mode: .prompt)
    _ = sink.take()
    #expect(console.run(Source(name: "prompt", text: "print $x"), mode: .prompt).isSuccess)
    #expect(sink.take() == "3\n")
  }

  @Test func aLineAtThePromptGoesOnFromTheLastValue() {
    let sink = TranscriptSink()
    let console = TestHost.console(sink)
    _ = console.run(Source(name: "prompt", text: "sample"), mode: .prompt)
    _ = sink.take()
    _ = console.run(Source(name: "prompt", text: "| where degraded | count"), mode: .prompt)
    #expect(sink.take() == "2\n")
  }

  @Test func consolesShareNothing() {
    let (one, two) = (TestHost.console(RecordingSink()), TestHost.console(RecordingSink()))
    _ = one.run(Source(name: "t", text: "let x = 1"))
    #expect(one.session.variables["x"] != nil && two.session.variables["x"] == nil)
  }

  // MARK: - Parameters of scripts

  static let script = """
    param quant: path      # the model under test
    param limit = 15dB
    param runs: number = 3
    param brief = false
    print $quant $limit $runs $brief
    """

  static let arguments: [([String], String)] = [
    (["--quant", "a.onnx"], "a.onnx 15 dB 3 false\n"),
    (["--quant=a b.onnx", "--limit", "12dB", "--runs=5", "--brief"], "a b.onnx 12 dB 5 true\n"),
    (["--quant", "3", "--limit", "12", "--brief=false"], "3 12 dB 3 false\n"),
  ]

  @Test(arguments: arguments)
  func parametersComeFromTheCommandLine(_ arguments: [String], _ expected: String) {
    #expect(TestHost.output(of: Self.script, arguments: arguments) == expected)
  }

  static let wrongArguments: [([String], String, String)] = [
    ([], "XQ0312", "the parameter 'quant' has no value"),
    (["--quant"], "XQ0312", "'--quant' has no value behind it"),
    (["--quant", "a", "--limt", "3"], "XQ0313", "the script has no parameter '--limt'"),
    (["--quant", "a", "--limit", "3s"], "XQ0305", "the parameter '--limit' wants a number in dB, found '3 s'"),
    (["--quant", "a", "--quant", "b"], "XQ0313", "'--quant' is given twice"),
    (["a.onnx"], "XQ0313", "behind the script stand its parameters, found 'a.onnx'"),
  ]

  @Test(arguments: wrongArguments)
  func wrongParametersAreTextErrors(_ arguments: [String], _ code: String, _ message: String) {
    let outcome = TestHost.outcome(of: Self.script, arguments: arguments)
    #expect(outcome.exitCode == 2)
    #expect(outcome.diagnostics.first?.message == message)
  }

  @Test func parametersAreListed() throws {
    let console = TestHost.console(RecordingSink())
    let help = try #require(console.parametersHelp(Source(name: "gate.xq", text: Self.script)))
    #expect(help.contains("--quant PATH    the model under test  (required)"))
    #expect(help.contains("--limit DB        (else 15 dB)"))
  }
}
