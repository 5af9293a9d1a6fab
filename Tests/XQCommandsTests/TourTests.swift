// The tour: README shows it, and what it shows is what its commands print.

import Foundation
import Testing
import XQCommands
import XQConsole
import XQLanguage
import XQTesting

@Suite struct TourTests {
  private let tour = LessonFiles.tour.text

  @Test func readmeHasTheSame() throws {
    let readme = try String(contentsOf: Package.root.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.components(separatedBy: "\n## Five minutes\n\n").last)
    #expect(section.components(separatedBy: "\n## ").first == tour)
  }

  /// Its transcripts, typed one behind the other in one console.
  @Test func printsWhatItShows() {
    let sink = TranscriptSink(SessionRunner.style)
    let console = Package.console(sink)
    var prompts: [String] = []
    for block in tour.components(separatedBy: "```\n").enumerated() where block.offset % 2 == 1 {
      var wanted: [String] = []
      var found: [String] = []
      for line in block.element.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        wanted.append(String(line))
        guard let range = line.range(of: #"^\w+> "#, options: .regularExpression) else { continue }
        prompts.append(String(line[range]))
        found.append("\(console.session.subject?.name ?? "xq")> \(line[range.upperBound...])")
        _ = console.run(Source(name: "prompt", text: String(line[range.upperBound...])), mode: .prompt)
        var printed = sink.take().components(separatedBy: "\n")
        while printed.last == "" { printed.removeLast() }
        found += printed
      }
      #expect(found == wanted)
    }
    #expect(prompts.count > 10)
  }

  @Test func helpShowsItAsProse() throws {
    let result = try Program.run(["--width", "60", "help", "tour"])
    #expect(result.status == 0 && result.output.hasPrefix("A model of your own. A float ONNX file, the quantized one,"))
    #expect(result.output.contains("\n    cmp1> errors | head 3\n") && !result.output.contains("**"))
  }
}
