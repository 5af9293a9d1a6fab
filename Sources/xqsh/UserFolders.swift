// Where a user keeps what belongs to the program: settings, history, a cache.

import Glibc

enum UserFolders {
  /// `$XDG_CONFIG_HOME/xqsh`, else `~/.config/xqsh`; `nil` without a home.
  static var configuration: String? { folder("XDG_CONFIG_HOME", else: ".config") }

  /// `$XDG_STATE_HOME/xqsh`, else `~/.local/state/xqsh`; `nil` without a home.
  static var state: String? { folder("XDG_STATE_HOME", else: ".local/state") }

  /// `$XDG_CACHE_HOME/xqsh`, else `~/.cache/xqsh`; `nil` without a home.
  static var cache: String? { folder("XDG_CACHE_HOME", else: ".cache") }

  /// Relative paths in such a variable are to be ignored.
  private static func folder(_ variable: String, else fallback: String) -> String? {
    if let base = Terminal.environment(variable), base.hasPrefix("/") { return "\(base)/xqsh" }
    return Terminal.environment("HOME").flatMap { $0.isEmpty ? nil : "\($0)/\(fallback)/xqsh" }
  }
}
