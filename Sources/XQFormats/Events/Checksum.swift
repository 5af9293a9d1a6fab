// The checksum of event files: CRC-32C, masked.

/// CRC-32C (Castagnoli), as RFC 3720 states it, in the masked form that TFRecord files store.
public enum MaskedChecksum {
  /// The masked checksum of bytes: the CRC rotated right by 15 bits plus a constant, so that the checksum of data which
  /// hold checksums themselves is sound.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = UInt32.max
    table.withUnsafeBufferPointer { table in
      for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    }
    let plain = ~crc
    return (plain >> 15 | plain << 17) &+ 0xA282_EAD8
  }

  /// 256 entries, one a byte: an index made of a byte lies always inside.
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
  }
}
