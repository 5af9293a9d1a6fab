// Reads a report back: its script, and what its commands printed.

import XQLanguage

/// The parts of a report that say something about a run of it.
public struct ReportReader {
  /// A piece of the page below its head.
  struct Element {
    enum Kind: Equatable { case command, failedCommand, printed, prose }

    let kind: Kind
    /// The line of the page that the text starts on, from 1.
    let line: Int
    let lines: [String]
  }

  /// A command block, with what stands between it and the next one.
  struct Step {
    let command: Element
    var outputs: [Element]
  }

  private let name: String
  private let lines: [String]
  private let elements: [Element]
  /// The rows of the table of input files: name and digest.
  let digests: [(name: String, digest: String)]

  /// - Parameter page: a report, or any Markdown that has `xq` blocks; an HTML page, by its name, holds the Markdown.
  public init(_ page: Source) {
    name = page.name
    let text = page.text(Span(0, page.bytes.count))
    let markdown = ReportFormat(path: page.name) == .page ? EmbeddedSession.text(in: text) : text
    lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.last == "\r" ? String($0.dropLast()) : String($0) }
    var builder = Builder()
    for (index, line) in lines.enumerated() { builder.add(line, index + 1) }
    builder.close()
    elements = builder.elements
    digests = builder.digests
  }

  /// The commands of the page as one script; every other line is blank, so that lines of errors are those of the page.
  ///
  /// - Throws: XQ0420 where the page has none.
  public func script(folder: String?) throws(Diagnostic) -> Source {
    let commands = elements.filter { $0.kind == .command }
    guard !commands.isEmpty else {
      throw Diagnostic(
        .noCommands, "there is no 'xq' block in '\(name)'", help: ["a report written by 'report out.md' has them"])
    }
    var script = [String](repeating: "", count: lines.count)
    for command in commands {
      for (offset, line) in command.lines.enumerated() { script[command.line - 1 + offset] = line }
    }
    return Source(name: name, text: script.joined(separator: "\n"), folder: folder, isTranscript: true)
  }

  /// The commands that did not fail, with what each printed; what stands above the first one belongs to none.
  var steps: [Step] {
    var steps: [Step] = []
    // Headings and paragraphs stand above the block whose first lines wrote them.
    var above: [Element] = []
    var isFailed = false
    for element in elements {
      switch element.kind {
      case .command:
        steps.append(Step(command: element, outputs: above))
        above = []
        isFailed = false
      case .failedCommand: isFailed = true
      case .printed:
        if !isFailed, !steps.isEmpty { steps[steps.count - 1].outputs.append(element) }
      // What a failed command wrote is never prose.
      case .prose: above.append(element)
      }
    }
    if !above.isEmpty, !steps.isEmpty { steps[steps.count - 1].outputs += above }
    return steps
  }

  /// Goes through the lines of a page once.
  private struct Builder {
    var elements: [Element] = []
    var digests: [(name: String, digest: String)] = []
    private var isHead = true
    private var isTableOfFiles = false
    private var fence: (length: Int, mark: String)?
    private var text: [String] = []
    private var start = 0

    mutating func add(_ line: String, _ number: Int) {
      let ticks = line.prefix { $0 == "`" }.count
      let mark = line.dropFirst(ticks)
      if let open = fence {
        if ticks >= open.length, mark.allSatisfy({ $0 == " " }) {
          close()
        } else {
          text.append(line)
        }
      } else if ticks >= 3, !mark.contains("`") {
        close()
        fence = (ticks, String(mark))
        start = number + 1
        // A page that nobody else wrote has no head.
        if mark == MarkdownReport.command { isHead = false }
      } else if isHead {
        addToHead(line)
      } else if line.isEmpty {
        close()
      } else {
        if text.isEmpty { start = number }
        text.append(line)
      }
    }

    /// Ends the piece that is open.
    mutating func close() {
      defer {
        fence = nil
        text = []
      }
      switch fence?.mark {
      case MarkdownReport.command: elements.append(Element(kind: .command, line: start, lines: text))
      case MarkdownReport.failedCommand: elements.append(Element(kind: .failedCommand, line: start, lines: text))
      case MarkdownReport.printed: if !isHead { elements.append(Element(kind: .printed, line: start, lines: text)) }
      case nil where !text.isEmpty: elements.append(Element(kind: .prose, line: start, lines: text))
      default: break
      }
    }

    private mutating func addToHead(_ line: String) {
      if line == MarkdownReport.rule { isHead = false }
      if line.hasPrefix("## ") { isTableOfFiles = line == "## Input files" }
      let cells = Bytes.split(line, " | ")
      guard isTableOfFiles, cells.count == 3, cells[2].hasSuffix(" |"), cells[0].hasPrefix("| ") else { return }
      digests.append((String(cells[0].dropFirst(2)), String(cells[2].dropLast(2))))
    }
  }
}

extension DiagnosticCode {
  /// A page without commands.
  static let noCommands = DiagnosticCode(
    "XQ0420", .input, "page without commands",
    "'run' and 'check --replay' of a Markdown file run the blocks that are marked 'xq', as 'report out.md' writes them; an "
      + "HTML page that 'report out.html' wrote holds the same text at its end."
  )
}
