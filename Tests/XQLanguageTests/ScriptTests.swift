// The scripts that people would write: all parse, and what they mark as wrong is refused.

import Foundation
import Testing

@testable import XQLanguage

@Suite struct ScriptTests {
  static let folder = Bundle.module.bundlePath + "/Resources/scripts/"

  static let scripts: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  static func text(of script: String) throws -> String {
    try String(contentsOfFile: folder + script, encoding: .utf8)
  }

  /// The lines that a script marks, `# wrong:` or `# bind:`.
  static func marked(_ mark: String) throws -> [String] {
    try scripts.flatMap { script in
      try text(of: script).split(separator: "\n").compactMap { line in
        line.hasPrefix("# \(mark): ") ? String(line.dropFirst(mark.count + 4)) : nil
      }
    }
  }

  @Test func thereAreScripts() { #expect(Self.scripts.count == 12) }

  @Test(arguments: scripts) func parses(_ script: String) throws {
    let diagnostics = TestCommands.parse(try Self.text(of: script))
    #expect(diagnostics.isEmpty, "\(diagnostics.map { DiagnosticRenderer().render($0) }.joined(separator: "\n"))")
  }

  /// What the binder says of each script, by code: nearly all are right as they stand.
  @Test(arguments: scripts) func binds(_ script: String) throws {
    let result = TestCommands.bind(try Self.text(of: script))
    // `next` outside a loop, and the backslash that the last line shows.
    let expected = script.hasPrefix("18") ? ["XQ0218", "XQ0229"] : []
    let shown = result.diagnostics.map { DiagnosticRenderer().render($0) }.joined(separator: "\n")
    #expect(result.diagnostics.map(\.code.id) == expected, "\(shown)")
  }
}

/// Lines that the scripts mark as wrong, with the code, the place of the caret, and what the parser or the binder says.
@Suite struct MarkedLineTests {
  /// By line: the code and the text under the carets.
  static let parser: [String: (id: String, marked: String)] = [
    "print \"{$lost | count}\"": ("XQ0119", "|"),
    "print \"{errors | count}\"": ("XQ0119", "errors"),
    "expect 1 < 2 < 3": ("XQ0115", "<"),
    "print max(1, 2)": ("XQ0109", "("),
    "let x = 10 % 3": ("XQ0116", "%"),
    "note \"{worst.layer}\"": ("XQ0118", "worst"),
    "note \"{}\"": ("XQ0120", "{}"),
    "note “curly”": ("XQ0103", "“"),
  ]

  static let binder: [String: (id: String, marked: String)] = [
    "expect 15dB < 3s": ("XQ0215", "15dB < 3s"),
    "note the worst layer is conv3": ("XQ0207", "worst layer is conv3"),
  ]

  @Test func theParserRefuses() throws {
    let lines = try ScriptTests.marked("wrong")
    #expect(Set(lines) == Set(Self.parser.keys))
    for line in lines {
      let diagnostics = TestCommands.parse(line)
      #expect(diagnostics.map(\.code.id) == [Self.parser[line]?.id], "\(line)")
      let place = try #require(diagnostics.first?.place)
      #expect(place.source.text(place.span) == Self.parser[line]?.marked)
    }
  }

  @Test func theBinderRefuses() throws {
    let lines = try ScriptTests.marked("bind")
    #expect(Set(lines) == Set(Self.binder.keys))
    for line in lines {
      #expect(TestCommands.parse(line).isEmpty, "\(line)")
      let diagnostics = TestCommands.bind(line).diagnostics
      #expect(diagnostics.map(\.code.id) == [Self.binder[line]?.id], "\(line)")
      let place = try #require(diagnostics.first?.place)
      #expect(place.source.text(place.span) == Self.binder[line]?.marked)
    }
  }
}
