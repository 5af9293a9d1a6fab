// What a lesson says, laid out for its reader.

import XQLanguage

/// A piece of a lesson: headings, prose, choices, and what can be typed.
struct LessonPage: FittedText {
  enum Part {
    case blank
    case title(String)
    /// Quiet words between dots.
    case actions([String])
    case prose([String])
    case choices([Lesson.Choice])
    /// What a learner could type, or what is typed for them.
    case typed([String])
    /// `✓ Right.`
    case verdict(String, isGood: Bool)
  }

  var parts: [Part]

  func lines(_ style: TextStyle) -> [String] { parts.flatMap { lines($0, style) } }

  private func lines(_ part: Part, _ style: TextStyle) -> [String] {
    switch part {
    case .blank: return [""]
    case .title(let text): return Prose(lines: ["# \(text)"]).lines(style)
    case .actions(let words):
      let text = words.joined(separator: style.isUnicode ? " · " : ", ")
      return DisplayWidth.wrapped(text, to: style.width, mark: style.ellipsis).map { style.coloured($0, .dim) }
    case .prose(let lines): return Prose(lines: lines).lines(style)
    case .choices(let choices): return lines(choices, style)
    case .typed(let lines): return lines.map { "    " + style.coloured(TerminalText.escaped($0), .bold) }
    case .verdict(let text, let isGood):
      let mark = isGood ? (style.isUnicode ? "✓ " : "ok: ") : ""
      return Prose(lines: [mark + text]).lines(style)
    }
  }

  /// Keys, and what each means behind it.
  private func lines(_ choices: [Lesson.Choice], _ style: TextStyle) -> [String] {
    let width = choices.map { DisplayWidth.of($0.key) }.max() ?? 0
    let indent = String(repeating: " ", count: width + 4)
    let room = max(8, min(style.width, Prose.widest) - indent.count)
    return choices.flatMap { choice in
      let key = style.coloured(TerminalText.escaped(choice.key), .bold)
      if choice.text.isEmpty { return ["  " + key] }
      let blanks = String(repeating: " ", count: max(0, width - DisplayWidth.of(choice.key)))
      let meaning = DisplayWidth.wrapped(TerminalText.escaped(choice.text), to: room, mark: style.ellipsis)
      return meaning.enumerated().map { $0 == 0 ? "  \(key)\(blanks)  \($1)" : indent + $1 }
    }
  }
}

extension LessonPage {
  /// The beginning of a lesson.
  static func opening(_ current: Tutor.Current, of count: Int) -> LessonPage {
    let title = current.lesson.title
    let heading = current.number.map { "Lesson \($0) of \(count): \(title)" } ?? "Lesson: \(title)"
    var parts: [Part] = [
      .title(heading), .actions(["learn hint", "learn next", "learn quit", "any other command works in between"]),
    ]
    if current.lesson.introduction.contains(where: { !$0.isEmpty }) {
      parts += [.blank, .prose(current.lesson.introduction)]
    }
    return LessonPage(parts: parts)
  }

  /// The step that is to be done now.
  ///
  /// - Parameter text: its text, with the values that are computed in it.
  static func step(_ current: Tutor.Current, text: [String]) -> LessonPage {
    let step = current.step
    var parts: [Part] = [
      .blank, .title("\(current.index + 1)/\(current.lesson.steps.count)  \(step.title)"), .prose(text),
    ]
    if !step.choices.isEmpty {
      parts += [
        .blank, .choices(step.choices), .blank,
        .actions(["learn answer \(step.choices.map(\.key).joined(separator: "|"))"]),
      ]
    } else if step.asksForAnswer {
      parts += [.blank, .actions(["learn answer VALUE"])]
    } else if step.check == nil {
      parts += [.blank, .actions(["learn next goes on"])]
    }
    return LessonPage(parts: parts)
  }

  /// What is said once a step is done.
  static func passed(_ step: Lesson.Step, explanation: [String]) -> LessonPage {
    var parts: [Part] = step.check == nil ? [] : [.verdict(step.asksForAnswer ? "Right." : "Done.", isGood: true)]
    if !explanation.isEmpty { parts.append(.prose(explanation)) }
    return LessonPage(parts: parts)
  }
}

extension Lesson.Step {
  /// Whether it is done by an answer rather than by commands.
  var asksForAnswer: Bool {
    guard let check else { return false }
    return Bytes.split(check.source.text(Span(0, check.source.bytes.count)), "$answer").count > 1
  }
}
