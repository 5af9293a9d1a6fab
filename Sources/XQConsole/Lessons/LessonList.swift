// The list of lessons: number, title, how far.

import XQLanguage

/// What `learn` lists.
struct LessonList: FittedText {
  struct Row {
    let title: String
    let progress: LessonProgress?
  }

  let rows: [Row]

  /// The first lesson that is not done, from 0.
  private var next: Int? { rows.firstIndex { $0.progress?.isDone != true } }

  func lines(_ style: TextStyle) -> [String] {
    let states = rows.indices.map { state($0, style) }
    let room = style.width - 4 - 2 - (states.map(DisplayWidth.of).max() ?? 0)
    let titles = rows.map {
      DisplayWidth.shortened(TerminalText.escaped($0.title), to: max(8, room), mark: style.ellipsis)
    }
    let width = titles.map(DisplayWidth.of).max() ?? 0
    return rows.indices.map { index in
      let number = DisplayWidth.padded("\(index + 1)", to: 2, isRight: true)
      let title = states[index].isEmpty ? titles[index] : DisplayWidth.padded(titles[index], to: width)
      let line = "\(number)  \(index == next ? style.coloured(title, .bold) : title)"
      return states[index].isEmpty ? line : line + "  \(states[index])"
    }
  }

  private func state(_ index: Int, _ style: TextStyle) -> String {
    let progress = rows[index].progress
    if progress?.isDone == true { return style.isUnicode ? "✓ done" : "done" }
    let begun = progress.map { $0.passed > 0 ? "\($0.passed) of \($0.count) steps" : "" } ?? ""
    guard index == next else { return begun }
    let mark = style.isUnicode ? "▸" : ">"
    return "\(mark) \(begun.isEmpty ? "next" : begun)    learn \(index + 1)"
  }
}
