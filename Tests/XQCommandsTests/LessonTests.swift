// The shipped lessons: what does each step passes, what is wrong does not, and hints alone lead through all of it.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQCommands
@testable import XQConsole

@Suite struct LessonTests {
  static let names = LessonFiles.lessons.map(\.name)

  /// A console with a learner in it, whose files are in a folder of their own.
  private struct Learner {
    let console: Console
    let sink = TranscriptSink()
    let progress = LessonProgressInMemory()
    let name: String
    let folder: String

    init(_ name: String) {
      self.name = name
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      self.folder = folder
      var host = QuantizationHost.make(libraryInEnvironment: Package.library)
      host.lessons = host.lessons.map { Host.Lesson(name: $0.name, text: Self.inFolder($0.text, folder)) }
      console = Console(
        host: host,
        files: FileAccess(shipped: ExampleFiles()), sink: sink, progress: progress)
    }

    static func inFolder(_ text: String, _ folder: String) -> String {
      ["gate.xq", "other.xq"].reduce(text) { $0.replacingOccurrences(of: $1, with: "\(folder)/\($1)") }
    }

    /// A line at a time, as it is typed.
    @discardableResult func type(_ text: String) -> String {
      for line in Self.inFolder(text, folder).split(separator: "\n") {
        _ = console.run(Source(name: "prompt", text: String(line)), mode: .prompt)
      }
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
    #expect(Set(Self.names).count == Self.names.count && Self.names.count == 11)
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
    "one-layer/Look inside": ["layers $f", "show", "show example:digits/float"],
    "one-layer/See a picture": [
      "let v = load example:digits/repr", "show $f", "let v = load example:digits/repr\nshow $v",
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
    "outliers/Which layers suffer?": ["layers", "errors relu3", "errors | head 3"],
    "outliers/Look at the rulers": ["layers", "layers relu1", "errors relu*"],
    "outliers/First try: clip": [
      "let d = compare $f example:outlier/int8 --val $v", "let d = compare $f $f --val $v",
      "let e = compare $f example:outlier/int8-clipped --val $v",
    ],
    "outliers/Did it help?": [
      "diff $(errors $c) $(errors $d)", "diff $(errors $d) $(errors $c) | select layer sqnr_change", "errors $d",
    ],
    "outliers/Second try: take the factor out": [
      "let e = compare $f example:outlier/int8-scaled --val $v", "let e = compare $f example:outlier/int8 --val $v",
      "let d = compare example:outlier/float-scaled example:outlier/int8-scaled --val $v",
    ],
    "negative/See it happen": [
      "let lost = compare $f example:negative/int8 --val $v",
      "let lost = compare $f example:negative/int8-symmetric --val $v",
      "let gone = compare $f example:negative/int8-lost --val $v",
    ],
    "negative/Check it": ["errors swish1", "errors | select layer bias", "errors swish1 | select layer mse"],
    "negative/The other mistake": [
      "let sym = compare $f example:negative/int8 --val $v", "let sym = compare $f example:negative/int8-lost --val $v",
      "let symmetric = compare $f example:negative/int8-symmetric --val $v",
    ],
    "negative/Done right": [
      "let affine = compare $f example:negative/int8-symmetric --val $v",
      "let affine = compare $f example:negative/int8-lost --val $v",
      "let fine = compare $f example:negative/int8 --val $v",
    ],
    "joining/Three rulers": ["layers", "layers relu_left relu_right", "errors concat"],
    "joining/Check it": ["errors | sort sqnr desc", "errors | sort sqnr | head 3", "errors | sort layer"],
    "joining/Bring the branches to one size": [
      "let d = compare $f example:concat/int8 --val $v", "let d = compare $f example:concat/int8-scaled --val $v",
      "let e = compare example:concat/float-scaled example:concat/int8-scaled --val $v",
    ],
    "joining/Addition": [
      "let shared = compare example:add/float example:add/int8-shared --val $v",
      "let shared = compare example:add/float example:add/int8-shared --val $v\n"
        + "let own = compare example:add/float example:add/int8-shared --val $v",
      "let shared = compare example:add/float example:add/int8 --val $v\n"
        + "let own = compare example:add/float example:add/int8 --val $v",
    ],
    "bits/All weights in 4 bits": [
      "let four = compare $f example:bits/int8 --val $v", "let four = compare $f example:bits/int4-last --val $v",
      "let four = compare $f example:bits/int4-mixed --val $v",
    ],
    "bits/Only the last layer in 4 bits": [
      "let one = compare $f example:bits/int4 --val $v", "let one = compare $f example:bits/int4-mixed --val $v",
      "let one = compare $f example:bits/int8 --val $v",
    ],
    "bits/All but the last layer in 4 bits": [
      "let mixed = compare $f example:bits/int4 --val $v", "let mixed = compare $f example:bits/int4-last --val $v",
      "let mixed = compare $f example:bits/int8 --val $v",
    ],
    "calibration/Compare on both data sets": [
      "let c = compare $f example:calibration/int8-dark --val $v",
      "let c = compare $f example:calibration/int8 --repr example:calibration/repr-dark --val $v",
      "let c = compare $f example:calibration/int8-dark --repr $v --val $v",
    ],
    "calibration/On the data that calibrated it": ["errors", "errors --data val", "errors image --data repr"],
    "calibration/On other data": ["errors", "errors --data repr", "errors image --data val"],
    "calibration/The ruler of the input": ["layers", "layers fc", "errors image"],
    "calibration/Calibrate with the right data": [
      "let d = compare $f example:calibration/int8-dark --repr example:digits/repr --val $v",
      "let d = compare $f example:calibration/int8 --val $v",
      "let d = compare $f example:calibration/int8-dark --repr example:calibration/repr-dark --val $v",
    ],
    "own-and-inherited/In the order of the network": [
      "errors | select layer sqnr", "layers | select layer", "layers | join $(errors) --on layer",
    ],
    "own-and-inherited/Measure its own error": ["errors fc", "errors conv5 --own", "errors --own"],
    "own-and-inherited/The effect on the output": [
      "let w = whatif $c relu1 --float", "let x = whatif $c conv5 --float", "whatif $c conv5 --float",
    ],
    "own-and-inherited/The proof": [
      "let d = compare $f example:digits/int8 --val $v", "let d = compare $f $f --val $v",
      "let e = compare $f example:digits/int8-fixed --val $v",
    ],
    "countermeasures/Which layer?": ["errors", "errors | sort mse desc | head 1", "errors | sort sqnr | head 2"],
    "countermeasures/Its weights": [
      "layers", "layers | select layer weight_scales", "layers fc | select layer weight_scales weight_threshold",
    ],
    "countermeasures/Try it first": [
      "let w = whatif $c relu1 --per-channel", "let w = whatif $c all --per-channel", "whatif $c conv5 --per-channel",
    ],
    "countermeasures/Prove it": [
      "let fixed = compare $f example:digits/int8 --val $v", "let fixed = compare $f $f --val $v",
      "let d = compare $f example:digits/int8-fixed --val $v",
    ],
    "countermeasures/Before and after": [
      "diff $(errors $c) $(errors $fixed)", "diff $(errors $fixed) $(errors $c) | select layer sqnr_change",
      "errors $fixed | select layer sqnr",
    ],
    "countermeasures/Ask the judges": ["judge", "judge $fixed", "errors $c"],
    "script-and-gate/A parameter": [
      "param quantized = \"example:digits/int8\"", "param quant = \"example:digits/float\"",
      "print \"example:digits/int8\"",
    ],
    "script-and-gate/The comparison": [
      "let c = compare example:digits/float example:digits/int8-fixed --val example:digits/val",
      "let c = compare example:digits/float $quant --val example:digits/repr",
      "let d = compare example:digits/float $quant --val example:digits/val",
    ],
    "script-and-gate/Save it": ["history", "history --save other.xq", "print \"gate.xq\""],
    "script-and-gate/Run it with another model": [
      "source gate.xq", "let quant = \"example:digits/int8-fixed\"",
      "let quant = \"example:digits/int8\"\nsource gate.xq",
    ],
  ]
}
