// A console inside another program: several at once, cancellation from outside, and the example.

import Foundation
import Synchronization
import Testing
import XQConsole
import XQLanguage
import XQSystem

@Suite struct EmbeddingTests {
  @Test func severalConsolesShareNothing() {
    let results = Mutex<[Int: String]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      let sink = TranscriptSink()
      let console = TestHost.console(sink)
      for text in [
        "let n = \(number)", "set threads \(number + 1)", "def f() { return $n }", "print $(f) $facts.settings.threads",
      ] {
        _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
      }
      let text = sink.take()
      results.withLock { $0[number] = text }
    }
    for (number, text) in results.withLock({ $0 }) { #expect(text.hasSuffix("\n\(number) \(number + 1)\n")) }
    #expect(results.withLock { $0.count } == 8)
  }

  @Test func anotherThreadCancels() {
    let cancellation = Cancellation()
    let sink = CancellingSink(cancellation)
    let console = Console(host: TestHost.host, sink: sink, cancellation: cancellation)
    let endless =
      "let kept = 3\nprint \"started\"\nfor i in range(1, 1000000) { for j in range(1, 100000) { let x = $j } }"
    #expect(console.run(Source(name: "t", text: endless)).exitCode == 130)
    cancellation.reset()
    #expect(console.run(Source(name: "t", text: "expect $kept == 3")).exitCode == 0)
  }

  /// The program of that name beside the tests.
  private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/debug")
    let beside = [Bundle.main.executableURL?.deletingLastPathComponent(), folder].compactMap {
      $0?.appending(path: program)
    }
    let process = Process()
    let executable: URL = try #require(beside.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  static let calls: [(String, Int32, String)] = [
    ("let p = pack 2.5 --to Oslo\nprint $p.price", 0, "p = parcel to Oslo  ·  2.5 kg, 7.75 €\n7.75\n"),
    ("set rate 2\npack 3 --to Lima --express", 0, "rate = 2\nparcel to Lima  ·  3.0 kg, 20.0 €\n"),
    ("help pack", 0, "  pack weight --to Oslo|Lima|Kyoto [--express]\n"),
    ("help express", 0, "Express parcels cost twice as much.\n"),
    ("pack 99 --to Oslo", 2, "takes a number from 0.1 to 30, found '99'"),
    ("pack 3 --to Olso", 2, "did you mean 'Oslo'?"), ("pakc 3", 2, "did you mean 'pack'?"),
    ("errors", 2, "there is no command 'errors'"), ("pack 3", 2, "--to"),
  ]

  @Test(arguments: calls)
  func example(_ text: String, _ status: Int32, _ part: String) throws {
    let result = try run("embedding-example", [text])
    #expect(result.status == status && result.output.contains(part), "\(result)")
  }

  @Test func manyCommandsTakeNoMoreMemory() throws {
    let result = try run("console-checks", ["memory", "5000"])
    #expect(result.status == 0 && result.output.hasPrefix("5000 commands: "), "\(result)")
  }

  @Test func theFuzzerRuns() throws {
    let result = try run("console-checks", ["language", "1", "7"])
    #expect(result.status == 0 && result.output.hasSuffix("texts in 1 s, no finding\n"), "\(result)")
  }
}

/// Cancels from another thread at the first result.
private final class CancellingSink: Sink {
  private let cancellation: Cancellation

  init(_ cancellation: Cancellation) { self.cancellation = cancellation }

  func receive(_ event: Event) {
    guard case .text = event else { return }
    let cancellation = cancellation
    Thread.detachNewThread { cancellation.cancel() }
  }
}
