// The input being read, kept where it outlives the process.
//
// Unsafe memory here: a mapping of a file of fixed size, written within its bounds and never given back before the
// process ends.

import Glibc

/// A mapped file that holds the current input: its length in eight bytes, then its bytes.
struct InputFile {
  private static let size = 1 << 21

  private let mapping: UnsafeMutableRawBufferPointer

  init?(_ path: String) {
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard ftruncate(file, off_t(Self.size)) == 0,
      let start = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), start != MAP_FAILED
    else { return nil }
    mapping = UnsafeMutableRawBufferPointer(start: start, count: Self.size)
  }

  /// Longer inputs are kept up to the end of the file.
  func keep(_ bytes: [UInt8]) {
    let count = min(bytes.count, Self.size - 8)
    mapping.storeBytes(of: UInt64(count), as: UInt64.self)
    UnsafeMutableRawBufferPointer(rebasing: mapping[8...]).copyBytes(from: bytes[..<count])
  }
}
