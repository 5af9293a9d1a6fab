// A small reader of protobuf's wire format over borrowed bytes: it says where things lie and copies nothing.

/// Steps over the fields of one message.
///
/// Reading is bounded by `end` alone, every access is checked: damaged bytes give an error, never a read outside.
struct ProtobufWire {
  enum Failure: Error, Equatable {
    /// The message ends inside a field.
    case truncated(at: Int, missing: Int)
    /// These bytes start no field.
    case noField(at: Int)
  }

  struct Field {
    let number: Int
    let wireType: Int
    /// The number of a varint field.
    let value: UInt64
    /// The contents of a field with a length or of fixed width.
    let range: Range<Int>
    /// The field with its tag.
    let whole: Range<Int>
  }

  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer) { self.init(bytes, 0..<bytes.count) }

  /// `range` must lie inside `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a message outside its file")
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  mutating func varint() throws(Failure) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw .truncated(at: start, missing: 1) }
      let byte = bytes[position]
      position += 1
      // Bits beyond the 64th are dropped, as every protobuf reader does.
      if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
      if byte < 0x80 { return value }
    }
    throw .noField(at: start)
  }

  /// The next field; `nil` at the end of the message.
  mutating func next() throws(Failure) -> Field? {
    guard position < end else { return nil }
    let start = position
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw .noField(at: start) }
    let number = Int(tag >> 3)
    let wireType = Int(tag & 7)
    switch wireType {
    case 0:
      let value = try varint()
      return Field(
        number: number, wireType: 0, value: value, range: position..<position, whole: start..<position)
    case 1: return try fixed(number, wireType, 8, from: start)
    case 5: return try fixed(number, wireType, 4, from: start)
    case 2:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        let missing = min(length - UInt64(end - position), UInt64(Int.max))
        throw .truncated(at: start, missing: Int(missing))
      }
      let range = position..<position + Int(length)
      position = range.upperBound
      return Field(number: number, wireType: 2, value: 0, range: range, whole: start..<position)
    default: throw .noField(at: start)
    }
  }

  private mutating func fixed(
    _ number: Int, _ wireType: Int, _ width: Int, from start: Int
  ) throws(Failure) -> Field {
    guard end - position >= width else { throw .truncated(at: position, missing: width - (end - position)) }
    let range = position..<position + width
    position = range.upperBound
    return Field(number: number, wireType: wireType, value: 0, range: range, whole: start..<position)
  }
}
