// Finds the run in a log folder of Model Compression Toolkit.

import XQSystem

/// Where the log of one run lies.
public struct MctLogFolder: Sendable {
  /// The run's folder, as the user would name it.
  public let path: String
  /// Names of all runs beside it, oldest first, its own among them; empty where the run's folder itself was given.
  public let runs: [String]

  /// The run's own name, `logs_24112026_173000`.
  public var run: String { path.split(separator: "/").last.map(String.init) ?? path }

  static let textFile = "mct_log.log"
  static let eventFolder = "tensorboard_logs"

  /// Looks at a folder: that of a run, or the one that `set_log_folder` got, with a folder for each run.
  ///
  /// The newest run counts; a run that logged no quantization, such as one of the report tool alone, only where there is no
  /// other. `nil` where the folder is neither.
  public static func find(_ path: String, _ access: FileAccess) -> MctLogFolder? {
    let base = path.hasSuffix("/") && path.utf8.count > 1 ? String(path.dropLast()) : path
    if isRun(base, access) { return MctLogFolder(path: base, runs: []) }
    let names = ((try? access.list(base)) ?? []).filter { $0.hasPrefix("logs_") && isRun(base + "/" + $0, access) }
    let sorted = names.sorted { (stamp($0), $0) < (stamp($1), $1) }
    let full = sorted.last { access.kind(of: "\(base)/\($0)/\(eventFolder)") == .folder }
    guard let newest = full ?? sorted.last else { return nil }
    return MctLogFolder(path: base + "/" + newest, runs: sorted)
  }

  private static func isRun(_ path: String, _ access: FileAccess) -> Bool {
    if access.kind(of: path + "/" + eventFolder) == .folder { return true }
    if case .file? = access.kind(of: path + "/" + textFile) { return true }
    return false
  }

  /// `logs_DDMMYYYY_HHMMSS` in an order in which later ones compare greater; names of another kind come first.
  private static func stamp(_ name: String) -> String {
    let parts = name.split(separator: "_")
    guard parts.count == 3, parts[1].utf8.count == 8, parts[2].utf8.count == 6 else { return "" }
    let date = parts[1]
    return "\(date.suffix(4))\(date.dropFirst(2).prefix(2))\(date.prefix(2))\(parts[2])"
  }
}
