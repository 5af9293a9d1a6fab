// Damages files in the ways that break readers.

/// Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Makes inputs out of a corpus.
struct Mutator {
  private let corpus: [[UInt8]]
  private var generator: SeededGenerator

  /// An input grows to this many bytes at most.
  private static let largestInput = 1 << 18

  /// Numbers at which sizes, offsets and counts go wrong.
  private static let edges: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 40, UInt64(Int64.max),
    1 << 63, UInt64.max,
  ]

  /// `corpus` must not be empty.
  init(corpus: [[UInt8]], seed: UInt64) {
    precondition(!corpus.isEmpty, "nothing to start from")
    self.corpus = corpus
    generator = SeededGenerator(seed: seed)
  }

  /// A file of the corpus with one to six changes.
  mutating func next() -> [UInt8] {
    var bytes = corpus[number(below: corpus.count)]
    for _ in 0...number(below: 6) where !bytes.isEmpty { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let at = number(below: bytes.count)
    let end = min(at + 1 + number(below: 32), bytes.count)
    switch number(below: 14) {
    case 0...2: bytes[at] ^= 1 << UInt8(number(below: 8))
    case 3, 4: bytes[at] = UInt8(number(below: 256))
    case 5: overwrite(&bytes, at, littleEndian(Self.edges[number(below: Self.edges.count)]))
    case 6: overwrite(&bytes, at, varint(Self.edges[number(below: Self.edges.count)]))
    case 7: bytes.insert(contentsOf: varint(Self.edges[number(below: Self.edges.count)]), at: at)
    case 8: bytes.removeSubrange(at..<end)
    case 9 where bytes.count < Self.largestInput: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 10: splice(&bytes, at)
    case 11: digits(&bytes, at)
    case 12: for index in at..<end { bytes[index] = 0xFF }
    default: bytes.removeSubrange(at...)
    }
  }

  /// The rest of another file of the corpus.
  private mutating func splice(_ bytes: inout [UInt8], _ at: Int) {
    let other = corpus[number(below: corpus.count)]
    guard !other.isEmpty else { return }
    bytes.replaceSubrange(at..., with: other[number(below: other.count)...].prefix(Self.largestInput))
  }

  /// Replaces a digit by several: sizes that are written as text.
  private mutating func digits(_ bytes: inout [UInt8], _ at: Int) {
    guard let digit = bytes[at...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
    let text = String(Self.edges[number(below: Self.edges.count)])
    bytes.replaceSubrange(digit...digit, with: Array(text.utf8))
  }

  private func overwrite(_ bytes: inout [UInt8], _ at: Int, _ value: [UInt8]) {
    let end = min(at + value.count, bytes.count)
    bytes.replaceSubrange(at..<end, with: value.prefix(end - at))
  }

  private mutating func littleEndian(_ value: UInt64) -> [UInt8] {
    let width = [2, 4, 8][number(below: 3)]
    return (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private func varint(_ value: UInt64) -> [UInt8] {
    var (value, bytes): (UInt64, [UInt8]) = (value, [])
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }

  private mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
}
