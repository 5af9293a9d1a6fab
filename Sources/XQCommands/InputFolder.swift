// What a folder is, by what is in it.

import XQFormats
import XQSystem

/// The kinds of folders that can be loaded.
enum InputFolder: CaseIterable {
  case report, log, arrays

  /// What a folder holds; `nil` where the path is no folder.
  ///
  /// - Throws: ``FormatError`` where nothing in it is of any kind, with all that was looked for.
  static func of(_ path: String, _ access: FileAccess) throws(FormatError) -> InputFolder? {
    guard access.kind(of: path) == .folder else { return nil }
    // A report's folder holds a log too: the one that the report tool wrote itself.
    if MctReportFiles.isReport(path, access) { return .report }
    if MctLogFolder.find(path, access) != nil { return .log }
    let names = (try? access.list(path)) ?? []
    if names.contains(where: { $0.hasSuffix(".npy") || $0.hasSuffix(".npz") }) { return .arrays }
    throw foreign(path, wanted: allCases, access)
  }

  static func foreign(_ path: String, wanted: [InputFolder], _ access: FileAccess) -> FormatError {
    guard access.kind(of: path) != nil else {
      return FormatError(FileError(path: path, reason: .notFound(similar: [])))
    }
    let names = (try? access.list(path)) ?? []
    let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
    let found =
      access.kind(of: path) != .folder
      ? "a file" : names.isEmpty ? "an empty folder" : shown + (names.count > 4 ? " and \(names.count - 4) more" : "")
    return FormatError(
      .foreign, file: path, wanted.count == 1 ? "is no \(wanted[0].name)" : "holds nothing that can be loaded",
      wanted: wanted.map(\.signs).joined(separator: ", "), found: found)
  }

  private var name: String {
    switch self {
    case .report: "report of MCT"
    case .log: "log of MCT"
    case .arrays: "folder of arrays"
    }
  }

  /// By what it is known.
  private var signs: String {
    switch self {
    case .report: "a report ('quant_report.json')"
    case .log: "a log ('mct_log.log' or 'tensorboard_logs', or folders 'logs_DATE_TIME' with these)"
    case .arrays: "data (.npy or .npz files)"
    }
  }
}
