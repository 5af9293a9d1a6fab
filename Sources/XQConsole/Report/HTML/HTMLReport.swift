// A session as one HTML page that needs nothing else.

import XQLanguage
import XQSystem

/// Writes the record of a session as one self-contained HTML page: what ``MarkdownReport`` writes, with tables that can be
/// sorted and filtered and with the pictures themselves.
///
/// The page loads nothing and is forbidden to; only its own script may run, and all can be read without it. It is
/// well-formed XML too. Names of things in tables (``XQLanguage/Column/isName``) lead to the first row that is about them. At its end it
/// holds the session as Markdown, which ``ReportReader`` finds. The same record gives the same bytes.
public struct HTMLReport {
  /// Characters of a fact that stands beside others.
  private static let longestShortFact = 80

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
  public func text(files: FileAccess) -> String {
    let head = ReportHead(record, files: files)
    let session = HTMLSession(record.work.filter { !isClean || $0.end == .finished })
    var lines = opening(head)
    lines += ["<main>", "<header>", "<h1>\(head.title.asHTML)</h1>"]
    lines += summary(session) + conditions(head) + ["</header>"] + contents(session, head)
    lines += ["<article id=\"session\">"] + session.lines + ["</article>"]
    lines += settings(head) + source(head)
    lines += ["</main>", "<script>\(HTMLScript.text)</script>", "</body>", "</html>"]
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - The head

  private func opening(_ head: ReportHead) -> [String] {
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-\(HTMLScript.digest)'"
    return [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>",
      "<meta charset=\"utf-8\"/>", "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"/>",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>",
      "<meta name=\"color-scheme\" content=\"light dark\"/>", "<link rel=\"icon\" href=\"data:,\"/>",
      "<title>\("\(head.title), \(record.date)".asHTML)</title>", "<style>\(HTMLStyle.text)</style>", "</head>",
      "<body>", "<a class=\"skip\" href=\"#session\">Skip to the session</a>",
      "<div id=\"controls\" class=\"controls\" role=\"region\" aria-label=\"Controls\" hidden=\"hidden\">",
      "<label id=\"filtering\">Filter rows by name <input id=\"filter\" type=\"search\" autocomplete=\"off\"/></label>",
      "<span id=\"count\" role=\"status\"></span>",
      "<label>Colours <select id=\"theme\"><option value=\"\">as the system</option>"
        + "<option value=\"light\">light</option><option value=\"dark\">dark</option></select></label>",
      "</div>",
    ]
  }

  /// How it went, in a sentence, and the places where it did not go well.
  private func summary(_ session: HTMLSession) -> [String] {
    let counts = Sentence.count(session.commandCount, "command")
    var lines = [
      "<p class=\"lead\">\(counts) on \(Sentence.count(record.files.count, "input file")). \(session.verdict)</p>"
    ]
    if !session.problems.isEmpty {
      lines.append("<ul class=\"problems\">")
      lines += session.problems.map { "<li><a href=\"#\($0.anchor)\">\($0.text.asHTML)</a></li>" }
      lines.append("</ul>")
    }
    return lines
  }

  private func conditions(_ head: ReportHead) -> [String] {
    var lines = ["<dl class=\"facts\">"]
    lines += head.facts.filter { $0.count == 2 }.map { fact in
      let kind = fact[1].count > Self.longestShortFact ? " class=\"long\"" : ""
      return "<div\(kind)><dt>\(fact[0].asHTML)</dt><dd>\(fact[1].asHTML)</dd></div>"
    }
    lines.append("</dl>")
    if !head.files.isEmpty {
      lines += ["<h2 id=\"input-files\">Input files</h2>"]
      lines += HTMLTable.plain(ReportHead.fileTitles, head.files, numeric: [1], code: [2])
    }
    return lines
  }

  private func contents(_ session: HTMLSession, _ head: ReportHead) -> [String] {
    guard session.sections.count > 1 else { return [] }
    var entries = session.sections
    if !head.settings.isEmpty { entries.append(("settings", "Settings")) }
    entries.append(("again", "Run it again"))
    return ["<nav aria-label=\"Contents\">", "<ol>"]
      + entries.map { "<li><a href=\"#\($0.anchor)\">\($0.title.asHTML)</a></li>" } + ["</ol>", "</nav>"]
  }

  // MARK: - The end

  private func settings(_ head: ReportHead) -> [String] {
    guard !head.settings.isEmpty else { return [] }
    return ["<section>", "<h2 id=\"settings\">Settings</h2>"]
      + HTMLTable.plain(ReportHead.settingTitles, head.settings, numeric: [], code: []) + ["</section>"]
  }

  private func source(_ head: ReportHead) -> [String] {
    let program = record.program.asHTML
    return [
      "<section class=\"again\">", "<h2 id=\"again\">Run it again</h2>",
      "<p><code>\(program) run</code> of this file runs its commands again; <code>\(program) check --replay</code> compares "
        + "what they print then with what they printed here.</p>",
      "<details>", "<summary>The whole session as Markdown</summary>",
    ] + EmbeddedSession.lines(MarkdownReport(record, isClean: isClean).text(head)) + ["</details>", "</section>"]
  }
}
