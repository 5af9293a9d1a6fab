// Puts right checksums into a damaged event file.

import XQFormats

enum EventSeal {
  /// The same records, as far as their lengths lead from one to the next, with the checksums that belong to them.
  static func sealed(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    var position = 0
    while bytes.count - position >= 16 {
      let length = bytes[position..<position + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      store(checksum(bytes[position..<position + 8]), at: position + 8, in: &bytes)
      guard length <= UInt64(bytes.count - position - 16) else { break }
      let end = position + 12 + Int(length)
      store(checksum(bytes[position + 12..<end]), at: end, in: &bytes)
      position = end + 4
    }
    return bytes
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    Array(bytes).withUnsafeBytes { MaskedChecksum.of($0) }
  }

  private static func store(_ number: UInt32, at place: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(index))) }
  }
}
