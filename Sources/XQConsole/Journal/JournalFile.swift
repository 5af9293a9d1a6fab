// Journals on disk: one file a session, the newest ones kept.

import Glibc
import Synchronization

/// Keeps lines in a file: each is handed to the system before the next step, so that it outlives a killed process.
public final class JournalFile: JournalStore {
  private static let ending = ".jsonl"

  private let descriptor: Int32
  /// The file; `nil` for one that has no name and is gone with the process.
  public let path: String?
  private let hasFailed = Mutex(false)

  private init(_ descriptor: Int32, path: String?) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// A new file in a folder, which is made where it is missing, readable by its owner alone. Of older ones the newest stay.
  ///
  /// - Parameters:
  ///   - date: when the session starts; it becomes the name.
  ///   - kept: how many files the folder holds afterwards at most.
  public static func make(in folder: String, date: String, kept: Int = 50) throws(JournalFailure) -> JournalFile {
    var parent = folder.utf8.first == UInt8(ascii: "/") ? "" : "."
    for part in folder.split(separator: "/") {
      parent += "/" + part
      if mkdir(parent, 0o700) != 0, errno != EEXIST { throw failure(folder) }
    }
    for old in journals(in: folder).dropFirst(max(0, kept - 1)) { unlink(old) }
    let stem = "\(folder)/\(date.map { $0 == ":" ? "-" : String($0) }.joined())-\(getpid())"
    // Several sessions of one process can start in the same second.
    for number in 0..<1000 {
      let path = number == 0 ? stem + ending : "\(stem)-\(number)\(ending)"
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if descriptor >= 0 { return JournalFile(descriptor, path: path) }
      guard errno == EEXIST else { break }
    }
    throw failure(folder)
  }

  /// A file without a name in the folder for temporary files: `report` and `history` work, nothing stays on disk.
  public static func makeUnnamed(in folder: String) throws(JournalFailure) -> JournalFile {
    var template = Array("\(folder)/xqsh-XXXXXX".utf8CString)
    // `mkstemp` changes the X in place; the array has its closing NUL.
    let descriptor = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map { mkstemp($0) } ?? -1 }
    guard descriptor >= 0 else { throw failure(folder) }
    _ = template.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { unlink($0) } }
    return JournalFile(descriptor, path: nil)
  }

  /// The journals of a folder, the one that was written to last first.
  public static func journals(in folder: String) -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var found: [(path: String, time: timespec)] = []
    while let entry = readdir(entries) {
      // `d_name` is the last member and ends with a NUL inside the record that `readdir` returned.
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name.hasSuffix(ending), stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      found.append(("\(folder)/\(name)", status.st_mtim))
    }
    return found.sorted {
      ($0.time.tv_sec, $0.time.tv_nsec, $0.path) > ($1.time.tv_sec, $1.time.tv_nsec, $1.path)
    }.map(\.path)
  }

  /// What a journal of an earlier session holds; `nil` where it cannot be read.
  public static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    return descriptor < 0 ? nil : JournalFile(descriptor, path: path).contents()
  }

  public func append(_ line: String) throws(JournalFailure) {
    let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    let code: Int32? = hasFailed.withLock { hasFailed in
      if hasFailed { return nil }
      var written = 0
      while written < bytes.count {
        // No more bytes are read than the array holds.
        let count = bytes.withUnsafeBytes { buffer in
          write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          hasFailed = true
          return count < 0 ? errno : ENOSPC
        }
        written += count
      }
      return nil
    }
    if let code { throw JournalFailure(path: path ?? "temporary file", reason: Self.text(code)) }
  }

  public func contents() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(bytes.count)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func failure(_ path: String) -> JournalFailure { JournalFailure(path: path, reason: text(errno)) }

  private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
