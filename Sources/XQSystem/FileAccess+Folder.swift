// The folder that relative paths are relative to.

import Glibc

extension FileAccess {
  /// The current folder of the process; `nil` where it was removed.
  public static var currentFolder: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
