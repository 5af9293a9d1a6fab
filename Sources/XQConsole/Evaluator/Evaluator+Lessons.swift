// Lessons: what a learner does in one, and when a step is done.

import XQLanguage

extension Evaluator {
  private var tutor: Tutor { context.tutor }

  // MARK: - Around lessons

  func listLessons() {
    guard !tutor.shipped.isEmpty else {
      return teach([.prose(["There are no lessons here. `learn FILE.md` runs one of your own."])])
    }
    let progress = tutor.progress(context)
    let rows: [LessonList.Row] = tutor.shipped.map { lesson in
      LessonList.Row(title: lesson.title, progress: progress[lesson.name])
    }
    context.teach(LessonList(rows: rows))
  }

  /// - Parameter name: a number of the list, or a path.
  func startLesson(_ name: String, again: Bool, at place: Place) throws(Interruption) {
    let (lesson, number) = try failing(at: place) { () throws(Diagnostic) in try readLesson(name) }
    let known = tutor.progress(context)[lesson.name]
    let isBegun = !again && known.map { $0.count == lesson.steps.count && !$0.isDone && $0.passed > 0 } ?? false
    let index = isBegun ? (known?.passed ?? 0) : 0
    let current = Tutor.Current(lesson: lesson, number: number, index: index)
    context.teach(LessonPage.opening(current, of: tutor.shipped.count))
    if isBegun {
      teach([.blank, .prose(["You go on at step \(index + 1); what the steps before it made is made again."])])
      let done: [Program?] = lesson.steps.prefix(index).map { $0.solution }
      let before = ([lesson.setup] + done).compactMap { $0 }
      let silent = silent(journal: context.journal)
      for program in before { try silent.typed(program, skipsLearn: true, at: place) }
      definitions = silent.definitions
    } else if let setup = lesson.setup {
      teach([.blank, .prose(["Prepared for you:"]), .typed(setup.body.statements.map { setup.source.text($0.span) })])
      try typed(setup, at: place)
    }
    session.variables["answer"] = nil
    tutor.start(lesson, number: number, at: index)
    showStep()
  }

  func quitLesson(at place: Place) throws(Interruption) {
    let current = try lessonGoingOn(at: place)
    tutor.leave()
    let again = current.number.map { "learn \($0)" } ?? "learn \(current.lesson.name)"
    teach([
      .prose([
        "You left the lesson at step \(current.index + 1) of \(current.lesson.steps.count). `\(again)` goes on there."
      ])
    ])
  }

  // MARK: - In a lesson

  func showStep() {
    guard let current = tutor.current else { return }
    context.teach(LessonPage.step(current, text: lines(of: current.step.text)))
  }

  func nextStep(at place: Place) throws(Interruption) {
    let current = try lessonGoingOn(at: place)
    if current.step.check == nil { return pass(current) }
    teach([.prose(["This step is not done yet; `learn hint` helps."])])
    showStep()
  }

  func answerLesson(_ values: [Value], at place: Place) throws(Interruption) {
    let current = try lessonGoingOn(at: place)
    guard current.step.asksForAnswer else {
      let wanted =
        current.step.check == nil
        ? "nothing; `learn next` goes on." : "a command, not for an answer; `learn hint` helps."
      return teach([.prose(["This step asks for \(wanted)"])])
    }
    let answer = try failing(at: place) { () throws(Diagnostic) in
      try self.answer(values, written: place, to: current.step)
    }
    session.variables["answer"] = answer
    if try holds(current.step) { return pass(current) }
    let remark = current.step.remarks[answer.text] ?? ["`learn hint` helps."]
    teach([.verdict("Not yet.", isGood: false), .prose(remark)])
  }

  /// One hint more; behind the last one, the step is done for the learner.
  func hintLesson(at place: Place) throws(Interruption) {
    let current = try lessonGoingOn(at: place)
    let hints = current.step.hints
    guard current.hints < hints.count else { return try doStep(current, at: place) }
    tutor.countHint()
    var parts: [LessonPage.Part] = [
      .actions(["hint \(current.hints + 1) of \(hints.count)"]), .prose(hints[current.hints]),
    ]
    if current.hints == hints.count - 1 { parts.append(.actions(["learn hint once more does it for you"])) }
    teach(parts)
  }

  /// Goes on where what was typed last did the step.
  func followLesson() throws(Interruption) {
    defer { tutor.hasSpoken = false }
    guard !tutor.hasSpoken, let current = tutor.current, try holds(current.step) else { return }
    pass(current)
  }

  // MARK: - Private

  private func doStep(_ current: Tutor.Current, at place: Place) throws(Interruption) {
    teach([.prose(["Done for you:"]), .typed(current.step.solutionLines)])
    guard let solution = current.step.solution else { return pass(current) }
    try typed(solution, at: place)
    guard let now = tutor.current, now.lesson.name == current.lesson.name, now.index == current.index else { return }
    if try holds(current.step) { return pass(current) }
    let again = current.number.map { "learn \($0)" } ?? "learn \(current.lesson.name)"
    teach([
      .prose([
        "Something of this session is in the way: the step is still not done. `\(again) --again` starts the lesson anew."
      ])
    ])
  }

  private func pass(_ current: Tutor.Current) {
    context.teach(LessonPage.passed(current.step, explanation: lines(of: current.step.explanation)))
    session.variables["answer"] = nil
    tutor.pass(context)
    if tutor.current != nil { return showStep() }
    var parts: [LessonPage.Part] = [.blank]
    if let number = current.number {
      parts.append(.title("Lesson \(number) is done."))
      let next = tutor.shipped.dropFirst(number).first
      parts.append(.prose([next.map { "Next: `learn \(number + 1)`, \($0.title)." } ?? "It was the last one."]))
    } else {
      parts.append(.title("The lesson is done."))
    }
    teach(parts)
  }

  private func teach(_ parts: [LessonPage.Part]) { context.teach(LessonPage(parts: parts)) }

  private func lessonGoingOn(at place: Place) throws(Interruption) -> Tutor.Current {
    if let current = tutor.current { return current }
    throw Interruption(
      Diagnostic(.noLesson, "no lesson is going on", help: ["learn lists the lessons, 'learn 1' starts the first one"]),
      at: place)
  }

  private func readLesson(_ name: String) throws(Diagnostic) -> (lesson: Lesson, number: Int?) {
    if let number = Int(name) {
      guard tutor.shipped.indices.contains(number - 1) else {
        throw Diagnostic(
          .unknownLesson, "there is no lesson \(number): there are \(Sentence.count(tutor.shipped.count, "lesson"))",
          help: ["learn lists them"])
      }
      let shipped = tutor.shipped[number - 1]
      let source = Source(name: "\(shipped.name).md", text: shipped.text)
      return (try LessonReader(source, commands: table).lesson(name: shipped.name), number)
    }
    guard name.hasSuffix(".md") || context.files.exists(name) else {
      var diagnostic = Diagnostic(
        .unknownLesson, "there is no lesson '\(name)'", help: ["learn lists the lessons; a file's name ends in .md"])
      diagnostic.caption = Suggestions.question(Suggestions.close(to: name, among: LearnCommand.actions))
      throw diagnostic
    }
    return (try LessonReader(Source(reading: name, files: context.files), commands: table).lesson(name: name), nil)
  }

  /// What a check finds in `$answer`: the key of a choice, else the value that was typed.
  private func answer(_ values: [Value], written place: Place, to step: Lesson.Step) throws(Diagnostic) -> Value {
    let text = values.map(\.text).joined(separator: " ")
    let keys = step.choices.map(\.key)
    guard !values.isEmpty else {
      throw Diagnostic(
        .noChoice, "'learn answer' wants an answer, found nothing",
        help: ["learn answer \(keys.isEmpty ? "VALUE" : keys.joined(separator: "|"))"])
    }
    if keys.isEmpty { return values.count == 1 ? values[0] : .string(text) }
    // As it was typed: `5%` is a number by its value.
    let typed = [text, place.source.text(place.span)].map { $0.lowercased() }
    if let key = keys.first(where: { typed.contains($0.lowercased()) }) { return .string(key) }
    throw Diagnostic(
      .noChoice, "'\(text)' is none of the answers",
      caption: Suggestions.question(Suggestions.close(to: text, among: keys)),
      help: ["learn answer \(keys.joined(separator: "|"))"])
  }

  /// Whether all expressions of a step's check hold; one that cannot be computed does not.
  private func holds(_ step: Lesson.Step) throws(Interruption) -> Bool {
    guard let check = step.check else { return false }
    // What a check computes is not shown, and is not what was shown last.
    let (last, subject) = (session.last, session.subject)
    defer { (session.last, session.subject) = (last, subject) }
    let quiet = silent(journal: Journal())
    quiet.source = check.source
    for statement in check.body.statements {
      guard case .pipeline(let pipeline) = statement.kind else { return false }
      do throws(Interruption) {
        guard case .bool(true) = try quiet.value(of: pipeline) else { return false }
      } catch {
        if case .cancelled = error { throw error }
        return false
      }
    }
    return true
  }

  /// The lines of a text; one whose values cannot be computed stays as it was written.
  private func lines(of text: LessonText) -> [String] {
    if text.isEmpty { return [] }
    let quiet = silent(journal: Journal())
    return text.parts.map { line in
      guard let program = line.computed, case .pipeline(let pipeline)? = program.body.statements.first?.kind else {
        return line.text
      }
      quiet.source = program.source
      return (try? quiet.value(of: pipeline))?.text ?? line.text
    }
  }

  /// The same session, with nothing shown.
  private func silent(journal: Journal) -> Evaluator {
    let quiet = Context(
      session: session, files: context.files, cancellation: context.cancellation, sink: SilentSink(), journal: journal)
    quiet.catalogue = context.catalogue
    return Evaluator(
      session: session, context: quiet, functions: functions, commands: commands, host: host, limits: limits,
      table: table, source: source, definitions: definitions, parameters: [:])
  }

  /// Runs a program as if the learner had typed it: each statement is written down by itself.
  private func typed(_ program: Program, skipsLearn: Bool = false, at place: Place) throws(Interruption) {
    definitions.merge(program.definitions) { _, new in new }
    try called("'learn'", at: place.span, in: program.source) { () throws(Interruption) in
      for statement in program.body.statements where !(skipsLearn && statement.callsLearn) {
        context.journal.end(isFailed: false)
        writeDown(statement)
        var isFailed = true
        defer { context.journal.end(isFailed: isFailed) }
        _ = try run(statement)
        isFailed = false
      }
    }
  }
}

extension Statement {
  fileprivate var callsLearn: Bool {
    guard case .pipeline(let pipeline) = kind, case .call(let call) = pipeline.head else { return false }
    return call.declaration.name == LearnCommand.declaration.name
  }
}

/// Shows nothing.
private final class SilentSink: Sink {
  func receive(_ event: Event) {}
}
