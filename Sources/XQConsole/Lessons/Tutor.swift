// Which lesson is going on, how far it is, and what is kept of it.

import XQLanguage

/// The lessons of one console.
final class Tutor {
  /// A lesson that is going on.
  struct Current {
    let lesson: Lesson
    /// The place among the lessons that the host ships, from 1; `nil` for one from a file.
    let number: Int?
    /// The step that is to be done.
    var index: Int
    /// Hints that were given to this step.
    var hints = 0

    var step: Lesson.Step { lesson.steps[index] }
  }

  let shipped: [Host.Lesson]
  private let store: any LessonProgressStore
  private(set) var current: Current?
  /// Whether the command that runs was one of lessons: it did what it wants with the step by itself.
  var hasSpoken = false
  private var hasFailed = false

  init(_ shipped: [Host.Lesson], store: any LessonProgressStore) {
    self.shipped = shipped
    self.store = store
  }

  func start(_ lesson: Lesson, number: Int?, at index: Int) {
    current = Current(lesson: lesson, number: number, index: index)
  }

  func leave() { current = nil }

  func countHint() { current?.hints += 1 }

  /// Marks the step as done and goes on to the next one; after the last one the lesson is over.
  func pass(_ context: Context) {
    guard var current else { return }
    let lesson = current.lesson
    current.index += 1
    current.hints = 0
    let passed = current.index
    self.current = passed < lesson.steps.count ? current : nil
    keep(context) { progress in
      let before = progress[lesson.name]
      // Going through it once more takes nothing away.
      if let before, before.count == lesson.steps.count, before.passed >= passed { return }
      progress[lesson.name] = LessonProgress(passed: passed, count: lesson.steps.count)
    }
  }

  /// What is known of all lessons. A store that cannot be read is said once and counts as empty.
  func progress(_ context: Context) -> [String: LessonProgress] {
    do throws(LessonProgressFailure) {
      return try store.read()
    } catch {
      warn(error, context)
      return [:]
    }
  }

  private func keep(_ context: Context, _ change: (inout [String: LessonProgress]) -> Void) {
    // Read anew: another session may have gone on in another lesson.
    var progress = progress(context)
    change(&progress)
    do throws(LessonProgressFailure) {
      try store.write(progress)
    } catch {
      warn(error, context)
    }
  }

  private func warn(_ failure: LessonProgressFailure, _ context: Context) {
    if hasFailed { return }
    hasFailed = true
    context.warn(
      .progressLost, "progress of the lessons cannot be kept in '\(failure.path)': \(failure.reason)",
      help: ["lessons work all the same; a damaged file is replaced by a new one"])
  }
}
