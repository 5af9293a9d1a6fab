// The bytes of a file with others behind them, in one piece and without copying the file.

import Glibc

/// Bytes made of two parts, valid as long as the object lives.
///
/// `@unchecked Sendable`: nobody writes to the bytes after `init`.
public final class JoinedBytes: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer
  /// What `bytes` begins with is mapped, else allocated.
  private let mappedLength: Int?

  /// Maps the first `size` bytes of a file privately once more, with room behind them: only the pages that hold the
  /// suffix take memory.
  fileprivate init(_ file: OpenFile, size: Int, _ suffix: [UInt8], displayName: String) throws(FileError) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let length = (size + suffix.count + page - 1) / page * page
    // The whole range is reserved first, then the file is laid over its head: nothing else can come in between.
    guard let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != MAP_FAILED
    else { throw systemError(displayName) }
    guard mmap(start, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file.descriptor, 0) == start else {
      let code = errno
      munmap(start, length)
      throw systemError(displayName, code)
    }
    (start + size).copyMemory(from: suffix, byteCount: suffix.count)
    bytes = UnsafeRawBufferPointer(start: start, count: size + suffix.count)
    mappedLength = length
  }

  fileprivate init(copying head: UnsafeRawBufferPointer, _ suffix: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, head.count + suffix.count), alignment: 64)
    copy.copyMemory(from: head)
    UnsafeMutableRawBufferPointer(rebasing: copy[head.count...]).copyBytes(from: suffix)
    bytes = UnsafeRawBufferPointer(rebasing: copy[..<(head.count + suffix.count)])
    mappedLength = nil
  }

  deinit {
    if let mappedLength {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), mappedLength)
    } else {
      bytes.deallocate()
    }
  }
}

extension FileBytes {
  /// These bytes, followed by `suffix`. A mapped file is not copied; what is in memory already is.
  ///
  /// - Throws: ``FileError`` where the file was changed since it was opened, or cannot be mapped again.
  public func appending(_ suffix: [UInt8]) throws(FileError) -> JoinedBytes {
    try checkUnchanged()
    guard case .mapped(let file, _) = storage else { return JoinedBytes(copying: bytes, suffix) }
    return try JoinedBytes(file, size: bytes.count, suffix, displayName: displayName)
  }
}
