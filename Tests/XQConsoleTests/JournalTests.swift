// What is written down of a session, and what is read back.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct JournalTests {
  /// The record of texts that were typed at a prompt one after the other.
  private func record(_ texts: [String]) -> SessionRecord {
    let journal = Journal()
    let console = TestHost.console(TranscriptSink(), journal: journal)
    for text in texts { _ = console.run(Source(name: "prompt", text: text), mode: .prompt) }
    return SessionRecord(journal.contents())
  }

  @Test func commandsAndWhatTheyShowAreKept() {
    let record = record(["let n = 3; print $n", "section \"S\"\nnote \"n is {$n}\"", "erors", "| to json", "quit"])
    #expect(
      record.commands.map(\.text) == [
        "let n = 3", "print $n", "section \"S\"", "note \"n is {$n}\"", "erors", "$last | to json", "quit",
      ])
    #expect(record.commands[0].outputs == [.text("n = 3")] && record.commands[1].outputs == [.text("3")])
    #expect(record.commands[2].outputs == [.section("S")] && record.commands[3].outputs == [.note("n is 3")])
    #expect(record.commands[4].end == .failed && record.commands[5].end == .failed)
    #expect(record.commands[6].end == .finished)
    guard case .text(let error) = record.commands[4].outputs.first else { return #expect(Bool(false)) }
    #expect(error.hasPrefix("error XQ0203: there is no command 'erors'\n 1 | erors\n"))
    #expect(record.script == "let n = 3\nprint $n\nsection \"S\"\nnote \"n is {$n}\"\n")
  }

  @Test func headSaysProgramDateAndSettings() {
    let record = record(["set threads 4"])
    #expect(record.program == "testing" && record.version == "1.0" && record.date == "2026-01-31T12:00:00Z")
    #expect(record.facts.map(\.name) == ["engine"] && record.facts.map(\.value) == ["none"])
    #expect(record.settings.map(\.name) == ["threads", "limit"])
    #expect(record.settings.map(\.value) == ["4", "15 dB"])
    #expect(record.settings.map(\.origin) == ["prompt", "default"])
  }

  @Test func valuesOfTheCommandLineAreWrittenIntoParameters() {
    let journal = Journal()
    let console = TestHost.console(TranscriptSink(), journal: journal)
    let text = "param limit = 15dB  # the limit\nparam name: string\nparam n = 2\nprint $limit $name $n"
    _ = console.run(Source(name: "t.xq", text: text), arguments: ["--limit", "9dB", "--name", "a \"b\""])
    let record = SessionRecord(journal.contents())
    #expect(
      record.commands.map(\.text) == [
        "param limit = 9dB  # given on the command line",
        "param name: string = \"a \\\"b\\\"\"  # given on the command line", "param n = 2", "print $limit $name $n",
      ])
    #expect(TestHost.output(of: record.script) == "9 dB a \"b\" 2\n")
  }

  @Test func placesAreThoseOfTheCommand() {
    let record = record([
      "print 1\n\n\nexpect\n  1 == 2\ntry { print $nothing.x\n} else { }\nlet r = {}\nprint\\\n $r.x"
    ])
    let texts = record.commands.flatMap(\.outputs).map { output in
      if case .text(let text) = output { text } else { "" }
    }
    #expect(!texts.contains { $0.contains("-->") || $0.contains("prompt:") }, "\(texts)")
  }

  @Test func filesAreListedOnceForEachStateOfThem() throws {
    let path = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString).xq"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "print 1\n".write(toFile: path, atomically: true, encoding: .utf8)
    let journal = Journal()
    let console = TestHost.console(TranscriptSink(), journal: journal)
    _ = console.run(Source(name: "prompt", text: "source \"\(path)\"\nsource \"\(path)\""))
    try "print 12\n".write(toFile: path, atomically: true, encoding: .utf8)
    _ = console.run(Source(name: "prompt", text: "source \"\(path)\""))
    let files = SessionRecord(journal.contents()).files
    #expect(files.map(\.size) == [8, 9] && files.map(\.name) == [path, path])
    #expect(files.first?.digest?.count == 64)
    #expect(files.first?.digest != files.last?.digest)
  }

  @Test func aScriptNamesAParameterOnce() {
    let journal = Journal()
    let console = TestHost.console(TranscriptSink(), journal: journal)
    for text in ["param n = 1", "print $n", "param m = 5", "param n = 2", "let parameter = 3", "print $n"] {
      _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
    }
    let script = SessionRecord(journal.contents()).script
    #expect(script == "param n = 2\nprint $n\nparam m = 5\nlet parameter = 3\nprint $n\n")
    #expect(TestHost.outcome(of: script).exitCode == 0)
  }

  @Test func aLineThatWasCutOffIsLeftOut() {
    let journal = Journal()
    let console = TestHost.console(TranscriptSink(), journal: journal)
    _ = console.run(Source(name: "prompt", text: "print 1\nprint 2"), mode: .prompt)
    let bytes = journal.contents()
    for end in stride(from: 0, to: bytes.count, by: 7) {
      let record = SessionRecord(Array(bytes[..<end]))
      #expect(record.commands.count <= 2)
    }
    let cut = SessionRecord(bytes.dropLast(30) + Array("\u{0}garbage\n{\"event\": \"comm".utf8))
    #expect(cut.commands.map(\.text) == ["print 1", "print 2"] && cut.commands[1].end == .cutOff)
  }

  @Test func memoryKeepsTheNewestLines() throws {
    let store = MemoryJournalStore(limit: 100)
    for number in 0..<5000 { try store.append("line \(number)") }
    let text = String(decoding: store.contents(), as: UTF8.self)
    #expect(text.utf8.count <= 120 && text.hasSuffix("line 4998\nline 4999\n"))
  }

  @Test func theNewestFiftyFilesStay() throws {
    let folder = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString)/a/b"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for number in 0..<55 {
      let file = try JournalFile.make(in: folder, date: "2026-01-31T12:00:00Z")
      try file.append("{\"event\": \"command\", \"text\": \"\(number)\"}")
    }
    let paths = JournalFile.journals(in: folder)
    #expect(paths.count == 50)
    let newest = try #require(paths.first.flatMap(JournalFile.read))
    #expect(SessionRecord(newest).commands.map(\.text) == ["54"])
  }

  @Test func aFailureIsSaidOnceAndWorkGoesOn() {
    let sink = RecordingSink()
    let console = TestHost.console(sink, journal: Journal(FullStore()))
    #expect(console.run(Source(name: "t", text: "print 1\nprint 2")).exitCode == 0)
    let warnings = sink.events.compactMap { event in
      if case .diagnostic(let diagnostic) = event { diagnostic } else { nil }
    }
    #expect(warnings.map(\.code.id) == ["XQ0503"] && warnings.first?.severity == .warning)
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(throws: JournalFailure.self) { try JournalFile.make(in: "/proc/nothing", date: "d") }
  }

  static let json: [(String, String?)] = [
    ("{\"a\": [1, -2.5e3, true, false, null], \"b\": {}}", "{a: [1, -2500, true, false, -], b: {}}"),
    ("\"\\u00e9\\ud83d\\ude00\\n\\\\\"", "é😀\n\\"), ("[]", "[]"), ("[1,]", nil), ("{\"a\" 1}", nil), ("1 2", nil),
    ("\"\\ud83d\"", nil), ("nul", nil), ("", nil), (String(repeating: "[", count: 100_000), nil),
  ]

  @Test(arguments: json)
  func readsJSON(_ text: String, _ expected: String?) {
    #expect(JournalLine.value(Array(text.utf8)[...])?.text == expected)
  }
}

/// A store on a full disk.
private final class FullStore: JournalStore {
  private let hasFailed = NSLock()

  func append(_ line: String) throws(JournalFailure) {
    // Locked for ever by the first call: only that one fails aloud.
    if hasFailed.try() { throw JournalFailure(path: "full", reason: "no space left on device") }
  }

  func contents() -> [UInt8] { [] }
}
