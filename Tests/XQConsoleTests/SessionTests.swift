// The session files of the commands that every console has.

import Foundation
import Testing
import XQConsole
import XQTesting

@Suite struct SessionTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sessions/console").path()

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".session") }.sorted()

  @Test(arguments: files)
  func session(_ file: String) throws {
    let difference = try SessionRunner { TestHost.console($0) }.run(path: "\(Self.folder)/\(file)")
    if let difference { Issue.record(difference) }
  }

  @Test func everyCommandHasASession() throws {
    let commands =
      [
        "show", "use", "forget", "set", "source", "section", "note", "print", "help", "history", "report", "learn",
        "quit",
      ]
      + [
        "where", "derive", "sort", "select", "rename", "head", "tail", "first", "count", "group", "join", "diff", "to",
      ]
    for command in commands { #expect(Self.files.contains("\(command).session"), "no session of '\(command)'") }
  }

  @Test func aDifferenceSaysFileLineAndBoth() {
    let file = SessionFile(name: "x.session", text: "# why\nxq> print 1\n1\n\n# more\nxq> print 2\nprinted\n3\n")
    #expect(file.steps.map(\.input) == ["print 1", "print 2"])
    let difference = SessionRunner { TestHost.console($0) }.difference(file)
    #expect(difference?.line == 7)
    #expect(difference?.expected == ["printed", "3"] && difference?.found == ["2"])
    #expect(difference?.description.hasPrefix("x.session:7: ") == true)
  }

  @Test func typedTextGoesOverSeveralLines() {
    let file = SessionFile(name: "x", text: "xq> for i in [1, 2] {\n..>   print $i\n..> }\n1\n2\n")
    #expect(SessionRunner { TestHost.console($0) }.difference(file) == nil)
  }
}
