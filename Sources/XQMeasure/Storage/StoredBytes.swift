// Values as bytes and back: what forms that are kept in files are made of.

/// Puts values at the end of bytes, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) { bytes.append(byte) }

  mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func write(_ word: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }

  mutating func write(_ number: Int) { write(UInt64(bitPattern: Int64(number))) }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  /// Its length, then its bytes.
  mutating func write(_ text: String) { write(Array(text.utf8)) }

  /// Their number, then they.
  mutating func write(_ content: [UInt8]) {
    write(content.count)
    bytes += content
  }

  /// Their number, then they.
  mutating func write<Element>(_ elements: [Element], _ body: (inout ByteWriter, Element) -> Void) {
    write(elements.count)
    for element in elements { body(&self, element) }
  }

  /// Whether there is one, then it.
  mutating func write<Wrapped>(_ value: Wrapped?, _ body: (inout ByteWriter, Wrapped) -> Void) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// As they are.
  mutating func append(_ content: [UInt8]) { bytes += content }
}

/// Takes values from the front of bytes.
///
/// Bytes that end too early, or hold what was not written by ``ByteWriter``, are ``Failure``. No number that is read leads
/// to more memory than the bytes themselves take.
struct ByteReader {
  struct Failure: Error {
    enum Reason {
      case contradiction, foreign, damaged
      case truncated(wanted: Int)
      case otherVersion(String)
      case unknownSection(String)
    }

    let reason: Reason

    init(_ reason: Reason = .contradiction) { self.reason = reason }
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  var isAtEnd: Bool { position == bytes.count }
  var left: Int { bytes.count - position }

  mutating func byte() throws(Failure) -> UInt8 { try take(1)[0] }

  mutating func flag() throws(Failure) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw Failure()
    }
  }

  mutating func word() throws(Failure) -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number from 0 up to far more than can be counted, and far from where sums of such overflow.
  mutating func count() throws(Failure) -> Int {
    let word = try word()
    guard word < 1 << 53 else { throw Failure() }
    return Int(word)
  }

  mutating func double() throws(Failure) -> Double { Double(bitPattern: try word()) }

  mutating func text() throws(Failure) -> String {
    guard let text = String(validating: try content(), as: UTF8.self) else { throw Failure() }
    return text
  }

  mutating func content() throws(Failure) -> [UInt8] { Array(try take(count())) }

  mutating func take(_ count: Int) throws(Failure) -> [UInt8] {
    guard count <= left else { throw Failure() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func list<Element>(
    _ body: (inout ByteReader) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    let count = try count()
    // An element takes a byte at least.
    guard count <= left else { throw Failure() }
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try body(&self)) }
    return elements
  }

  mutating func optional<Wrapped>(
    _ body: (inout ByteReader) throws(Failure) -> Wrapped
  ) throws(Failure) -> Wrapped? {
    try flag() ? try body(&self) : nil
  }
}
