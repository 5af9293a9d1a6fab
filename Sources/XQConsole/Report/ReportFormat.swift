// The kinds of files that a report is written as, by their names.

import XQLanguage
import XQSystem

/// What a report is written as.
public enum ReportFormat: Sendable {
  /// Markdown: a text that is read and changed in an editor.
  case markdown
  /// One self-contained HTML page, with tables and pictures.
  case page

  /// The endings of names, without the point.
  public static let endings = ["md", "html"]

  /// - Parameter path: its ending says the format; `nil` where it is neither's.
  public init?(path: String) {
    if path.hasSuffix(".md") || path.hasSuffix(".markdown") {
      self = .markdown
    } else if path.hasSuffix(".html") || path.hasSuffix(".htm") {
      self = .page
    } else {
      return nil
    }
  }

  /// The format of a report that is to be written.
  ///
  /// - Throws: XQ0320 for a path whose ending is none of a report's.
  public static func required(_ path: String, at place: Place? = nil) throws(Diagnostic) -> ReportFormat {
    if let format = ReportFormat(path: path) { return format }
    throw Diagnostic(
      .notWritable, "a report is written as .md or .html, found '\(path)'", at: place,
      help: endings.map { "report " + "\(withoutEnding(path)).\($0)".asWord })
  }

  private static func withoutEnding(_ path: String) -> String {
    let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let point = path[start...].lastIndex(of: "."), point > start else { return path }
    return String(path[..<point])
  }

  /// The report of a session in this format.
  ///
  /// - Parameters:
  ///   - isClean: leaves out commands that failed.
  ///   - files: reads the input files whose digests are not known yet.
  public func text(_ record: SessionRecord, isClean: Bool, files: FileAccess) -> String {
    switch self {
    case .markdown: MarkdownReport(record, isClean: isClean).text(files: files)
    case .page: HTMLReport(record, isClean: isClean).text(files: files)
    }
  }
}
