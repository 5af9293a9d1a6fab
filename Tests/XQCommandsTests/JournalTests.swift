// Journals and reports of the program itself: killed sessions, replays, what is written where.

import Foundation
import FoundationXML
import Testing

@Suite struct JournalTests {
  /// A folder of its own, with the environment that puts journals there.
  private func withFolder(_ body: (URL, [String: String]) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder, ["XDG_STATE_HOME": folder.appending(path: "state").path])
  }

  private func journals(_ folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "state/xqsh").path)) ?? []
  }

  @Test func nothingThatWasShownIsLostByAKill() throws {
    try withFolder { folder, environment in
      let text =
        "section \"Load\"\ncompare \(ProgramTests.models)\nprint \"shown\"\nfor i in range(1, 1000000) { let x = $i }"
      let process = try Program.start(["-c", text], environment: environment)
      let journal = folder.appending(path: "state/xqsh")
      // The last command has begun as soon as the journal says so.
      while true {
        let name = try? FileManager.default.contentsOfDirectory(atPath: journal.path).first
        let lines = name.flatMap { try? String(contentsOf: journal.appending(path: $0), encoding: .utf8) }
        if lines?.contains("for i in range") == true || !process.isRunning { break }
        usleep(10_000)
      }
      #expect(process.isRunning)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let out = folder.appending(path: "last.md").path
      let result = try Program.run(["report", "--last", out], environment: environment)
      #expect(result.status == 0 && result.output.isEmpty && result.errors == "wrote \(out)\n")
      let page = try String(contentsOfFile: out, encoding: .utf8)
      #expect(page.contains("| end | cut off while the last command ran |"))
      #expect(page.contains("## Load\n") && page.contains("```text\nshown\n```"))
      #expect(page.contains("```xq failed\nfor i in range(1, 1000000)"))
      #expect(
        page.contains(
          "| example:digits/float | 49168 | 39f7c1af2f3ba0852a3eb42ac164bf83690fa00a3f3c84c5a05810ba3fb5a443 |"))
      // The report runs again, without the command that was killed.
      let again = try Program.run(["run", out], environment: environment)
      #expect(again.status == 0 && again.output == "\nLoad\n────\nshown\n")
      let replay = try Program.run(["check", "--replay", out], environment: environment)
      #expect(replay.status == 0 && replay.output == "2 blocks compared: the same\n", "\(replay)")
    }
  }

  @Test func aReplayFindsAChangedModel() throws {
    try withFolder { folder, environment in
      let out = folder.appending(path: "out.md").path
      let text = """
        compare \(ProgramTests.models)
        errors --data val
        expect $(errors --data val | where degraded | count) == 5
        report "\(out)"
        """
      let first = try Program.run(["-c", text], environment: environment)
      #expect(first.status == 0 && first.errors.hasSuffix("wrote \(out)  ·  3 commands, 3 input files\n"))
      let same = try Program.run(["check", "--replay", out], environment: environment)
      #expect(same.status == 0 && same.output == "3 blocks compared: the same\n")
      #expect(same.errors.contains("numbers may differ by 0.1 %"))
      let page = try String(contentsOfFile: out, encoding: .utf8)
      #expect(page.contains("| engine | ONNX Runtime 1.") && page.contains("| thresholds | {sqnr: 15 dB} |"))
      let other = page.replacingOccurrences(of: "digits/int8 --val", with: "digits/int8-fixed --val")
      try other.write(toFile: out, atomically: true, encoding: .utf8)
      let replay = try Program.run(["check", "--replay", out], environment: environment)
      #expect(replay.status == 1 && replay.output.contains("out.md:") && replay.output.contains("  - conv5"))
      #expect(replay.errors.contains("another file than in the report: example:digits/int8\n"))
      #expect(try String(contentsOfFile: out, encoding: .utf8) == other)
    }
  }

  @Test func aReplayWhoseInputIsGoneEndsWithThatError() throws {
    try withFolder { folder, environment in
      let out = folder.appending(path: "out.md").path
      try "```xq\nload nowhere.onnx\n```\n".write(toFile: out, atomically: true, encoding: .utf8)
      let replay = try Program.run(["check", "--replay", out], environment: environment)
      #expect(replay.status == 3 && replay.errors.contains("nowhere.onnx"))
      try "text\n".write(toFile: out, atomically: true, encoding: .utf8)
      for call in [["run", out], ["check", out], ["check", "--replay", out]] {
        let refused = try Program.run(call, environment: environment)
        #expect(refused.status == 3 && refused.errors.hasPrefix("error XQ0420: "))
      }
    }
  }

  @Test func noJournalLeavesNothing() throws {
    try withFolder { folder, environment in
      let out = folder.appending(path: "out.md").path
      let result = try Program.run(["--no-journal", "-c", "print 1\nreport \"\(out)\""], environment: environment)
      #expect(result.status == 0 && journals(folder).isEmpty)
      #expect(try String(contentsOfFile: out, encoding: .utf8).contains("print 1"))
      for call in [["help"], ["check", "nowhere.xq"], ["--version"]] {
        _ = try Program.run(call, environment: environment)
      }
      #expect(journals(folder).isEmpty)
      let last = try Program.run(["report", "--last"], environment: environment)
      #expect(last.status == 3 && last.errors.hasPrefix("error XQ0401: there is no journal"))
      _ = try Program.run(["-c", "print 1"], environment: environment)
      #expect(journals(folder).count == 1)
      #expect(try Program.run(["report", "--last"], environment: environment).output.contains("```xq\nprint 1\n```"))
      #expect(try Program.run(["report", "--last", "x.txt"], environment: environment).status == 2)
      #expect(try Program.run(["report"], environment: environment).status == 2)
    }
  }

  @Test func aJournalThatCannotBeWrittenIsSaidOnce() throws {
    let result = try Program.run(["-c", "print 1\nprint 2"], environment: ["XDG_STATE_HOME": "/proc/nothing"])
    #expect(result.status == 0 && result.output == "1\n2\n")
    #expect(result.errors.hasPrefix("warning XQ0503: ") && result.errors.components(separatedBy: "XQ0503").count == 2)
  }

  @Test func safeHoldsForReports() throws {
    try withFolder { folder, environment in
      let out = folder.appending(path: "out.md").path
      let result = try Program.run(["--safe", "-c", "report \"\(out)\""], environment: environment)
      #expect(result.status == 5 && result.errors.hasPrefix("error XQ0605: writing '\(out)' is not allowed here"))
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test func expectationsBecomeTestCases() throws {
    try withFolder { folder, environment in
      let out = folder.appending(path: "junit.xml").path
      let text = "expect 1 == 1\nexpect \"a<b\" == \"&\", \"not \\\"equal\\\"\"\nload nowhere.onnx"
      let result = try Program.run(["--junit", out, "-c", text], environment: environment)
      #expect(result.status == 3)
      let document = try XMLDocument(contentsOf: URL(filePath: out))
      let suite = try #require(document.rootElement()?.elements(forName: "testsuite").first)
      #expect(suite.attribute(forName: "tests")?.stringValue == "3")
      #expect(suite.attribute(forName: "failures")?.stringValue == "1")
      #expect(suite.attribute(forName: "errors")?.stringValue == "1")
      let cases = suite.elements(forName: "testcase")
      #expect(
        cases.map { $0.attribute(forName: "name")?.stringValue } == [
          "line 1: expect 1 == 1", "line 2: expect \"a<b\" == \"&\"", "line 3: XQ0410",
        ])
      let failure = try #require(cases.count == 3 ? cases[1].elements(forName: "failure").first : nil)
      #expect(failure.attribute(forName: "message")?.stringValue == "not \"equal\"")
      let refused = try Program.run(["--junit", "/nowhere/x.xml", "-c", "1"], environment: environment)
      #expect(refused.status == 4 && refused.errors.contains("XQ0502"))
    }
  }
}
