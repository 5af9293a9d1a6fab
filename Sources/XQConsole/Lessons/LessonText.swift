// Prose of a lesson, with values of the session in it.

import XQLanguage

/// Lines of Markdown; `{expression:format}` in them is computed when they are shown.
struct LessonText {
  struct Line {
    let text: String
    /// The string that gives the line; `nil` where nothing is computed in it.
    let computed: Program?
  }

  let parts: [Line]

  var isEmpty: Bool { parts.allSatisfy(\.text.isEmpty) }

  /// A line as a string of the language, with `{ }` as they stand; `nil` for a line without any.
  static func string(_ line: String) -> String? {
    guard line.contains("{") else { return nil }
    var text = "\""
    var depth = 0
    for character in line {
      switch character {
      case "{": depth += 1
      case "}": depth = max(0, depth - 1)
      case "\"" where depth == 0, "\\" where depth == 0: text.append("\\")
      default: break
      }
      text.append(character)
    }
    return text + "\""
  }
}
