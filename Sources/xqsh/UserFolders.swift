// Where a user keeps what belongs to the program: settings, history.

import Glibc

enum UserFolders {
  /// `$XDG_CONFIG_HOME/xqsh`, else `~/.config/xqsh`; `nil` without a home.
  static var configuration: String? { folder("XDG_CONFIG_HOME", else: ".config") }

  /// `$XDG_STATE_HOME/xqsh`, else `~/.local/state/xqsh`; `nil` without a home.
  static var state: String? { folder("XDG_STATE_HOME", else: ".local/state") }

  /// Makes a folder and those above it, for this user alone. Returns whether it is there.
  static func make(_ path: String) -> Bool {
    if access(path, F_OK) == 0 { return true }
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
      guard make(String(path[..<slash])) else { return false }
    }
    return mkdir(path, 0o700) == 0 || errno == EEXIST
  }

  /// Relative paths in such a variable are to be ignored.
  private static func folder(_ variable: String, else fallback: String) -> String? {
    if let base = Terminal.environment(variable), base.hasPrefix("/") { return "\(base)/xqsh" }
    return Terminal.environment("HOME").flatMap { $0.isEmpty ? nil : "\($0)/\(fallback)/xqsh" }
  }
}
