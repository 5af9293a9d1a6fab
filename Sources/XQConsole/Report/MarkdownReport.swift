// A session as a page to read, which runs again.

import XQLanguage
import XQSystem

/// Writes the record of a session as Markdown: conditions, input files with their digests, then what was done and seen.
///
/// Commands stand in fenced `xq` blocks, each followed by what it printed; commands that failed stand in blocks marked
/// `xq failed`. Sections are headings and notes are paragraphs; the commands that wrote them open the next block, so that
/// the blocks are the whole script. ``ReportReader`` reads it back.
public struct MarkdownReport {
  /// The line between the head and the session.
  static let rule = "---"
  static let command = "xq"
  static let failedCommand = "xq failed"
  static let printed = "text"

  private let record: SessionRecord
  private let isClean: Bool

  /// - Parameter isClean: leaves out commands that failed.
  public init(_ record: SessionRecord, isClean: Bool = false) {
    self.record = record
    self.isClean = isClean
  }

  /// The whole page.
  ///
  /// - Parameter files: reads the input files whose digests are not known yet.
  public func text(files: FileAccess) -> String { text(ReportHead(record, files: files)) }

  /// The whole page below a head that is known.
  func text(_ head: ReportHead) -> String {
    (lines(of: head) + ["", Self.rule] + session).joined(separator: "\n") + "\n"
  }

  // MARK: - The head

  private func lines(of head: ReportHead) -> [String] {
    var lines = ["# \(escaped(head.title))", ""]
    lines += table(["", ""], head.facts)
    lines += [
      "", "The commands stand in blocks marked `xq`, each with what it printed below it.",
      "`xqsh run` of this file runs them again; `xqsh check --replay` compares what they print then.",
    ]
    if !head.settings.isEmpty {
      lines += ["", "## Settings", ""]
      lines += table(ReportHead.settingTitles, head.settings)
    }
    if !head.files.isEmpty {
      lines += ["", "## Input files", ""]
      lines += table(ReportHead.fileTitles, head.files)
    }
    return lines
  }

  private func table(_ titles: [String], _ rows: [[String]]) -> [String] {
    [titles, titles.map { _ in "---" }].map { "| \($0.joined(separator: " | ")) |" }
      + rows.map { "| \($0.map { cell($0) }.joined(separator: " | ")) |" }
  }

  private func cell(_ text: String) -> String {
    let line = TerminalText.escaped(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    return escaped(line).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  // MARK: - The session

  /// Everything below the head.
  private var session: [String] {
    var lines: [String] = []
    // Commands whose whole output is headings and paragraphs.
    var prose: [String] = []
    for command in record.work {
      if command.end != .finished {
        if isClean { continue }
        lines += block(Self.command, prose) + block(Self.failedCommand, [command.text])
        prose = []
        // All of it in one block: a reader tells by it what belongs to the command.
        lines += block(Self.printed, command.outputs.map(\.text))
      } else if !command.outputs.isEmpty, command.outputs.allSatisfy(\.isProse) {
        lines += outputs(command.outputs)
        prose.append(command.text)
      } else {
        lines += block(Self.command, prose + [command.text])
        prose = []
        lines += outputs(command.outputs)
      }
    }
    return lines + block(Self.command, prose)
  }

  private func outputs(_ outputs: [SessionRecord.Output]) -> [String] {
    var lines: [String] = []
    var printed: [String] = []
    for output in outputs {
      switch output {
      case .text, .table, .problem, .picture: printed.append(output.text)
      case .section(let title):
        lines += block(Self.printed, printed) + ["", "## \(oneLine(title))"]
        printed = []
      case .note(let text):
        lines += block(Self.printed, printed) + [""] + paragraph(text)
        printed = []
      }
    }
    return lines + block(Self.printed, printed)
  }

  /// A fenced block; nothing for no text. The fence is longer than any in the text.
  private func block(_ mark: String, _ texts: [String]) -> [String] {
    guard !texts.isEmpty else { return [] }
    let lines = texts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    let longest = lines.map { line in line.drop { $0 == " " }.prefix { $0 == "`" }.count }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ["", fence + mark] + lines + [fence]
  }

  private func oneLine(_ text: String) -> String {
    escaped(TerminalText.escaped(text.split(whereSeparator: \.isNewline).joined(separator: " ")))
  }

  /// The lines of a note: a reader's Markdown may set words off, and cannot open blocks, headings or HTML.
  private func paragraph(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let shown = escaped(TerminalText.escaped(String(line)))
      let start = shown.drop { $0 == " " }
      let opensBlock =
        start.hasPrefix("```") || start.hasPrefix("~~~") || start.hasPrefix("#") || start.hasPrefix("---")
      return opensBlock ? "\\" + start : String(start)
    }
  }

  /// HTML is shown, not obeyed.
  private func escaped(_ text: String) -> String {
    text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
  }
}
