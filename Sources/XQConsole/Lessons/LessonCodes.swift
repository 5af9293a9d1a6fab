// The codes of diagnostics about lessons.

import XQLanguage

extension DiagnosticCode {
  static let malformedLesson = DiagnosticCode(
    "XQ0460", .input, "a lesson that cannot be read",
    "A lesson is a Markdown file: '# Title', then steps behind '## Title', each with text and fenced blocks marked "
      + "'choices', 'check', 'hint' and 'solution'. 'help lessons' shows one.")

  static let unknownLesson = DiagnosticCode(
    "XQ0461", .text, "no such lesson",
    "'learn' alone lists the lessons with their numbers; 'learn FILE.md' runs one from a file.")

  static let noLesson = DiagnosticCode(
    "XQ0462", .text, "no lesson is going on",
    "'learn answer', 'learn next', 'learn hint' and 'learn quit' belong to a lesson, which 'learn NUMBER' starts.")

  static let noChoice = DiagnosticCode(
    "XQ0463", .text, "not one of the answers",
    "The step asks to choose, and what came is none of the choices. It does not count as a wrong answer.")

  static let progressLost = DiagnosticCode(
    "XQ0464", .input, "progress of lessons cannot be kept",
    "Which steps of the lessons are done is kept in a small file of the user. It could not be read or written; lessons work "
      + "all the same, and what was done before may show as not done.")
}
