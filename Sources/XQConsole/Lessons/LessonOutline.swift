// The parts of a lesson's Markdown file: head, steps, fenced blocks.

import XQLanguage

/// Divides the lines of a lesson; what stands in them is read by ``LessonReader``.
struct LessonOutline {
  /// A fenced block that has a meaning.
  struct Block {
    let mark: String
    /// The line of the file, from 0, on which the fence opens.
    let line: Int
    var lines: [String] = []

    /// `mse` of a block marked `wrong mse`.
    var wrongKey: String? { mark.hasPrefix("wrong ") ? String(mark.dropFirst(6)) : nil }

    /// Whether its lines are shown where they stand.
    var isShown: Bool { wrongKey == nil && !["setup", "choices", "check", "hint", "solution"].contains(mark) }
  }

  /// A line that is shown.
  struct Line {
    let text: String
    /// The line of the file, from 0.
    let number: Int
    /// Whether it stands outside fenced blocks.
    let isProse: Bool
  }

  /// What stands behind a heading.
  struct Part {
    let title: String
    let line: Int
    var shown: [Line] = []
    var explanation: [Line] = []
    var blocks: [Block] = []
  }

  private(set) var title: String?
  private(set) var head = Part(title: "", line: 0)
  private(set) var steps: [Part] = []
  private var isExplanation = false

  /// - Throws: XQ0460 for a fence that is not closed, or an explanation above the first step.
  init(_ source: Source) throws(Diagnostic) {
    let lines = source.text(Span(0, source.bytes.count)).split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.last == "\r" ? String($0.dropLast()) : String($0) }
    var open: (block: Block, fence: String)?
    for (number, line) in lines.enumerated() {
      let ticks = line.prefix { $0 == "`" }
      if let (opened, fence) = open {
        var block = opened
        if ticks.count >= fence.count, line.allSatisfy({ $0 == "`" || $0 == " " }) {
          close(block, Line(text: line, number: number, isProse: false))
          open = nil
        } else {
          if block.isShown { show(Line(text: line, number: number, isProse: false)) }
          block.lines.append(line)
          open = (block, fence)
        }
      } else if ticks.count >= 3 {
        let block = Block(mark: String(line.dropFirst(ticks.count)), line: number)
        if block.isShown { show(Line(text: line, number: number, isProse: false)) }
        open = (block, String(ticks))
      } else {
        try add(line, number, source)
      }
    }
    if let (block, fence) = open {
      throw Diagnostic(
        .malformedLesson, "the '\(block.mark)' block is not closed", at: Place(source, source.lineSpan(block.line)),
        help: ["close it by a line \(fence)"])
    }
  }

  // MARK: - Private

  private mutating func add(_ line: String, _ number: Int, _ source: Source) throws(Diagnostic) {
    if line.hasPrefix("# "), title == nil {
      title = String(line.dropFirst(2))
    } else if line.hasPrefix("## ") {
      steps.append(Part(title: String(line.dropFirst(3)), line: number))
      isExplanation = false
    } else if line.hasPrefix("### ") {
      guard !steps.isEmpty else {
        throw Diagnostic(
          .malformedLesson, "an explanation belongs to a step, behind a line '## Title'",
          at: Place(source, source.lineSpan(number)))
      }
      isExplanation = true
    } else {
      show(Line(text: line, number: number, isProse: true))
    }
  }

  private mutating func show(_ line: Line) {
    guard let last = steps.indices.last else { return head.shown.append(line) }
    if isExplanation { steps[last].explanation.append(line) } else { steps[last].shown.append(line) }
  }

  private mutating func close(_ block: Block, _ line: Line) {
    if block.isShown { show(line) }
    if let last = steps.indices.last { steps[last].blocks.append(block) } else { head.blocks.append(block) }
  }
}
