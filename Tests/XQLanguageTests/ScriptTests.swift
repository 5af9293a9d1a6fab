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
