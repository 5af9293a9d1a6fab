// Digests of files, by which a reader of a report knows whether they have the same ones.

import CDigest

/// SHA-256 as FIPS 180-4 defines it.
///
///     var hash = SHA256()
///     hash.update(bytes)
///     print(hash.finish())   // 64 hexadecimal digits
///
/// - Complexity: linear in the number of bytes, in constant memory.
public struct SHA256 {
  private static let blockSize = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  public init() {}

  /// Adds bytes at the end of the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(Self.blockSize - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<start])
      guard rest.count == Self.blockSize else { return }
      let block = rest
      rest.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { mix($0) }
    }
    let whole = (bytes.count - start) / Self.blockSize * Self.blockSize
    mix(UnsafeRawBufferPointer(rebasing: bytes[start..<start + whole]))
    start += whole
    rest.append(contentsOf: bytes[start...])
  }

  /// The digest of all that was added, as 64 lower-case hexadecimal digits.
  public func finish() -> String {
    var end = self
    var padding: [UInt8] = [0x80]
    let used = (rest.count + 1) % Self.blockSize
    padding += [UInt8](repeating: 0, count: (Self.blockSize + 56 - used) % Self.blockSize)
    let bits = byteCount &* 8
    padding += (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> UInt64($0 * 8)) }
    padding.withUnsafeBytes { end.update($0) }
    return end.state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Whole blocks.
  private mutating func mix(_ blocks: UnsafeRawBufferPointer) {
    guard let start = blocks.baseAddress, !blocks.isEmpty else { return }
    xq_sha256_blocks(&state, start.assumingMemoryBound(to: UInt8.self), blocks.count / Self.blockSize)
  }
}

extension SHA256 {
  /// The digest of a text's bytes.
  public static func digest(_ text: String) -> String {
    var hash = SHA256()
    var text = text
    text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    return hash.finish()
  }

  /// The digest of bytes.
  public static func digest(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }
}

extension FileBytes {
  /// The SHA-256 of the file. Pages of a mapped file leave memory again when they are counted in.
  public func digest() -> String {
    let step = 1 << 22
    var hash = SHA256()
    var start = 0
    while start < count {
      let end = min(count, start + step)
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      release(start..<end)
      start = end
    }
    return hash.finish()
  }
}
