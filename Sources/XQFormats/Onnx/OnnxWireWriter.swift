// A small writer of protobuf's wire format.

/// The bytes of one message, field by field.
struct OnnxWireWriter {
  private(set) var bytes: [UInt8] = []

  /// Fields that another writer encoded, as they are.
  mutating func copy(_ fields: UnsafeRawBufferPointer.SubSequence) { bytes.append(contentsOf: fields) }

  mutating func add(_ number: UInt64, _ body: some Collection<UInt8>) {
    add(varint: number << 3 | 2)
    add(varint: UInt64(body.count))
    bytes.append(contentsOf: body)
  }

  mutating func add(_ number: UInt64, _ text: String) { add(number, text.utf8) }

  mutating func add(_ number: UInt64, int value: Int) {
    add(varint: number << 3)
    // Negative numbers are written as 64 bits.
    add(varint: UInt64(bitPattern: Int64(value)))
  }

  /// A number of 32 bits, of fixed width.
  mutating func add(_ number: UInt64, float value: Float) {
    add(varint: number << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Seven bits a byte, the lowest first; the highest bit of a byte says that more follow.
  private mutating func add(varint value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }
}
