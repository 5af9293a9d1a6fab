// From a path as typed to the file that is meant, held against the policy.

import Glibc

extension FileAccess {
  /// What a caller is about to do with a path.
  public enum Purpose: Sendable { case reading, writing }

  /// The absolute path without links and `..` that `path` means.
  ///
  /// For writing the file need not exist, its folder must. Shipped names are no paths: they are refused.
  public func resolve(_ path: String, for purpose: Purpose) throws(FileError) -> String {
    guard !path.isEmpty, !path.utf8.contains(0), shippedName(path) == nil else {
      throw FileError(path: path, reason: .impossiblePath)
    }
    let spelled = expandingHome(path)
    let resolved =
      switch purpose {
      case .reading: canonicalPath(spelled)
      case .writing: canonicalPathToWrite(spelled, links: 0)
      }
    guard let resolved else { throw missing(path, spelled, errno, purpose) }
    try check(resolved, as: path, for: purpose)
    return resolved
  }

  /// The name behind `example:`, `nil` for paths.
  public func shippedName(_ path: String) -> String? {
    path.utf8.starts(with: "example:".utf8) ? String(path.dropFirst(8)) : nil
  }

  /// The part of a path before its last `/`: `.` where there is none.
  public func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  func expandingHome(_ path: String) -> String {
    guard path == "~" || path.utf8.starts(with: "~/".utf8), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// Throws where the policy does not allow the resolved path.
  func check(_ resolved: String, as path: String, for purpose: Purpose) throws(FileError) {
    guard case .limited(let readable, let writable) = policy else { return }
    let allowed = purpose == .reading ? readable : writable.map { [$0] } ?? []
    let isAllowed = allowed.contains { folder in
      canonicalPath(expandingHome(folder)).map { isBelow(resolved, $0) } ?? false
    }
    guard isAllowed else {
      throw FileError(path: path, reason: .refused(allowed: allowed, isWriting: purpose == .writing))
    }
  }

  /// The folder's own path, links resolved, with the last name added. The last name may be a link to a file that does
  /// not exist yet: then the link's target is what would be written.
  private func canonicalPathToWrite(_ path: String, links: Int) -> String? {
    if let existing = canonicalPath(path) { return existing }
    guard errno == ENOENT, links < 40 else { return nil }
    if let target = linkTarget(path) {
      let isAbsolute = target.utf8.first == UInt8(ascii: "/")
      return canonicalPathToWrite(isAbsolute ? target : folder(of: path) + "/" + target, links: links + 1)
    }
    let name = lastName(path)
    guard !name.isEmpty, name != ".", name != "..", let parent = canonicalPath(folder(of: path)) else {
      errno = ENOENT
      return nil
    }
    return parent == "/" ? "/" + name : parent + "/" + name
  }

  /// The error for a path that does not resolve, with the names of its folder that are close where they may be told.
  private func missing(_ path: String, _ spelled: String, _ code: Int32, _ purpose: Purpose) -> FileError {
    guard code == ENOENT else { return systemError(path, code) }
    var parent = folder(of: spelled)
    var name = lastName(spelled)
    while canonicalPath(parent) == nil, parent != ".", parent != "/" {
      name = lastName(parent)
      parent = folder(of: parent)
    }
    // Whether something is there is not told of places that may not be looked at.
    if let resolved = canonicalPath(parent) {
      do throws(FileError) { try check(resolved, as: path, for: purpose) } catch { return error }
    }
    guard let resolved = canonicalPath(parent), (try? check(resolved, as: path, for: .reading)) != nil,
      let names = folderEntries(resolved, limit: 10_000)
    else { return FileError(path: path, reason: .notFound(similar: [])) }
    return FileError(path: path, reason: .notFound(similar: similarNames(to: name, among: names)))
  }
}

/// The part behind the last `/`.
func lastName(_ path: String) -> String {
  path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
}

/// Whether a resolved path is `folder` or inside it, compared by bytes.
func isBelow(_ path: String, _ folder: String) -> Bool {
  let prefix = folder == "/" ? "/" : folder + "/"
  return path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: prefix.utf8)
}
