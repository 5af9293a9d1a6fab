// Writing files: whole or not at all.

import Glibc

extension FileAccess {
  /// Writes a file whole: beside the old one, which is then replaced in one step.
  ///
  /// When anything fails, a full disk included, the old file stands as before and nothing is left beside it. The rights
  /// of a file that is replaced are kept. Pipes and devices are refused. It is not forced to the disk.
  public func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    if discardsWrites { return try allowWriting(path) }
    let target = try resolve(path, for: .writing)
    let old = FileStatus.of(path: target)
    switch old?.kind {
    case .folder: throw FileError(path: path, reason: .isFolder)
    case .special(let name): throw FileError(path: path, reason: .isSpecial(name))
    case .file, nil: break
    }
    let suffix = String(UInt64.random(in: 0 ... .max), radix: 36)
    let parent = folder(of: target)
    let beside = (parent == "/" ? "" : parent) + "/.\(String(lastName(target).prefix(60))).\(suffix)"
    guard let file = OpenFile(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW) else { throw systemError(path) }
    let isWritten = writeAll(file, bytes) && keepRights(file, old) && rename(beside, target) == 0
    guard isWritten else {
      let code = errno
      unlink(beside)
      throw systemError(path, code)
    }
  }

  /// Makes a folder; nothing happens where it is there already. The folder that it lies in must exist.
  public func createFolder(_ path: String) throws(FileError) {
    if discardsWrites { return try allowWriting(path) }
    let target = try resolve(path, for: .writing)
    if mkdir(target, 0o777) == 0 { return }
    let code = errno
    guard code == EEXIST else { throw systemError(path, code) }
    guard FileStatus.of(path: target)?.kind == .folder else { throw FileError(path: path, reason: .isNoFolder) }
  }

  /// Holds a path against the policy alone: the folder that it lies in may be one that was not made either.
  private func allowWriting(_ path: String) throws(FileError) {
    do throws(FileError) {
      _ = try resolve(path, for: .writing)
    } catch {
      guard case .notFound = error.reason else { throw error }
    }
  }

  private func writeAll(_ file: OpenFile, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(file.descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  private func keepRights(_ file: OpenFile, _ old: FileStatus?) -> Bool {
    guard let old else { return true }
    return fchmod(file.descriptor, old.mode & 0o777) == 0
  }
}
