// Where what the console says goes.

import Foundation
import Testing
import XQLanguage

@testable import XQConsole

@Suite struct SinkTests {
  /// What a text writes to the two streams of a terminal sink that leads into files.
  private func streams(_ text: String, isQuiet: Bool = false) throws -> (output: String, error: String) {
    let (output, error) = (try TemporaryFile(), try TemporaryFile())
    let sink = TerminalSink(
      output: OutputStream(output.descriptor), error: OutputStream(error.descriptor), results: TextStyle(),
      messages: TextStyle(), isQuiet: isQuiet)
    let stream = OutputStream(output.descriptor)
    _ = TestHost.console(sink).run(Source(name: "t.xq", text: text + "\nbreak-engine"))
    stream.flush()
    return (try output.text(), try error.text())
  }

  @Test func resultsAndMessagesGoTheirWays() throws {
    let (output, error) = try streams("let n = 3\nprint $n\nopen red\n[1]\nnote \"n\"\nexpect 1 == 2")
    #expect(output == "3\n[1]\nn\n")
    #expect(error.hasPrefix("n = 3\nbox1: box red\nfailed: 1 == 2   t.xq:6\nerror XQ9501: the engine is broken\n"))
  }

  @Test func quietDropsMessagesAlone() throws {
    let (output, error) = try streams("let n = 3\nprint $n", isQuiet: true)
    #expect(output == "3\n" && error.hasPrefix("error XQ9501"))
  }

  @Test func aReaderThatWentAwayIsNoticed() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    let stream = OutputStream(ends[1])
    stream.write("x\n")
    #expect(stream.failure == nil)
    stream.flush()
    #expect(stream.failure == .closed)
    stream.write("y\n")
    close(ends[1])
  }

  @Test func aFullDiskIsNoticed() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let stream = OutputStream(descriptor)
    stream.write("x\n")
    stream.flush()
    #expect(stream.failure == .system("No space left on device"))
  }

  @Test func eventsAsJSONAreOneObjectALine() throws {
    let file = try TemporaryFile()
    let sink = JSONSink(output: OutputStream(file.descriptor), program: "p", version: "1")
    let text = "let n = 3\nsample | head 1\nexpect $n == 4, \"four\"\nsample | sort sqrn"
    let outcome = TestHost.console(sink).run(Source(name: "t.xq", text: text))
    sink.finish(outcome.exitCode, failedExpectations: outcome.failedExpectations)
    let events = try file.text().split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(
      events.map { $0["event"] as? String } == [
        "start", "message", "result", "failed_expectation", "diagnostic", "end",
      ])
    #expect(events[0]["schema"] as? Int == 1)
    let rows = try #require(events[2]["value"] as? [[String: Any]])
    #expect(rows.count == 1 && rows[0]["sqnr"] as? Double == 38.2 && rows[0]["seen"] as? Double == 12)
    let columns = try #require(events[2]["columns"] as? [[String: Any]])
    #expect(columns[3]["unit"] as? String == "dB" && columns[0]["key"] as? Bool == true)
    #expect(events[3]["message"] as? String == "four")
    #expect(events[4]["code"] as? String == "XQ0303" && events[4]["caption"] as? String == "did you mean 'sqnr'?")
    let place = try #require(events[4]["place"] as? [String: Any])
    #expect(place["line"] as? Int == 4 && place["file"] as? String == "t.xq")
    #expect(events[5]["exit_code"] as? Int == 2 && events[5]["failed_expectations"] as? Int == 1)
  }
}

/// A file that is deleted with the object.
private final class TemporaryFile {
  let descriptor: Int32
  private let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString)"
    descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    try #require(descriptor >= 0)
  }

  func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  deinit {
    close(descriptor)
    unlink(path)
  }
}
