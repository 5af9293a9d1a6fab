// The shipped lessons: what does each step passes, what is wrong does not, and hints alone lead through all of it.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQCommands
@testable import XQConsole

@Suite struct LessonTests {
  static let names = LessonFiles.lessons.map(\.name)

  /// A console with a learner in it.
  private struct Learner {
    let console: Console
    let sink = TranscriptSink()
    let progress = LessonProgressInMemory()
    let name: String

    init(_ name: String) {
      self.name = name
      console = Console(
        host: QuantizationHost.make(libraryInEnvironment: Package.library),
        files: FileAccess(shipped: ExampleFiles()), sink: sink, progress: progress)
    }

    @discardableResult func type(_ text: String) -> String {
      _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
      return sink.take()
    }

    var passed: Int { get throws { try progress.read()[name]?.passed ?? 0 } }
  }

  private func lesson(_ name: String, _ console: Console) throws -> (lesson: Lesson, number: Int) {
    let index = try #require(Self.names.firstIndex(of: name))
    let source = Source(name: name, text: LessonFiles.lessons[index].text)
    return (try LessonReader(source, commands: console.table).lesson(name: name), index + 1)
  }

  @Test(arguments: names)
  func solutionsPassAndWrongOnesDoNot(_ name: String) throws {
    let learner = Learner(name)
    let (lesson, number) = try lesson(name, learner.console)
    #expect(learner.type("learn \(number)").contains("Lesson \(number) of \(Self.names.count)"))
    for (index, step) in lesson.steps.enumerated() {
      let wrong = try #require(step.check == nil ? [] : wrongOnes(name, step), "no wrong answers to '\(step.title)'")
      for text in wrong {
        let said = learner.type(text)
        #expect(try learner.passed == index, "'\(text)' passes step \(index + 1) of \(name): \(said)")
        try #require(learner.console.isInLesson)
      }
      var said = ""
      for line in step.solutionLines { said += learner.type(line) }
      #expect(try learner.passed == index + 1, "the solution of '\(step.title)' in \(name) does not do it: \(said)")
      #expect(!said.contains("error XQ"), "\(said)")
      // What is computed in the explanation can be computed.
      #expect(!said.contains("{$"), "\(said)")
    }
    #expect(!learner.console.isInLesson)
  }

  @Test(arguments: names)
  func hintsAloneLeadThroughIt(_ name: String) throws {
    let learner = Learner(name)
    let (lesson, number) = try lesson(name, learner.console)
    learner.type("learn \(number)")
    for (index, step) in lesson.steps.enumerated() {
      if step.check != nil { #expect(step.hints.count == 3, "'\(step.title)' has \(step.hints.count) hints") }
      for _ in 0...step.hints.count { learner.type("learn hint") }
      #expect(try learner.passed == index + 1, "hints do not do '\(step.title)' in \(name)")
    }
    #expect(!learner.console.isInLesson)
  }

  /// A locale without UTF-8 shows them too.
  @Test(arguments: LessonFiles.lessons.map(\.text))
  func textsAreASCII(_ text: String) {
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func thereAreEnough() {
    #expect(Set(Self.names).count == Self.names.count && Self.names.count >= 3)
  }

  // MARK: - Wrong answers

  /// Three answers or more that do not do the step; `nil` where there are none for it.
  private func wrongOnes(_ name: String, _ step: Lesson.Step) -> [String]? {
    guard step.asksForAnswer else { return Self.wrongCommands["\(name)/\(step.title)"] }
    let last = step.solutionLines.last ?? ""
    let right = String(last.split(separator: " ").last ?? "")
    if step.choices.isEmpty {
      let number = Double(right) ?? 0
      return ["learn answer \(number + 1)", "learn answer \(number * 2 + 3)", "learn answer none-of-them"]
    }
    let wrong = step.choices.map(\.key).filter { $0 != right }.map { "learn answer \($0)" }
    return wrong + ["learn answer \(right)-or-not", "learn next"]
  }

  /// By lesson and title of the step.
  private static let wrongCommands: [String: [String]] = [
    "one-layer/Load a model": [
      "let f = load example:digits/int8", "let q = load example:digits/float", "let f = load example:digits/val",
    ],
    "one-layer/Put the quantized model beside it": [
      "let c = compare $f $f --val example:digits/val",
      "let c = compare $f example:digits/int8 --val example:digits/repr",
      "compare $f example:digits/int8 --val example:digits/val",
    ],
    "one-layer/The ruler of a tensor": ["layers", "layers fc", "errors image"],
    "one-layer/See it": ["errors fc | select layer max_abs", "errors image | select layer mse", "errors | head 1"],
    "three-measures/By mse": ["errors", "errors | sort mse", "errors | sort mse desc | head 3"],
    "three-measures/By sqnr": ["errors | sort sqnr desc", "errors | sort mse desc", "errors | sort sqnr | head 2"],
    "three-measures/One table with the worst three": [
      "errors | sort sqnr | head 3", "errors | sort mse desc | head 3 | select layer mse cs sqnr",
      "errors | sort sqnr | select layer mse cs sqnr",
    ],
    "thresholds/The limit that is set": [
      "errors | count", "errors | where degraded", "errors | where sqnr < 5 | count",
    ],
    "thresholds/Set the limit": [
      "errors | where degraded | count", "threshold sqnr 20dB\nerrors | where degraded | count",
      "threshold sqnr 30dB\nerrors | count",
    ],
    "thresholds/What it means for the answers": ["$c.val.accuracy_float", "$c.val.top1_agreement", "errors"],
    "thresholds/A better quantized model": [
      "let d = compare $f example:digits/int8 --val $v", "let d = compare $f $f --val $v",
      "let e = compare $f example:digits/int8-fixed --val $v",
    ],
    "thresholds/Put it back": ["threshold", "threshold sqnr 20dB", "threshold mse 15"],
  ]
}
