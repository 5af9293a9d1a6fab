// Whether both models were fed the same samples.

import XQFormats

/// A 64-bit hash of what a batch feeds, input by input: FNV-1a (Fowler, Noll, Vo 1991) over words of eight bytes. It
/// finds mistakes; it is no protection against somebody who wants two batches to look alike.
public struct SampleHash: Sendable, Equatable {
  public let value: UInt64

  init(value: UInt64) { self.value = value }

  init(_ input: BatchInput) {
    var hash = Self.start
    for size in input.shape { hash = Self.add(UInt64(truncatingIfNeeded: size), to: hash) }
    let bytes = input.bytes
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = Self.add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), to: hash)
      offset += 8
    }
    for byte in bytes[offset...] { hash = Self.add(UInt64(byte), to: hash) }
    value = hash
  }

  /// All inputs of a batch.
  init(_ batch: Batch) {
    value = batch.inputs.reduce(Self.start) { Self.add(SampleHash($1).value, to: $0) }
  }

  private static let start: UInt64 = 0xCBF2_9CE4_8422_2325
  private static func add(_ word: UInt64, to hash: UInt64) -> UInt64 { (hash ^ word) &* 0x100_0000_01B3 }

  /// The inputs that two models are fed differently, of those that have one name and one type in both. An input that has
  /// another type is fed the same values: conversions that lose any are refused.
  static func differingInputs(_ float: Batch, _ quantized: Batch) -> [String] {
    float.inputs.filter { input in
      quantized.inputs.contains {
        $0.name == input.name && $0.type == input.type && SampleHash($0) != SampleHash(input)
      }
    }.map(\.name)
  }
}
