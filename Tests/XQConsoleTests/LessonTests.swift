// Lessons: when a step is done, what is kept, and what is wrong with a file.

import Foundation
import Testing
import XQLanguage
import XQSystem

@testable import XQConsole

@Suite struct LessonTests {
  /// A file with that text, whose path needs no quotes.
  static func file(_ text: String) -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "lesson-\(UUID().uuidString).md").path
    try? Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private let sink = TranscriptSink()
  private let progress = LessonProgressInMemory()

  private func learner() -> (Console, (String) -> String) {
    let console = TestHost.console(sink, progress: progress)
    let sink = sink
    return (
      console,
      { text in
        _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
        return sink.take()
      }
    )
  }

  private var passed: Int? { get throws { try progress.read()["counting"]?.passed } }

  // MARK: - Steps

  @Test func aStepIsDoneWhenItsCheckHolds() throws {
    let (console, type) = learner()
    #expect(!console.isInLesson)
    #expect(type("learn 1").contains("Prepared for you:\n    let x = 3\nx = 3\n"))
    #expect(console.isInLesson)
    // Not one of the choices: no answer at all. A wrong one gets its remark.
    #expect(type("learn answer seve").contains("did you mean 'seven'?"))
    #expect(type("learn answer six").contains("Not yet.\nSix is `$x + 3`.\n"))
    #expect(try passed == nil)
    let right = type("learn answer Seven")
    #expect(right.contains("✓ Right.\n`$x + 4` is 7.\n\n2/3  Make it\n"))
    #expect(try passed == 1)
    // Any command works in between; one that does not do it says nothing.
    #expect(type("let y = 5") == "y = 5\n")
    #expect(type("learn next").hasPrefix("This step is not done yet;"))
    #expect(type("learn answer 6").contains("asks for a command"))
    let done = type("let z = none; let y = 6")
    #expect(done.hasPrefix("z = -\ny = 6\n✓ Done.\n\n3/3  Say how many\n"))
    // The answer of the first step is forgotten, and a number is a number.
    #expect(type("print $answer").contains("there is no variable '$answer'"))
    #expect(type("learn answer 5").hasPrefix("Not yet."))
    #expect(type("learn answer 6").contains("Lesson 1 is done.\nNext: `learn 2`, Reading.\n"))
    #expect(!console.isInLesson)
    #expect(try progress.read()["counting"] == LessonProgress(passed: 3, count: 3))
  }

  @Test func whatAChecksComputesIsNotSeen() {
    let (_, type) = learner()
    _ = type("learn 1\nlearn answer seven\nlet z = none; let y = 6")
    #expect(type("print 1") == "1\n")
    _ = type("7")
    // The check of this step has shown nothing and is not what was shown last.
    #expect(type("print $last") == "7\n")
  }

  @Test func hintsHelpAndThenDoIt() throws {
    let (console, type) = learner()
    _ = type("learn 1")
    #expect(type("learn hint") == "hint 1 of 3\nCount on from three.\n")
    #expect(type("learn hint") == "hint 2 of 3\nFour, five, six ...\n")
    #expect(
      type("learn hint")
        == "hint 3 of 3\nType this: `learn answer seven`\nlearn hint once more does it for you\n")
    #expect(type("learn hint").hasPrefix("Done for you:\n    learn answer seven\n✓ Right.\n"))
    _ = type("learn hint")
    #expect(type("learn hint").hasPrefix("Done for you:\n    let z = none\n    let y = 6\nz = -\ny = 6\n✓ Done.\n"))
    _ = type("learn hint\nlearn hint")
    #expect(!console.isInLesson)
    // A step that is only read is done by reading on.
    _ = type("learn 2")
    #expect(type("learn hint").contains("Done for you:\n    learn next\nThe end.\n"))
    #expect(!console.isInLesson)
  }

  @Test func aLessonGoesOnWhereItWasLeft() throws {
    let (_, type) = learner()
    _ = type("learn 1\nlearn answer seven\nlet z = none; let y = 6")
    #expect(type("learn quit") == "You left the lesson at step 3 of 3. `learn 1` goes on there.\n")
    #expect(type("learn hint").contains("error XQ0462"))
    #expect(type("learn") == " 1  Counting  ▸ 2 of 3 steps    learn 1\n 2  Reading\n")
    // Another session: what the steps before made is there again, and nothing of it is shown.
    let (_, typeLater) = learner()
    let resumed = typeLater("learn 1")
    #expect(
      resumed.contains("You go on at step 3") && resumed.contains("3/3  Say how many") && !resumed.contains("y = 6"))
    #expect(typeLater("print $x $y") == "3 6\n")
    #expect(typeLater("learn 1 --again").contains("1/3  Guess"))
    _ = typeLater("learn answer seven")
    // Going through it once more takes nothing away.
    #expect(try passed == 2)
  }

  @Test func reportsAndHistoriesHaveTheWorkAlone() {
    let journal = Journal()
    let console = TestHost.console(RecordingSink(), journal: journal)
    for text in [
      "learn 1", "learn answer seven", "let z = none", "let y = 6", "sample | count", "learn hint", "learn hint",
    ] {
      _ = console.run(Source(name: "prompt", text: text), mode: .prompt)
    }
    #expect(!console.isInLesson)
    let record = SessionRecord(journal.contents())
    #expect(record.script == "let x = 3\nlet z = none\nlet y = 6\nsample | count\n")
    #expect(record.work.flatMap(\.outputs) == [.text("x = 3"), .text("z = -"), .text("y = 6"), .text("6")])
    // Nothing that was shown is lost all the same.
    #expect(String(decoding: journal.contents(), as: UTF8.self).contains("{\"event\": \"lesson\""))
  }

  // MARK: - Mistakes

  @Test(arguments: [
    ("learn 3", "error XQ0461: there is no lesson 3: there are 2 lessons"),
    ("learn hnt", "did you mean 'hint'?"),
    ("learn next", "error XQ0462: no lesson is going on"),
    ("learn 1 2", "error XQ0305: 'learn 1' takes nothing more, found '2'"),
    ("learn nowhere.md", "error XQ0401: there is no file 'nowhere.md'"),
    ("learn 1\nlearn answer", "error XQ0463: 'learn answer' wants an answer, found nothing"),
  ])
  func mistakes(_ text: String, _ says: String) {
    let (_, type) = learner()
    let said = type(text)
    #expect(said.contains(says), "\(said)")
  }

  static let step = "# T\n## S\ntext\n"

  @Test(arguments: [
    ("", 1, "a lesson starts with a line '# Title'"),
    ("# T\ntext", 1, "a lesson has steps"),
    ("# T\n```hint\nx\n```\n## S", 2, "a 'hint' block belongs to a step"),
    ("# T\n### Why\n## S", 2, "an explanation belongs to a step"),
    (step + "```check\n$x == 1", 4, "the 'check' block is not closed"),
    (step + "```check\n$x == 1\n```", 2, "a step with a 'check' wants a 'solution' block"),
    (step + "```check\n```\n```solution\nprint 1\n```", 4, "a check is an expression, found nothing"),
    (step + "```check\nsample\n```\n```solution\nprint 1\n```", 5, "each line of a check is an expression"),
    (step + "```check\n$x ==\n```\n```solution\nprint 1\n```", 5, "expected a value"),
    (step + "```check\n$x == 1\n```\n```solution\nprnt 1\n```", 8, "there is no command 'prnt'"),
    (step + "```xq\nsample | srt\n```", 5, "there is no command 'srt'"),
    (step + "text {$x +} more", 4, "expected a value"),
    (step + "```choices\na\nb\n```", 2, "a step with 'choices' wants a 'check' block"),
    (
      step + "```choices\na\n```\n```check\ntrue\n```\n```solution\nprint 1\n```", 4,
      "'choices' wants two lines or more"
    ),
    (step + "```choices\na b\nc\n```\n```check\ntrue\n```\n```solution\nprint 1\n```", 5, "a choice is 'WORD'"),
    (step + "```wrong x\nno\n```", 4, "'wrong x' answers none of the choices"),
    (step + "```setup\nlet x = 1\n```", 4, "a 'setup' block stands above the first step"),
    (step + "```hint\n1\n```\n```hint\n2\n```\n```hint\n3\n```\n```hint\n4\n```", 13, "a step has at most 3 hints"),
    (step + "```solution\nprint 1\n```\n```solution\nprint 1\n```", 7, "there is a second 'solution' block"),
  ])
  func malformed(_ text: String, _ line: Int, _ says: String) {
    let (console, type) = learner()
    let path = Self.file(text)
    let said = type("learn \(path)")
    #expect(said.contains(says) && said.hasPrefix("error XQ"), "\(said)")
    #expect(said.contains("--> \(path):\(line):"), "\(said)")
    #expect(!console.isInLesson)
  }

  @Test func aLessonFromAFileIsHeldToTheTerminal() {
    let (console, type) = learner()
    let said = type("learn \(Self.file("# Red \u{1B}[31m\n\n## S\n\u{1B}[2J **b**\n```text\n\u{7}\n```\n"))")
    #expect(!said.contains("\u{1B}") && !said.contains("\u{7}"))
    #expect(said.contains("Lesson: Red \\u{1B}[31m\n") && said.contains("\\u{1B}[2J b\n    \\u{7}\n"), "\(said)")
    #expect(console.isInLesson)
    #expect(type("learn next").hasSuffix("The lesson is done.\n"))
  }

  @Test func aHugeFileIsNoLesson() {
    let (_, type) = learner()
    let said = type("learn \(Self.file("# T\n" + String(repeating: "x", count: LessonReader.largestBytes)))")
    #expect(said.contains("a lesson has at most 1048576"), "\(said.prefix(300))")
  }

  // MARK: - Progress

  @Test func progressIsAFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "lessons.json").path
    let file = LessonProgressFile(path: path)
    #expect(try file.read() == [:])
    try file.write(["a \"b\"": LessonProgress(passed: 2, count: 5)])
    #expect(try LessonProgressFile(path: path).read() == ["a \"b\"": LessonProgress(passed: 2, count: 5)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["lessons.json"])
    for damaged in ["", "{", "[]", "{\"lessons\": 3}", "{\"lessons\": {\"counting\": {\"passed\": -1, \"count\": 3}}}"]
    {
      try Data(damaged.utf8).write(to: URL(filePath: path))
      let console = TestHost.console(sink, progress: file)
      _ = console.run(Source(name: "prompt", text: "learn\nlearn 1\nlearn answer seven"), mode: .prompt)
      let said = sink.take()
      #expect(said.components(separatedBy: "warning XQ0464").count == 2, "\(damaged): \(said)")
      // It starts anew, and what is written then can be read.
      #expect(try file.read() == ["counting": LessonProgress(passed: 1, count: 3)])
    }
  }

  @Test func lessonsWorkWhereNothingCanBeKept() {
    let console = TestHost.console(sink, progress: LessonProgressFile(path: "/proc/none/lessons.json"))
    _ = console.run(Source(name: "prompt", text: "learn 1\nlearn answer seven\nlearn hint\nlearn hint"), mode: .prompt)
    let said = sink.take()
    #expect(said.components(separatedBy: "warning XQ0464").count == 2 && said.contains("3/3  Say how many"))
  }
}
