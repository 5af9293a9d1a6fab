// Digests of files, each computed once for a state of a file.

import Glibc
import Synchronization

/// SHA-256 of files, remembered by path, size and time of change: within the process, and in a folder if there is one.
///
/// A file that was changed within the last seconds is not remembered in the folder: it could change again within the same
/// tick of the clock.
public final class FileDigests: Sendable {
  private static let settledAfterSeconds = 3

  private let known = Mutex<[String: String]>([:])
  private let folder: CacheFolder?

  /// - Parameter folder: where digests of large files outlive the process; `nil`: nowhere.
  public init(folder: CacheFolder? = nil) { self.folder = folder }

  /// The SHA-256 of a file as 64 hexadecimal digits.
  public func digest(of file: FileBytes) -> String {
    // Small files are read in less time than it takes to look for their digest.
    guard let path = file.path, let modified = file.modifiedSeconds else { return file.digest() }
    let key = SHA256.digest("\(file.version) \(path)")
    if let digest = known.withLock({ $0[key] }) ?? remembered(key) {
      known.withLock { $0[key] = digest }
      return digest
    }
    let digest = file.digest()
    known.withLock { $0[key] = digest }
    if time(nil) - modified > Self.settledAfterSeconds { folder?.write(key, Array(digest.utf8)) }
    return digest
  }

  private func remembered(_ key: String) -> String? {
    guard let file = folder?.read(key) else { return nil }
    let text = file.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let isDigest = text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    if !isDigest { folder?.remove(key) }
    return isDigest ? text : nil
  }
}

extension FileBytes {
  /// When a mapped file was changed last, in seconds; `nil` for bytes in memory.
  var modifiedSeconds: Int? {
    guard case .mapped(_, let status) = storage else { return nil }
    return status.modified.first
  }
}
