// The commands of a session and what they showed, as HTML.

import XQLanguage

/// Writes commands with their outputs: headings, paragraphs, tables, pictures, and everything else as it was printed.
struct HTMLSession {
  /// A place that a link leads to.
  typealias Place = (anchor: String, text: String)

  /// The elements, one or more lines each.
  private(set) var lines: [String] = []
  private(set) var sections: [(anchor: String, title: String)] = []
  /// Where something failed, and what.
  private(set) var problems: [Place] = []
  let commandCount: Int

  private var names: NameAnchors
  private var failedCommands = 0
  private var failedExpectations = 0

  init(_ commands: [SessionRecord.Command]) {
    commandCount = commands.count
    names = NameAnchors(
      commands.flatMap(\.outputs).compactMap { if case .table(let table, _) = $0 { table } else { nil } })
    for (index, command) in commands.enumerated() { add(command, number: index + 1) }
  }

  /// Whether all went well.
  var verdict: String {
    var parts: [String] = []
    if failedCommands > 0 { parts.append("\(Sentence.count(failedCommands, "command")) failed") }
    if failedExpectations > 0 {
      parts.append("\(Sentence.count(failedExpectations, "expectation")) did not hold")
    }
    guard let last = parts.popLast() else { return "Nothing failed." }
    return (parts + [last]).joined(separator: ", ") + ":"
  }

  // MARK: - Private

  /// A command that writes headings and paragraphs alone is not shown: they speak for themselves.
  private mutating func add(_ command: SessionRecord.Command, number: Int) {
    let anchor = "command-\(number)"
    let isProse = command.end == .finished && !command.outputs.isEmpty && command.outputs.allSatisfy(\.isProse)
    if !isProse { lines.append(opening(command, anchor)) }
    for output in command.outputs { add(output, of: command, anchor) }
    if !isProse { lines.append("</div>") }
    if command.end == .failed {
      failedCommands += 1
      note(problem: Self.firstLine(command.text), anchor)
    }
  }

  private func opening(_ command: SessionRecord.Command, _ anchor: String) -> String {
    let (kind, remark): (String, String)
    switch command.end {
    case .finished: (kind, remark) = ("step", "")
    case .failed: (kind, remark) = ("step failed", "failed")
    case .cutOff: (kind, remark) = ("step failed", "cut off while it ran")
    }
    let mark = remark.isEmpty ? "" : "<span class=\"remark\">\(remark)</span>"
    return "<div class=\"\(kind)\" id=\"\(anchor)\">\n"
      + "<div class=\"command\"><pre><code>\(command.text.asHTML)</code></pre>\(mark)</div>"
  }

  private mutating func add(_ output: SessionRecord.Output, of command: SessionRecord.Command, _ anchor: String) {
    switch output {
    case .section(let title):
      sections.append(("section-\(sections.count + 1)", TerminalText.escaped(title)))
      lines.append("<h2 id=\"section-\(sections.count)\">\(TerminalText.escaped(title).asHTML)</h2>")
    case .note(let text): lines += Self.paragraphs(text)
    case .text(let text): lines += Self.printed(text, "printed")
    case .table(let table, _):
      lines += HTMLTable(table, label: Self.firstLine(command.text)).lines(&names)
    case .problem(let problem, let text):
      lines += Self.printed(text, "printed \(problem.rawValue)")
      guard problem == .expectation else { return }
      failedExpectations += 1
      note(problem: Self.firstLine(text), anchor)
    case .picture(let picture): lines += Self.figure(picture)
    }
  }

  private mutating func note(problem: String, _ anchor: String) {
    // A command that failed by an expectation is listed once.
    if problems.last?.anchor != anchor { problems.append((anchor, problem)) }
  }

  private static func firstLine(_ text: String) -> String {
    TerminalText.escaped(text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
  }

  private static func printed(_ text: String, _ kind: String) -> [String] {
    guard !text.isEmpty else { return [] }
    // One line may wrap; lines below each other stand as they were printed.
    let shape = text.utf8.contains(UInt8(ascii: "\n")) ? "" : " line"
    return ["<pre class=\"\(kind)\(shape)\">\(text.asHTML)</pre>"]
  }

  /// Paragraphs end at blank lines; other ends of lines are kept.
  private static func paragraphs(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.split { $0.allSatisfy(\.isWhitespace) }.map { part in
      let shown = part.map { TerminalText.escaped(String($0)).asHTML }
      return "<p class=\"note\">\(shown.joined(separator: "<br/>"))</p>"
    }
  }

  private static func figure(_ picture: RecordedPicture) -> [String] {
    guard let image = picture.svg.flatMap(image) else { return printed(picture.text, "printed") }
    let words = [picture.title, picture.alternativeText].filter { !$0.isEmpty }
    return [
      "<figure>",
      "<div class=\"picture\" role=\"img\" tabindex=\"0\" aria-label=\"\(words.joined(separator: ": ").asHTML)\">\n\(image)\n</div>",
      // The picture itself shows its title.
      "<figcaption>\((words.last ?? "").asHTML)</figcaption>", "</figure>",
    ]
  }

  /// The element of a picture; `nil` for what is none.
  private static func image(_ svg: String) -> String? {
    var lines = svg.split(separator: "\n", omittingEmptySubsequences: true)
    if lines.first?.hasPrefix("<?xml") == true { lines.removeFirst() }
    let text = lines.joined(separator: "\n")
    return text.hasPrefix("<svg") && text.hasSuffix("</svg>") ? text : nil
  }
}
