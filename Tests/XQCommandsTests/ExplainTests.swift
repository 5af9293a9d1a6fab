// What explain says of a layer adds up to what was measured.

import Foundation
import Testing
import XQConsole
import XQLanguage

@testable import XQCommands

@Suite struct ExplainTests {
  /// Every metric's formula gives, with the sums that are shown, the figure that `errors` has.
  @Test(arguments: ["mse", "cs", "sqnr", "nrmse", "bias"])
  func formulasAddUp(_ metric: String) throws {
    let sink = TranscriptSink()
    let console = Package.console(sink)
    let comparison = "compare example:digits/float example:digits/int8 --val example:digits/val"
    #expect(console.run(Source(name: "prompt", text: comparison), mode: .prompt).exitCode == 0)
    _ = sink.take()
    _ = console.run(Source(name: "prompt", text: "explain \(metric) relu6"), mode: .prompt)
    let second = try #require(sink.take().split(separator: "\n").dropFirst().first)
    let parts = second.split(separator: "=").map { String($0) }
    try #require(parts.count == 3)
    let numbers = parts[1].split { !"0123456789.e-+".contains($0) }.compactMap { Double($0) }
    let shown = try #require(Double(parts[2].replacing(" dB", with: "").replacing(" ", with: "")))
    let (left, right) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
    let computed =
      switch metric {
      case "mse", "bias": left / right
      case "cs": numbers[0] / (left * right).squareRoot()
      case "sqnr": 10 * log10(left / right)
      default: (left / right).squareRoot()
      }
    #expect(abs(computed - shown) <= 0.02 * max(abs(shown), 1), "\(second)")
  }

  @Test func rowsStandUnderEachOther() {
    #expect(
      AlignedText.lines([["a", "1", "yes"], ["long", "", "no"], ["b", "22", ""]]) == [
        "  a     1   yes", "  long      no", "  b     22",
      ])
    #expect(AlignedText.percent(0.3914) == "39 %" && AlignedText.percent(1) == "100 %")
  }
}
