// Thin wrappers of the system's calls: paths in, facts or an error number out.

import Glibc

/// What the system knows about a path or an open file.
struct FileStatus: Equatable {
  enum Kind: Equatable {
    case file
    case folder
    case special(String)
  }

  let kind: Kind
  let size: Int
  let mode: mode_t
  /// Seconds and nanoseconds of the last change of the contents.
  let modified: [Int]

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFIFO: .special("pipe")
      case S_IFSOCK: .special("socket")
      default: .special("device")
      }
    size = Int(status.st_size)
    mode = status.st_mode
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }

  /// Follows links. `nil` where nothing is there or the system will not say; `errno` tells which.
  static func of(path: String) -> FileStatus? {
    var status = stat()
    return stat(path, &status) == 0 ? FileStatus(status) : nil
  }

  static func of(descriptor: Int32) -> FileStatus? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
  }
}

/// An open file, closed when nothing refers to it any more.
final class OpenFile: Sendable {
  let descriptor: Int32

  /// `nil` where it cannot be opened; `errno` tells why. `mode`: rights of a file that is made.
  init?(_ path: String, _ flags: Int32, mode: mode_t = 0o666) {
    descriptor = open(path, flags | O_CLOEXEC, mode)
    if descriptor < 0 { return nil }
  }

  deinit {
    // Also runs where the file could not be opened: closing nothing would overwrite why.
    if descriptor >= 0 { close(descriptor) }
  }
}

/// The path without links, `.` and `..`; `nil` where it does not exist.
func canonicalPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// What a symbolic link holds; `nil` where the path is none.
func linkTarget(_ path: String) -> String? {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let length = buffer.withUnsafeMutableBytes { buffer in
    buffer.baseAddress.map { readlink(path, $0, buffer.count) } ?? -1
  }
  return length < 0 ? nil : String(decoding: buffer.prefix(length), as: UTF8.self)
}

/// The error for a call that failed on `path`.
func systemError(_ path: String, _ code: Int32 = errno) -> FileError {
  switch code {
  case EACCES, EPERM, EROFS: FileError(path: path, reason: .permissionDenied)
  case EISDIR: FileError(path: path, reason: .isFolder)
  case ENOTDIR: FileError(path: path, reason: .isNoFolder)
  default: FileError(path: path, reason: .system(code: code, text: systemText(code)))
  }
}

private func systemText(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  let words = String(cString: text)
  return words.prefix(1).lowercased() + words.dropFirst()
}

/// Names in a folder without `.` and `..`, in no order; at most `limit + 1`.
func folderEntries(_ path: String, limit: Int) -> [String]? {
  guard let folder = opendir(path) else { return nil }
  defer { closedir(folder) }
  var names: [String] = []
  while names.count <= limit, let entry = readdir(folder) {
    // `d_name` is the last member and ends with a NUL inside the record that `readdir` returned.
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
