// Every code of the console has a text that triggers it.

import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct CodeTests {
  /// Texts beside those of RunTimeErrorTests, with what they need to go wrong.
  static let others: [(id: String, found: @Sendable () -> [String])] = [
    ("XQ0312", { ids("param limit: number") }),
    ("XQ0313", { ids("print 1", arguments: ["--limit", "3"]) }),
    ("XQ0315", { ids("| count", mode: .prompt) }),
    ("XQ0316", { ids("let x = set threads 3\nprint 1") + ids("let h = history --save x.xq") }),
    ("XQ0401", { ids("source \"{\"nowhere\"}.xq\"") }),
    (
      "XQ0420",
      {
        do throws(Diagnostic) {
          _ = try ReportReader(Source(name: "r.md", text: "# x")).script(folder: nil)
          return []
        } catch {
          return [error.code.id]
        }
      }
    ),
    (
      "XQ0460", { ids("learn \(LessonTests.file("# Title\ntext"))") }
    ),
    ("XQ0461", { ids("learn 77") }),
    ("XQ0462", { ids("learn hint") }),
    ("XQ0463", { ids("learn 1\nlearn answer many") }),
    ("XQ0503", { [Diagnostic(JournalFailure(path: "x", reason: "no space")).code.id] }),
    ("XQ0603", { ids("print 1\nprint 2\nprint 3", limits: { $0.steps = 2 }) }),
    (
      "XQ0605",
      {
        ids("source \"{\"a\"}.xq\"", files: FileAccess(policy: .limited(readable: ["/proc/self/fd"], writable: nil)))
          + ids("print 1\nreport x.md", files: FileAccess(policy: .limited(readable: [], writable: nil)))
      }
    ),
    (
      "XQ0608",
      { ids("for i in range(1, 1000000) { for j in range(1, 100000) { let x = $j } }", limits: { $0.seconds = 0.01 }) }
    ),
    ("XQ0607", { ids("print \"0123456789\"", limits: { $0.outputBytes = 5 }) }),
  ]

  /// An interruption is an exit code and not said; standard output fails in ProgramTests, progress in LessonTests.
  static let elsewhere: Set<String> = ["XQ0464", "XQ0501", "XQ0601", "XQ0606"]

  private static func ids(
    _ text: String, mode: Console.Mode = .script, arguments: [String] = [], files: FileAccess = FileAccess(),
    limits change: (inout Limits) -> Void = { _ in }
  ) -> [String] {
    var limits = Limits()
    change(&limits)
    var files = files
    files.discardsWrites = true
    let console = TestHost.console(RecordingSink(), limits: limits, files: files)
    return console.run(Source(name: "t.xq", text: text), mode: mode, arguments: arguments).diagnostics.map(\.code.id)
  }

  @Test(arguments: others.indices)
  func isTriggered(_ index: Int) {
    let other = Self.others[index]
    #expect(other.found().contains(other.id), "\(other.id): found \(other.found())")
  }

  @Test func everyCodeHasATest() {
    let tested = Set(RunTimeErrorTests.errors.map(\.1)).union(Self.others.map(\.id)).union(Self.elsewhere)
    for code in DiagnosticCode.ofTheConsole {
      #expect(tested.contains(code.id), "no text triggers \(code.id)")
      #expect(code.explanation.count > 40 && !code.title.isEmpty, "\(code.id) is not explained")
    }
  }
}
