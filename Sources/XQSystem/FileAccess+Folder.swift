// The folder that relative paths are relative to.

import Glibc

extension FileAccess {
  /// The current folder of the process; `nil` where it was removed.
  public static var currentFolder: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// Makes a folder of the user's own and those above it, for this user alone. Returns whether it is there.
  ///
  /// No policy limits it: a host decides where such a folder lies.
  public static func makeUserFolder(_ path: String) -> Bool {
    if access(path, F_OK) == 0 { return true }
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
      guard makeUserFolder(String(path[..<slash])) else { return false }
    }
    return mkdir(path, 0o700) == 0 || errno == EEXIST
  }
}
