// Digests against the vectors of FIPS 180-4 and its companion.

import CDigest
import Testing
import XQSystem

@Suite struct SHA256Tests {
  static let vectors: [(String, Int, String)] = [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 100_000, "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"),
  ]

  @Test(arguments: vectors)
  func digestOf(_ text: String, _ count: Int, _ expected: String) {
    let bytes = Array(String(repeating: text, count: count).utf8)
    #expect(FileBytes(bytes, displayName: "x").digest() == expected)
  }

  @Test func theProcessorsInstructionsGiveTheSameState() {
    var bytes = [UInt8](repeating: 0, count: 64 * 50)
    var generator = SystemRandomNumberGenerator()
    for place in bytes.indices { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
    var fast = (0..<8).map { UInt32($0) &* 0x9e37_79b9 }
    var portable = fast
    xq_sha256_blocks(&fast, bytes, 50)
    xq_sha256_blocks_portable(&portable, bytes, 50)
    #expect(fast == portable)
  }

  @Test func piecesOfAnySizeGiveTheSameDigest() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = FileBytes(bytes, displayName: "x").digest()
    for size in [1, 3, 55, 56, 63, 64, 65, 128, 299] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { hash.update($0) }
      }
      #expect(hash.finish() == whole, "pieces of \(size)")
    }
  }
}
