// A folder of things that can be made again: bounded in size, and of no matter if it vanishes.

import Glibc

/// Files by name in a folder of the user's, each written whole. Several processes may use one folder.
///
/// What fails is as if it was not there: a cache has no errors. Nothing limits where the folder lies: a host decides.
public struct CacheFolder: Sendable {
  public let path: String
  /// Bytes that the files may take together.
  public let limit: Int

  /// Every file takes as much as the file system gives out at least.
  private static let smallestFile = 4096

  /// The folder is made at the first ``write(_:_:)``.
  public init(_ path: String, limit: Int) {
    self.path = path
    self.limit = limit
  }

  /// The bytes of a file, which counts as used now; `nil` where there is none.
  public func read(_ name: String) -> FileBytes? {
    guard let file = try? FileAccess().read(place(of: name)) else { return nil }
    utimensat(AT_FDCWD, place(of: name), nil, 0)
    return file
  }

  /// Writes a file, then removes those that were not used for longest until all fit the limit.
  public func write(_ name: String, _ bytes: [UInt8]) {
    guard bytes.count <= limit, FileAccess.makeUserFolder(path) else { return }
    guard (try? FileAccess().write(place(of: name), bytes)) != nil else { return }
    trim(sparing: name)
  }

  public func remove(_ name: String) { unlink(place(of: name)) }

  private func place(of name: String) -> String { "\(path)/\(name)" }

  private func trim(sparing newest: String) {
    let names = folderEntries(path, limit: 1_000_000) ?? []
    var files = names.compactMap { name in FileStatus.of(path: place(of: name)).map { (name: name, status: $0) } }
    var size = files.reduce(0) { $0 + max($1.status.size, Self.smallestFile) }
    guard size > limit else { return }
    files.sort { ($0.status.modified[0], $0.status.modified[1]) < ($1.status.modified[0], $1.status.modified[1]) }
    for file in files where size > limit && file.name != newest {
      remove(file.name)
      size -= max(file.status.size, Self.smallestFile)
    }
  }
}
