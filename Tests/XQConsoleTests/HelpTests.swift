// Help comes from declarations, and what declarations say is true.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct HelpTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let command: String
    let example: CommandDeclaration.Example
    var testDescription: String { "\(command): \(example.text)" }
  }

  static let examples = Console.ownCommands.flatMap { command in
    command.declaration.examples.map { Case(command: command.declaration.name, example: $0) }
  }

  @Test(arguments: examples)
  func exampleOfACommand(_ example: Case) {
    let sink = TranscriptSink()
    var files = FileAccess()
    files.discardsWrites = true
    let console = TestHost.console(sink, files: files)
    let outcome = console.run(Source(name: "example", text: example.example.text))
    #expect(outcome.exitCode == 0)
    if let prints = example.example.prints { #expect(sink.take() == prints + "\n") }
  }

  /// The texts with the mistake have it, and the mended ones have it no more.
  @Test(arguments: DiagnosticCode.ofTheConsole.filter { $0.example != nil }.map(\.id))
  func exampleOfACode(_ id: String) throws {
    let code = try #require(DiagnosticCode.ofTheConsole.first { $0.id == id })
    let example = try #require(code.example)
    let before = TestHost.outcome(of: example.before)
    #expect(before.exitCode != 0, "the example of \(id) has no mistake")
    let after = TestHost.outcome(of: example.after)
    #expect(after.exitCode == 0, "the mended example of \(id): \(after.diagnostics.map(\.message))")
  }

  @Test func everyParameterAndCommandIsExplained() {
    for command in Console.ownCommands {
      let declaration = command.declaration
      #expect(!declaration.summary.isEmpty && !declaration.summary.hasSuffix("."))
      for parameter in declaration.parameters {
        #expect(!parameter.help.isEmpty, "\(declaration.name) \(parameter.name)")
      }
      for related in declaration.related {
        #expect(
          Console.ownCommands.contains { $0.declaration.name == related }, "\(declaration.name) names '\(related)'")
      }
    }
  }

  @Test func codesAreUnique() {
    let codes = (DiagnosticCode.all + DiagnosticCode.ofTheConsole).map(\.id)
    #expect(Set(codes).count == codes.count)
  }

  @Test func helpAsJSONHasEveryCommand() throws {
    let json = TestHost.console(RecordingSink()).helpAsJSON()
    let all = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let commands = try #require(all["commands"] as? [[String: Any]])
    #expect(commands.count == Console.ownCommands.count + TestHost.host.commands.count)
    let sort = try #require(commands.first { $0["name"] as? String == "sort" })
    #expect(sort["usage"] as? String == "TABLE | sort columns …")
  }
}
