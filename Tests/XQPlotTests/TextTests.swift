// Charts as text: never too wide, pure ASCII where that is wanted, the same every time.

import Foundation
import Testing
import XQLanguage

@testable import XQPlot

@Suite struct TextTests {
  static let charts: [(name: String, chart: Chart)] =
    Charts.odd + [
      ("errors5", Charts.errors(5)), ("errors50", Charts.errors(50, panels: 6)), ("histogram", Charts.histogram),
      ("ranges", Charts.ranges),
    ]

  /// All narrow ones, and some others.
  static let widths = Array(20...40) + Array(stride(from: 47, through: 200, by: 17)) + [79, 80, 81, 100, 120, 200]

  @Test(arguments: charts.map(\.name))
  func noLineIsTooWide(_ name: String) throws {
    let chart = try #require(Self.charts.first { $0.name == name }?.chart)
    for width in Self.widths {
      for isUnicode in [true, false] {
        for line in chart.lines(TextPictureStyle(width: width, isUnicode: isUnicode)) {
          let cells = TerminalText(line).width
          #expect(cells <= width, "\(cells) cells at width \(width): \(line)")
          if !isUnicode { #expect(line.utf8.allSatisfy { $0 < 0x80 && $0 >= 0x20 }, "\(line)") }
        }
      }
    }
  }

  @Test func coloursTakeNoRoomAndAreOnlyWrittenWhereWanted() {
    let plain = Charts.errors(5).lines(TextPictureStyle(width: 60))
    let coloured = Charts.errors(5).lines(TextPictureStyle(width: 60, hasColour: true))
    #expect(!plain.joined().contains("\u{1B}") && coloured.joined().contains("\u{1B}[31m"))
    let stripped = coloured.map { line in
      line.replacing(/\u{1B}\[\d+m/, with: "")
    }
    #expect(stripped == plain)
  }

  @Test func longListsKeepMarkedLinesAndSayWhatIsLeftOut() {
    let lines = Charts.errors(100).lines(
      TextPictureStyle(width: 80, largestCount: 20, allHint: "plot errors --all"))
    #expect(lines.count < 50)
    // Every seventh of 100 layers is degraded: 14.
    #expect(lines.count { $0.contains("●") } == 14)
    #expect(lines.contains { $0.hasSuffix("more") } && lines.contains { $0.contains("plot errors --all") })
    #expect(Charts.errors(100).lines(TextPictureStyle(width: 80)).count { $0.contains("Conv") } == 100)
  }

  @Test func barsAreAsLongAsTheirValues() {
    let points = [0.0, 5, 10].enumerated().map { Point(Double($0.offset), $0.element) }
    let chart = Chart(
      title: "", summary: "",
      panels: [
        Panel(
          title: "", x: Axis("", .categories(["a", "b", "c"].map { Category($0) })),
          y: Axis("", .linear, includesZero: true),
          marks: [.line(Series("", points)), .rule(Rule(.y, at: 5.25))])
      ])
    // 29 cells less name, mark and value are 21 of bar; its right end is 10.5.
    let lines = chart.lines(TextPictureStyle(width: 29, isUnicode: false))
    #expect(lines == ["a     0           |", "b     5 ##########|", "c    10 ##########|#########"])
  }

  @Test(arguments: ["errors5", "histogram", "ranges"])
  func goldenText(_ name: String) throws {
    let chart = try #require(Self.charts.first { $0.name == name }?.chart)
    var text = ""
    for (width, isUnicode) in [(72, true), (40, false)] {
      text += chart.lines(TextPictureStyle(width: width, isUnicode: isUnicode)).map { $0 + "\n" }.joined() + "\n"
    }
    try Golden.check(text, "\(name).txt")
  }
}

/// Files that hold what was drawn before; written anew with XQSH_UPDATE_PICTURES=1.
enum Golden {
  static func check(_ text: String, _ name: String) throws {
    if ProcessInfo.processInfo.environment["XQSH_UPDATE_PICTURES"] == "1" {
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/\(name)")
      try Data(text.utf8).write(to: file)
      return
    }
    let file = Bundle.module.bundleURL.appending(path: "Resources/\(name)")
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name) differs")
  }
}
