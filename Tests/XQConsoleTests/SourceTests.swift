// Files that are run inside a session: `source` (language.md, section 5).

import Foundation
import Testing
import XQConsole
import XQLanguage

@Suite struct SourceTests {
  /// Files in a folder of their own; `DIR` in a text stands for the folder.
  private func output(_ files: [String: String], of text: String) throws -> (text: String, outcome: Outcome) {
    let folder = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      try text.replacing("DIR", with: folder).write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }
    let sink = TranscriptSink()
    let outcome = TestHost.console(sink).run(Source(name: "main.xq", text: text.replacing("DIR", with: folder)))
    return (sink.take().replacing(folder, with: "DIR"), outcome)
  }

  @Test func variablesAndDefinitionsStay() throws {
    let files = ["a.xq": "let x = 3\ndef twice(n) { return $n * 2 }"]
    let run = try output(files, of: "source DIR/a.xq\nprint $(twice $x)")
    #expect(run.text == "x = 3\n6\n")
  }

  @Test func namesOfAComputedPathAreFoundWhenTheirLineRuns() throws {
    let text = "let f = \"DIR/a.xq\"\nsource $f\nprint $(twice $x)\nprint $y"
    let run = try output(["a.xq": "let x = 3\ndef twice(n) { return $n * 2 }"], of: text)
    #expect(run.text.hasPrefix("f = \"DIR/a.xq\"\nx = 3\n6\nerror XQ0201: there is no variable '$y'"))
    #expect(run.outcome.exitCode == 2)
  }

  @Test func hereIsTheFolderOfTheFile() throws {
    let files = ["a.xq": "print $here\ndef where-am-i() { return $here }"]
    let run = try output(files, of: "source DIR/a.xq\nprint $(where-am-i) $here")
    #expect(run.text == "DIR\nDIR .\n")
  }

  @Test func returnEndsTheFileAlone() throws {
    let run = try output(["a.xq": "print 1\nif true { return }\nprint 2"], of: "source DIR/a.xq\nprint 3")
    #expect(run.text == "1\n3\n")
  }

  @Test func aParameterKeepsTheVariable() throws {
    let files = ["a.xq": "param limit: number = 5\nprint $limit"]
    #expect(try output(files, of: "source DIR/a.xq").text == "5\n")
    #expect(try output(files, of: "let limit = 7\nsource DIR/a.xq").text == "limit = 7\n7\n")
    let wrong = try output(files, of: "let limit = \"many\"\nsource DIR/a.xq")
    #expect(wrong.text.contains("XQ0305: the parameter 'limit' wants a number, found the string 'many'"))
  }

  @Test func stopEndsTheWholeRun() throws {
    let run = try output(["a.xq": "stop 7"], of: "try { source DIR/a.xq } else { print 1 }\nprint 2")
    #expect(run.text.isEmpty && run.outcome.exitCode == 7)
  }

  @Test func anErrorShowsTheWayThere() throws {
    let run = try output(["a.xq": "let n = 3\nbreak-engine"], of: "print 1\nsource DIR/a.xq")
    #expect(run.text.contains("--> DIR/a.xq:2:1"))
    #expect(run.text.contains("main.xq:2"))
  }

  @Test func aMistakeInAFileIsFoundBeforeAnythingRuns() throws {
    let run = try output(["a.xq": "erors"], of: "print \"ran\"\nsource DIR/a.xq")
    #expect(!run.text.contains("ran\n") && run.outcome.exitCode == 2)
  }

  @Test func aFileThatSourcesItselfEnds() throws {
    let run = try output(["a.xq": "source DIR/a.xq"], of: "source DIR/a.xq")
    #expect(run.outcome.exitCode != 0)
    let computed = try output(["a.xq": "let f = \"DIR/a.xq\"\nsource $f"], of: "let f = \"DIR/a.xq\"\nsource $f")
    #expect(computed.outcome.exitCode == 5)
  }
}
