// The bytes of a file: in memory, inside the program, or mapped.

import Glibc

/// The bytes of one file, never written to, valid as long as the object lives.
///
/// Files under ``FileBytes/mappingThreshold`` are copied into memory. Larger ones are mapped privately, so that nothing
/// is read before it is looked at. A mapped file that another program shortens afterwards ends this process with
/// SIGBUS when a vanished page is touched: ``checkUnchanged()`` before each use of a range leaves only the moment
/// between check and use; files that are replaced by renaming, as editors and exporters do, are safe.
///
/// `@unchecked Sendable`: everything in it is constant after `init`, and nobody writes to the bytes.
public final class FileBytes: @unchecked Sendable {
  /// Files of this many bytes or more are mapped.
  public static let mappingThreshold = 1 << 20

  /// Valid as long as this object lives: bind it to a name that outlives their use, those of a temporary are gone at once.
  public let bytes: UnsafeRawBufferPointer
  /// The path as the user gave it, or the name of a shipped file.
  public let displayName: String
  /// Where it lies, without links; `nil` for shipped files and bytes made in memory.
  public let path: String?
  /// Differs between two states of a file on disk: its size, and when it was changed last.
  public let version: String

  enum Storage {
    case allocated(UnsafeMutableRawBufferPointer)
    case mapped(OpenFile, FileStatus)
    case shipped
  }

  let storage: Storage

  /// A copy of bytes made in memory.
  public init(_ contents: some Collection<UInt8>, displayName: String) {
    // Aligned for every element type and for vector loads, so that arrays inside can be used where they lie.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(contents.count, 1), alignment: 64)
    copy.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(rebasing: copy[..<contents.count])
    storage = .allocated(copy)
    path = nil
    version = "\(contents.count)"
    self.displayName = displayName
  }

  /// Bytes that live as long as the program.
  public init(shipped: UnsafeRawBufferPointer, displayName: String) {
    bytes = shipped
    storage = .shipped
    path = nil
    version = "\(shipped.count)"
    self.displayName = displayName
  }

  /// The contents of an open regular file.
  init(_ file: OpenFile, status: FileStatus, path: String, displayName: String) throws(FileError) {
    self.path = path
    self.displayName = displayName
    version = ([status.size] + status.modified).map(String.init).joined(separator: ".")
    if status.size >= FileBytes.mappingThreshold {
      guard let start = mmap(nil, status.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0), start != MAP_FAILED
      else { throw systemError(displayName) }
      bytes = UnsafeRawBufferPointer(start: start, count: status.size)
      storage = .mapped(file, status)
    } else {
      // A size of 0 is also what made-up files such as those in /proc state: the end is where reading ends.
      let limit = FileBytes.mappingThreshold
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: status.size == 0 ? limit + 1 : status.size, alignment: 64)
      var filled = 0
      while filled < buffer.count {
        let count = Glibc.read(file.descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          guard count < 0 else { break }
          let code = errno
          buffer.deallocate()
          throw systemError(displayName, code)
        }
        filled += count
      }
      guard filled <= limit, status.size == 0 || filled == status.size else {
        buffer.deallocate()
        throw FileError(path: displayName, reason: filled > limit ? .beyondLimit(limit) : .changed)
      }
      bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
      storage = .allocated(buffer)
    }
  }

  deinit {
    switch storage {
    case .allocated(let buffer): buffer.deallocate()
    case .mapped: munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    case .shipped: break
    }
  }

  public var count: Int { bytes.count }

  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  /// Tells the system that a range is not looked at soon: its pages leave this process's memory.
  ///
  /// The bytes stay valid, and come back from the file when somebody looks at them. Nothing for bytes in memory.
  public func release(_ range: Range<Int>) {
    guard case .mapped = storage, range.lowerBound >= 0, range.upperBound <= count else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let start = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound / page * page
    guard start < end, let base = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
  }

  /// Fails where the file behind a mapping was written to or shortened since it was opened.
  ///
  /// One system call, nothing for bytes in memory.
  public func checkUnchanged() throws(FileError) {
    guard case .mapped(let file, let status) = storage else { return }
    guard let now = FileStatus.of(descriptor: file.descriptor), now.size == status.size, now.modified == status.modified
    else { throw FileError(path: displayName, reason: .changed) }
  }
}
