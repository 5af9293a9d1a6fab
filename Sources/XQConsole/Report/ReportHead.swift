// What stands at the head of a report: under which conditions and on what the session ran.

import XQSystem

/// The conditions and the input files of a session, as rows for any kind of page.
struct ReportHead {
  static let settingTitles = ["setting", "value", "from"]
  static let fileTitles = ["file", "bytes", "SHA-256"]

  let title: String
  /// Name and value.
  let facts: [[String]]
  /// Name, value and where it was set.
  let settings: [[String]]
  /// Name, size in bytes and digest.
  let files: [[String]]

  /// - Parameter files: reads the input files whose digests are not known yet.
  init(_ record: SessionRecord, files: FileAccess) {
    title = "Report of a session of \(record.program)"
    var facts = [
      ["date", record.date], ["program", "\(record.program) \(record.version)"], ["folder", record.folder],
    ]
    facts += record.facts.map { [$0.name, $0.value] }
    if record.exitCode == nil, record.commands.last?.end == .cutOff {
      facts.append(["end", "cut off while the last command ran"])
    }
    self.facts = facts
    settings = record.settings.map { [$0.name, $0.value, $0.origin] }
    self.files = record.files.map { [$0.name, "\($0.size)", $0.digest ?? Self.lateDigest($0, files)] }
  }

  /// The digest of a large file, which was not computed when it was read.
  private static func lateDigest(_ file: SessionRecord.InputFile, _ files: FileAccess) -> String {
    guard let now = try? files.read(file.path ?? file.name) else { return "not there any more" }
    return now.version == file.version ? now.digest() : "changed since it was read"
  }
}
