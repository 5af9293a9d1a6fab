// A lesson: what it says, what it asks, and how it knows that a step is done.

import XQLanguage

/// A lesson as its Markdown file says it; ``LessonReader`` reads it.
struct Lesson {
  /// One thing that the learner does.
  struct Step {
    let title: String
    /// What is said before.
    let text: LessonText
    let choices: [Choice]
    /// Expressions over the session that all hold once the step is done; `nil` for a step that is only read.
    let check: Program?
    /// What helps, each more than the one before; the last one says what to type.
    let hints: [[String]]
    /// What does the step when it is typed.
    let solution: Program?
    /// What is said to a wrong answer, by the answer.
    let remarks: [String: [String]]
    /// What is said once the step is done.
    let explanation: LessonText
  }

  /// An answer to choose.
  struct Choice {
    /// What is typed.
    let key: String
    /// What it means; empty where the key says it.
    let text: String
  }

  /// What progress is kept under.
  let name: String
  let title: String
  let introduction: [String]
  /// What the lesson prepares before its first step.
  let setup: Program?
  /// At least one.
  let steps: [Step]
}

extension Lesson.Step {
  /// The words of a solution, a line each.
  var solutionLines: [String] {
    solution.map { program in program.body.statements.map { program.source.text($0.span) } } ?? ["learn next"]
  }
}
