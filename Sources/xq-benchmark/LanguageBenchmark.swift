// The parser and the binder alone.

import XQCommands
import XQConsole
import XQLanguage

/// A long script of what scripts consist of.
enum LanguageBenchmark {
  private static let lines = [
    "let x = (2 + 3 * 4) / 7                     # a comment",
    "$t | where sqnr < 20 and layer != \"fc\" | sort mse desc | head 5",
    "for i in [1, 2, 3] { print \"{$i} of {$x}\" }", "if $x > 3 { note \"large\" } else { note \"small\" }",
    "expect $x <= 4", "let t = [{layer: \"fc\", sqnr: 3.5, mse: 1e-3}, {layer: \"conv\", sqnr: 31, mse: 2e-5}]",
  ]

  /// Thousands of lines a second.
  static func speeds(lineCount: Int) -> (parse: Double, bind: Double) {
    let text =
      "let x = 3; let t = [{layer: \"fc\", sqnr: 3.5, mse: 1e-3}]\n"
      + (1..<lineCount).map { lines[$0 % lines.count] + "\n" }.joined()
    let source = Source(name: "benchmark.xq", text: text)
    let binder = Binder(commands: Console(host: QuantizationHost.make(), sink: Silence()).table)
    let start = ContinuousClock.now
    let problems = binder.parse(source)
    let parsed = ContinuousClock.now
    let result = binder.bind(source)
    let bound = ContinuousClock.now
    precondition(problems.isEmpty && result.program != nil, "the script has mistakes")
    let thousands = Double(lineCount) / 1000
    return (thousands / ((parsed - start) / .seconds(1)), thousands / ((bound - parsed) / .seconds(1)))
  }

  private final class Silence: Sink {
    func receive(_ event: Event) {}
  }
}
