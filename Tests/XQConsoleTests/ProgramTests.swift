// The program itself: streams, exit codes, signals.

import Foundation
import Testing

/// The program beside the tests, `nil` where it is not built.
private let program: URL? = {
  let folders = [Bundle.main.executableURL, URL(filePath: CommandLine.arguments[0])].compactMap {
    $0?.deletingLastPathComponent()
  }
  let built = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/debug")
  return (folders + [built]).map { $0.appending(path: "xqsh") }.first {
    FileManager.default.isExecutableFile(atPath: $0.path())
  }
}()

@Suite(.enabled(if: program != nil, "the program is not built"))
struct ProgramTests {
  private struct Result {
    let output: String
    let error: String
    let code: Int32
  }

  /// Journals of tests are nobody's.
  private static let environment = ProcessInfo.processInfo.environment.merging([
    "XDG_STATE_HOME": NSTemporaryDirectory() + "/xqsh-tests-state"
  ]) { $1 }

  private func run(
    _ arguments: [String], input: String = "", environment: [String: String] = Self.environment,
    after start: (Process) throws -> Void = { _ in }
  ) throws -> Result {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    let (input_, output, error) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input_
    process.standardOutput = output
    process.standardError = error
    try process.run()
    try input_.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try input_.fileHandleForWriting.close()
    try start(process)
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let messages = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      output: String(decoding: text, as: UTF8.self), error: String(decoding: messages, as: UTF8.self),
      code: process.terminationStatus)
  }

  private func withScript(_ text: String, _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString).xq"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func aTextRuns() throws {
    let result = try run(["-c", "let n = 3; print $n"])
    #expect(result.output == "3\n" && result.error == "n = 3\n" && result.code == 0)
  }

  @Test func standardInputIsAScript() throws {
    let result = try run([], input: "for i in [1, 2] {\n  print $i\n}\n")
    #expect(result.output == "1\n2\n" && result.error.isEmpty && result.code == 0)
  }

  @Test func optionsBehindTheFileAreItsParameters() throws {
    try withScript("param quiet = 3  # not the program's\nprint $quiet") { path in
      let (own, both, help) = (
        try run(["--quiet", "run", path]), try run(["run", "--quiet", path, "--quiet", "5"]),
        try run(["run", path, "--help"])
      )
      #expect(own.output == "3\n" && both.output == "5\n")
      #expect(help.output.contains("--quiet NUMBER  not the program's  (else 3)"))
    }
  }

  static let endings: [([String], Int32)] = [
    (["-c", "expect 1 == 2"], 1), (["-c", "erors"], 2), (["--no-such-option"], 2), (["run"], 2), (["--width", "3"], 2),
    (["run", "nowhere.xq"], 3), (["check", "nowhere.xq"], 3), (["-c", "stop 7"], 7), (["--version"], 0),
    (["--help"], 0),
    (["help", "sort"], 0), (["help", "srot"], 2), (["--set", "nothing=1", "-c", "1"], 2), (["help", "--json"], 0),
    (["--safe", "-c", "source /etc/passwd"], 5), (["--safe", "-c", "[{a: 1}] | to csv /tmp/x.csv"], 5),
  ]

  @Test(arguments: endings)
  func exitCode(_ arguments: [String], _ expected: Int32) throws {
    #expect(try run(arguments).code == expected)
  }

  @Test func checkRunsNothing() throws {
    try withScript("print 1\nerors\nlet x = $y") { path in
      let result = try run(["check", path])
      #expect(result.output.isEmpty && result.code == 2)
      #expect(result.error.contains("XQ0203") && result.error.contains("XQ0201"))
    }
    try withScript("print 1") { path in
      let code = try run(["check", path]).code
      #expect(code == 0)
    }
  }

  @Test func checkShowsEveryError() throws {
    try withScript("erors\nlet x = $y\nlet s = \"open\nprint 1 && print 2\nhelp --fnid x\n") { path in
      let result = try run(["check", path])
      let carets = result.error.split(separator: "\n").filter { $0.contains("| ") && $0.contains("^") }
      #expect(carets.count == 5 && result.code == 2, "\(result.error)")
      for code in ["XQ0203", "XQ0201", "XQ0104", "XQ0116", "XQ0204"] {
        #expect(result.error.contains("error \(code): "))
      }
      let json = try run(["check", "--format", "json", path])
      #expect(json.output.components(separatedBy: "\"event\": \"diagnostic\"").count == 6 && json.error.isEmpty)
    }
  }

  @Test func keepGoingRunsTheRest() throws {
    let result = try run(["--keep-going", "-c", "let r = {}\nprint $r.x\nprint \"on\""])
    #expect(result.output == "on\n" && result.code == 2)
  }

  static let signals: [(Int32, Int32)] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)]

  @Test(arguments: signals)
  func aSignalEndsAScript(_ signal: Int32, _ expected: Int32) throws {
    let text = "print \"started\"\nfor i in range(1, 100000) { for j in range(1, 10000) { let x = $j } }"
    try withScript(text) { path in
      let state = NSTemporaryDirectory() + "/xqsh-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: state) }
      let environment = Self.environment.merging(["XDG_STATE_HOME": state]) { $1 }
      let result = try run(["run", "--quiet", path], environment: environment) { process in
        // The journal says when the loop has begun.
        while process.isRunning, !journal(in: state + "/xqsh").contains("for i in range") { usleep(10_000) }
        kill(process.processIdentifier, signal)
      }
      #expect(result.code == expected && result.output == "started\n")
    }
  }

  private func journal(in folder: String) -> String {
    let name = try? FileManager.default.contentsOfDirectory(atPath: folder).first
    return name.flatMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) } ?? ""
  }

  @Test func nobodyReads() throws {
    let process = Process()
    process.environment = Self.environment
    process.executableURL = URL(filePath: "/bin/sh")
    let path = try #require(program).path()
    process.arguments = [
      "-c", "{ \"\(path)\" -c 'for i in range(1, 100000) { print $i }'; echo $? >&2; } | head -n 1 > /dev/null",
    ]
    let error = Pipe()
    process.standardError = error
    try process.run()
    #expect(String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "141\n")
    process.waitUntilExit()
  }

  @Test func aFullDiskIsAnErrorOfTheSystem() throws {
    let process = Process()
    process.executableURL = program
    process.arguments = ["-c", "print 1"]
    process.environment = Self.environment
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let error = Pipe()
    process.standardError = error
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 4 && text.contains("XQ0501"))
  }
}
