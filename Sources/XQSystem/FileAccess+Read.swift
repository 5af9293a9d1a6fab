// Reading files, and looking at what there is.

import Glibc

extension FileAccess {
  /// What stands at a path.
  public enum Kind: Sendable, Equatable {
    case file(size: Int)
    case folder
  }

  /// The bytes of a file.
  ///
  /// Pipes, devices and sockets are refused; a file that states no size, as those in /proc do, is read up to 1 MiB.
  public func read(_ path: String) throws(FileError) -> FileBytes {
    let file = try opened(path)
    onRead?(file)
    return file
  }

  private func opened(_ path: String) throws(FileError) -> FileBytes {
    if let name = shippedName(path) {
      guard let file = shipped.file(name) else {
        throw FileError(path: path, reason: .unknownShipped(similar: similarShipped(name)))
      }
      return FileBytes(shipped: file.bytes, displayName: path)
    }
    let resolved = try resolve(path, for: .reading)
    // Looked at before opening: opening alone can block or act on a device.
    guard let before = FileStatus.of(path: resolved) else { throw systemError(path) }
    try requireFile(before.kind, path)
    guard let file = OpenFile(resolved, O_RDONLY | O_NONBLOCK | O_NOCTTY) else { throw systemError(path) }
    guard let status = FileStatus.of(descriptor: file.descriptor) else { throw systemError(path) }
    try requireFile(status.kind, path)
    try checkOpened(file, as: path)
    return try FileBytes(file, status: status, path: resolved, displayName: path)
  }

  /// What stands at `path`; `nil` where nothing is there, or nothing that may be read.
  public func kind(of path: String) -> Kind? {
    if let name = shippedName(path) {
      if let file = shipped.file(name) { return .file(size: file.bytes.count) }
      return shippedNames(in: name).isEmpty ? nil : .folder
    }
    guard let resolved = try? resolve(path, for: .reading), let status = FileStatus.of(path: resolved) else {
      return nil
    }
    switch status.kind {
    case .file: return .file(size: status.size)
    case .folder: return .folder
    case .special: return nil
    }
  }

  /// Whether a file or a folder stands at `path` that may be read.
  public func exists(_ path: String) -> Bool { kind(of: path) != nil }

  /// Names in a folder, sorted by bytes; at most a million.
  public func list(_ folder: String) throws(FileError) -> [String] {
    if let name = shippedName(folder) {
      let names = shippedNames(in: name)
      guard !names.isEmpty else {
        throw FileError(path: folder, reason: .unknownShipped(similar: similarShipped(name)))
      }
      return names
    }
    let resolved = try resolve(folder, for: .reading)
    let limit = 1_000_000
    guard let names = folderEntries(resolved, limit: limit) else { throw systemError(folder) }
    guard names.count <= limit else { throw FileError(path: folder, reason: .beyondLimit(limit)) }
    return names.sorted(by: precedesByBytes)
  }

  private func requireFile(_ kind: FileStatus.Kind, _ path: String) throws(FileError) {
    switch kind {
    case .file: return
    case .folder: throw FileError(path: path, reason: .isFolder)
    case .special(let name): throw FileError(path: path, reason: .isSpecial(name))
    }
  }

  /// Between resolving and opening a folder can become a link: what was opened is held against the policy again.
  private func checkOpened(_ file: OpenFile, as path: String) throws(FileError) {
    guard case .limited = policy else { return }
    guard let opened = linkTarget("/proc/self/fd/\(file.descriptor)") else { throw systemError(path) }
    try check(opened, as: path, for: .reading)
  }

  private func similarShipped(_ name: String) -> [String] {
    similarNames(to: name, among: shipped.names).map { "example:" + $0 }
  }

  /// Shipped names below `folder` (empty for all), without it, next level only.
  private func shippedNames(in folder: String) -> [String] {
    let prefix = folder.isEmpty || folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    let names = shipped.names.filter { $0.utf8.starts(with: prefix.utf8) }.map { $0.dropFirst(prefix.count) }
    return Set(names.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted(by: precedesByBytes)
  }
}

/// The order of names everywhere: by bytes, the same on every machine.
func precedesByBytes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
