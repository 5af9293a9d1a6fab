// Help of the commands of quantization debugging: what it says is true, and all of it is in the reference.

import Foundation
import Testing
import XQConsole
import XQLanguage

@testable import XQCommands

@Suite struct HelpTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let command: String
    let example: CommandDeclaration.Example
    var testDescription: String { "\(command): \(example.text)" }
  }

  static let examples = QuantizationHost.make().commands.flatMap { command in
    command.declaration.examples.map { Case(command: command.declaration.name, example: $0) }
  }

  /// A console in which `$f`, `$q`, `$v`, a comparison of them and a log exist, and nothing is written.
  private func console(_ sink: any Sink) -> Console {
    let console = Package.console(sink, discardsWrites: true)
    let text = """
      let f = load example:digits/float
      let q = load example:digits/int8
      let v = load example:digits/val
      compare $f $q --val $v
      let log = load '\(Package.root.path)/Tests/XQFormatsTests/Resources/mct_log'
      """
    #expect(console.run(Source(name: "prompt", text: text), mode: .prompt).exitCode == 0)
    return console
  }

  @Test(arguments: examples)
  func exampleOfACommand(_ example: Case) {
    let sink = TranscriptSink()
    let console = console(sink)
    _ = sink.take()
    let outcome = console.run(Source(name: "prompt", text: example.example.text), mode: .prompt)
    let printed = sink.take()
    #expect(outcome.exitCode == 0, "\(printed)")
    if let prints = example.example.prints { #expect(printed == prints + "\n") }
  }

  @Test(arguments: ["mse", "cs", "sqnr", "nrmse", "max_abs", "bias"])
  func everyMetricHasAPage(_ metric: String) throws {
    let page = try console(RecordingSink()).help(metric)
    for part in ["x: the float model's elements", "unit ", "good ", "edges "] {
      #expect(page.contains(part), "the page of \(metric) lacks '\(part)'")
    }
    // The formula is the one that the column states.
    let column = try #require(ErrorTable.columns(severalDataSets: true, hasModules: false).first { $0.name == metric })
    if let formula = column.help.components(separatedBy: ", ").last, formula.contains("Σ") {
      #expect(page.contains(formula))
    }
  }

  @Test func searchFindsMetricsAndCommands() throws {
    let sink = TranscriptSink()
    _ = console(sink).run(Source(name: "prompt", text: "help --find worst"))
    #expect(sink.take().contains("errors "))
    _ = console(sink).run(Source(name: "prompt", text: "help --find decibels"))
    #expect(sink.take().contains("sqnr "))
  }

  @Test func theReferenceHasEverything() throws {
    let console = console(RecordingSink())
    let pages = Dictionary(console.referencePages().map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
    let index = try #require(pages["index.md"])
    let all = try #require(JSONSerialization.jsonObject(with: Data(console.helpAsJSON().utf8)) as? [String: Any])
    func names(_ key: String, _ field: String = "name") -> [String] {
      (all[key] as? [[String: Any]] ?? []).compactMap { $0[field] as? String }
    }
    #expect(names("commands").count > 30 && names("codes", "id").count > 60 && names("functions").count > 30)
    for command in names("commands") {
      #expect(
        pages["commands/\(command).md"]?.hasPrefix("# \(command)\n") == true && index.contains("commands/\(command).md")
      )
    }
    for code in names("codes", "id") { #expect(pages["errors.md"]?.contains("## \(code): ") == true, "\(code)") }
    for function in names("functions") { #expect(pages["functions.md"]?.contains("| `\(function)(") == true) }
    for setting in names("settings") { #expect(pages["settings.md"]?.contains("| `\(setting)` |") == true) }
    for topic in names("topics") { #expect(pages["topics/\(topic).md"] != nil && index.contains("topics/\(topic).md")) }
    // Every link leads to a page.
    for (path, text) in pages {
      let folder = path.contains("/") ? "commands/" : ""
      for link in text.components(separatedBy: "](").dropFirst() {
        let target = String(link.prefix { $0 != ")" })
        let whole = target.hasPrefix("../") ? String(target.dropFirst(3)) : folder + target
        #expect(pages[whole] != nil, "\(path) leads to \(target)")
      }
    }
  }

  @Test func everyParameterAndCodeIsExplained() {
    let host = QuantizationHost.make()
    for command in host.commands {
      let declaration = command.declaration
      #expect(!declaration.summary.isEmpty && !declaration.summary.hasSuffix("."))
      #expect(!declaration.examples.isEmpty, "\(declaration.name) has no example")
      for parameter in declaration.parameters { #expect(!parameter.help.isEmpty) }
    }
    for code in host.codes { #expect(code.explanation.count > 40, "\(code.id)") }
  }
}
