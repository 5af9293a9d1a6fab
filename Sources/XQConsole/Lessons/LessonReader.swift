// Reads a lesson from its Markdown file.

import XQLanguage

/// Reads lessons.
///
///     # Three measures of one error
///     What the lesson is about.
///     ```setup
///     let f = load float.onnx
///     ```
///     ## Guess first
///     Which measure grows with the values?
///     ```choices
///     mse: the mean squared error
///     sqnr
///     ```
///     ```check
///     $answer == "mse"
///     ```
///     ```hint
///     Look at the formulas.
///     ```
///     ```solution
///     learn answer mse
///     ```
///     ### Explanation
///     Said once the step is done.
///
/// `##` starts a step, `###` what is said once it is done. Each line of a `check` is an expression over the session; all must
/// hold. `hint` stands up to three times, `wrong KEY` answers a wrong choice. Other fenced blocks are shown; those marked `xq`
/// must be valid commands. A step with a `check` has a `solution`; one without is only read.
struct LessonReader {
  /// Larger files are no lessons.
  static let largestBytes = 1 << 20
  static let mostHints = 3

  private let source: Source
  private let commands: CommandTable

  /// - Parameter commands: those that the blocks of the lesson may use.
  init(_ source: Source, commands: CommandTable) {
    self.source = source
    self.commands = commands
  }

  /// The lesson of the text.
  ///
  /// - Parameter name: what progress is kept under.
  /// - Throws: XQ0460 with the line, or what is wrong with a command in it.
  func lesson(name: String) throws(Diagnostic) -> Lesson {
    guard source.bytes.count <= Self.largestBytes else {
      throw Diagnostic(
        .malformedLesson,
        "'\(source.name)' has \(source.bytes.count) bytes, a lesson has at most \(Self.largestBytes)")
    }
    let outline = try LessonOutline(source)
    guard let title = outline.title else {
      throw malformed("a lesson starts with a line '# Title', found none", 0)
    }
    guard !outline.steps.isEmpty else {
      throw malformed("a lesson has steps, each behind a line '## Title', found none", 0)
    }
    let head = outline.head
    for block in head.blocks where !block.isShown && block.mark != "setup" {
      throw malformed("a '\(block.mark)' block belongs to a step, behind a line '## Title'", block.line)
    }
    var steps: [Lesson.Step] = []
    for step in outline.steps { steps.append(try self.step(step)) }
    return Lesson(
      name: name, title: title, introduction: head.shown.map(\.text), setup: try program(only("setup", head)),
      steps: steps)
  }

  // MARK: - Parts

  private func step(_ part: LessonOutline.Part) throws(Diagnostic) -> Lesson.Step {
    if let setup = part.blocks.first(where: { $0.mark == "setup" }) {
      throw malformed("a 'setup' block stands above the first step", setup.line)
    }
    for block in part.blocks where block.mark == "xq" { _ = try program(block) }
    let choices = try only("choices", part).map { block throws(Diagnostic) in try self.choices(block) } ?? []
    let hints = part.blocks.filter { $0.mark == "hint" }
    if hints.count > Self.mostHints {
      throw malformed("a step has at most \(Self.mostHints) hints, found \(hints.count)", hints[Self.mostHints].line)
    }
    let check = try only("check", part)
    let solution = try program(only("solution", part))
    if check != nil, solution == nil { throw malformed("a step with a 'check' wants a 'solution' block", part.line) }
    if check == nil, !choices.isEmpty { throw malformed("a step with 'choices' wants a 'check' block", part.line) }
    return Lesson.Step(
      title: part.title, text: try text(part.shown), choices: choices,
      check: try check.map { block throws(Diagnostic) -> Program in try self.check(block) }, hints: hints.map(\.lines),
      solution: solution, remarks: try remarks(part, choices), explanation: try text(part.explanation))
  }

  private func choices(_ block: LessonOutline.Block) throws(Diagnostic) -> [Lesson.Choice] {
    var choices: [Lesson.Choice] = []
    for (offset, line) in block.lines.enumerated() where !line.allSatisfy({ $0 == " " }) {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
      let key = String(parts.first ?? "")
      guard !key.isEmpty, !key.contains(where: \.isWhitespace) else {
        throw malformed("a choice is 'WORD' or 'WORD: meaning', found '\(line)'", block.line + 1 + offset)
      }
      choices.append(Lesson.Choice(key: key, text: parts.count > 1 ? String(parts[1]) : ""))
    }
    guard choices.count > 1 else { throw malformed("'choices' wants two lines or more", block.line) }
    return choices
  }

  /// `wrong KEY` blocks, by key.
  private func remarks(
    _ part: LessonOutline.Part, _ choices: [Lesson.Choice]
  ) throws(Diagnostic) -> [String: [String]] {
    var remarks: [String: [String]] = [:]
    for block in part.blocks {
      guard let key = block.wrongKey else { continue }
      guard choices.contains(where: { $0.key == key }) else {
        throw malformed("'wrong \(key)' answers none of the choices", block.line)
      }
      remarks[key] = block.lines
    }
    return remarks
  }

  /// A check: every statement of it is an expression.
  private func check(_ block: LessonOutline.Block) throws(Diagnostic) -> Program {
    guard let program = try program(block), !program.body.statements.isEmpty else {
      throw malformed("a check is an expression, found nothing", block.line)
    }
    for statement in program.body.statements {
      if case .pipeline(let pipeline) = statement.kind, pipeline.stages.isEmpty, case .expression = pipeline.head {
        continue
      }
      throw Diagnostic(
        .malformedLesson, "each line of a check is an expression", at: Place(program.source, statement.span),
        help: ["what a command gives stands in $( ): $(errors | count) == 3"])
    }
    return program
  }

  /// Lines to show; those with `{ }` outside fenced blocks are strings of the language.
  private func text(_ lines: [LessonOutline.Line]) throws(Diagnostic) -> LessonText {
    var parts: [LessonText.Line] = []
    for line in lines {
      let string = line.isProse ? LessonText.string(line.text) : nil
      let program = try string.map { string throws(Diagnostic) in try bound([string], line.number) }
      parts.append(LessonText.Line(text: line.text, computed: program ?? nil))
    }
    return LessonText(parts: parts)
  }

  private func program(_ block: LessonOutline.Block?) throws(Diagnostic) -> Program? {
    guard let block else { return nil }
    return try bound(block.lines, block.line + 1)
  }

  /// - Parameter line: the line of the file, from 0, that the first line stands on.
  private func bound(_ lines: [String], _ line: Int) throws(Diagnostic) -> Program? {
    // Blank lines above it: places in it are those of the file.
    let text = String(repeating: "\n", count: line) + lines.joined(separator: "\n")
    let own = Source(name: source.name, text: text, folder: source.folder)
    let bound = Binder(commands: commands, known: KnownNames(variables: nil)).bind(own)
    if let error = bound.diagnostics.first(where: { $0.severity == .error }) { throw error }
    return bound.program
  }

  private func only(
    _ mark: String, _ part: LessonOutline.Part
  ) throws(Diagnostic) -> LessonOutline.Block? {
    let found = part.blocks.filter { $0.mark == mark }
    if found.count > 1 { throw malformed("there is a second '\(mark)' block here", found[1].line) }
    return found.first
  }

  private func malformed(_ message: String, _ line: Int) -> Diagnostic {
    Diagnostic(
      .malformedLesson, message, at: Place(source, source.lineSpan(line)),
      help: ["how a lesson is written: help lessons"])
  }
}
