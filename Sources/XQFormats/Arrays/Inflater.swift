// Raw deflate streams, a piece at a time, by zlib.

import CZlib

/// Inflates one stream into buffers that the caller gives; memory does not depend on the stream's length.
///
/// Not for use by two threads at once. `@unchecked Sendable`: it is handed from one owner to the next, as its reader is.
final class Inflater: @unchecked Sendable {
  enum Failure: Error {
    /// The compressed bytes end before the stream does.
    case truncated
    /// zlib's words.
    case damaged(String)
  }

  /// zlib keeps the address of this structure, so that it must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input: ByteView
  /// Bytes of the input that were taken.
  private(set) var consumed = 0
  private(set) var isFinished = false

  /// zlib counts in 32 bits.
  private static let mostAtOnce = 1 << 30

  /// `nil` where zlib has no memory for its window (32 KiB).
  init?(_ input: ByteView) {
    self.input = input
    stream.initialize(to: z_stream())
    // Negative window bits: no zlib header around the stream, as in zip archives.
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Fills `output` as far as the stream goes.
  ///
  /// - Returns: bytes written: fewer than asked for only at the stream's end.
  func read(into output: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    var written = 0
    while written < output.count, !isFinished {
      let room = min(output.count - written, Inflater.mostAtOnce)
      let given = min(input.bytes.count - consumed, Inflater.mostAtOnce)
      stream.pointee.next_out = output.baseAddress.map { ($0 + written).assumingMemoryBound(to: UInt8.self) }
      stream.pointee.avail_out = UInt32(room)
      // zlib does not write through next_in; its type lacks the const.
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.bytes.baseAddress.map { ($0 + consumed).assumingMemoryBound(to: UInt8.self) })
      stream.pointee.avail_in = UInt32(given)
      let status = inflate(stream, Z_NO_FLUSH)
      consumed += given - Int(stream.pointee.avail_in)
      written += room - Int(stream.pointee.avail_out)
      switch status {
      case Z_STREAM_END: isFinished = true
      case Z_OK: break
      case Z_BUF_ERROR where given == 0: throw .truncated
      default: throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)")
      }
    }
    return written
  }
}

/// CRC-32 as zip archives state it, over pieces in order.
struct Checksum {
  private(set) var value: UInt32 = 0

  mutating func add(_ buffer: AlignedBuffer) { add(UnsafeRawBufferPointer(buffer.bytes)) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    value = UInt32(
      truncatingIfNeeded: crc32_z(UInt(value), start.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
