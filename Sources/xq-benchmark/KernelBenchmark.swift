// The kernels alone, against a plain read of the same memory.

import Glibc
import XQMeasure
import XQRuntime

/// Two arrays of 64 MB, looked at in turn by a loop that only reads and by what passes do.
enum KernelBenchmark {
  private static let count = 16 << 20
  private static let rounds = 7

  /// A line for each: its name, GB/s of the best round, and what that is of the plain read.
  static func lines() throws -> [String] {
    let (x, y) = (Memory(count), Memory(count))
    // Where it goes, so that the compiler does not leave the plain read out.
    var sink: UInt32 = 0
    for index in 0..<count {
      // Any values without a pattern that a cache or a branch could learn.
      let mixed = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
      x.floats[index] = Float(mixed >> 8) / Float(1 << 24) - 0.5
      y.floats[index] = x.floats[index] + Float(mixed & 0xff) / 10_000
    }
    let tensors = (x.tensor([count]), y.tensor([count]))
    let channels = x.tensor([count / (64 * 64), 64, 8, 8])
    let quantizer = AffineQuantizer(scale: 1 / 256, zeroPoint: 0, minimum: -128, maximum: 127)
    let works: [(name: String, bytes: Int, body: () throws -> Void)] = [
      ("plain read of both", 8 * count, { sink ^= x.folded ^ y.folded }),
      ("sums of pairs", 8 * count, { _ = try PairSums(reference: tensors.0, other: tensors.1) }),
      (
        "facts of a site, one channel", 4 * count,
        {
          var site = SiteAccumulator(quantizer: quantizer, channelAxis: 5)
          try site.add(tensors.0)
        }
      ),
      (
        "facts of a site, rows of 64", 4 * count,
        {
          var site = SiteAccumulator(quantizer: quantizer, channelAxis: 1)
          try site.add(channels)
        }
      ),
    ]
    var best = works.map { _ in Double.infinity }
    for _ in 0..<rounds {
      for (index, work) in works.enumerated() {
        let start = clock()
        try work.body()
        best[index] = min(best[index], Double(clock() - start) / Double(CLOCKS_PER_SEC))
      }
    }
    let speeds = zip(works, best).map { Double($0.bytes) / $1 / 1e9 }
    return zip(works, speeds).map { work, speed in
      "\(work.name): \(rounded(speed)) GB/s, \(Int((100 * speed / speeds[0]).rounded())) % of the plain read"
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// Floats, aligned for vectors.
  private final class Memory {
    let floats: UnsafeMutableBufferPointer<Float>

    init(_ count: Int) {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * count, alignment: 64)
      floats = bytes.bindMemory(to: Float.self)
    }

    deinit { floats.deallocate() }

    func tensor(_ shape: [Int]) -> Tensor {
      Tensor(type: .float32, shape: shape, bytes: UnsafeRawBufferPointer(floats), owner: self)
    }

    /// All elements' bits, folded into one number, four vectors at a time.
    var folded: UInt32 {
      let bytes = UnsafeRawBufferPointer(floats)
      var parts = (SIMD8<UInt32>(), SIMD8<UInt32>(), SIMD8<UInt32>(), SIMD8<UInt32>())
      for offset in stride(from: 0, to: bytes.count, by: 128) {
        parts.0 ^= bytes.load(fromByteOffset: offset, as: SIMD8<UInt32>.self)
        parts.1 ^= bytes.load(fromByteOffset: offset + 32, as: SIMD8<UInt32>.self)
        parts.2 ^= bytes.load(fromByteOffset: offset + 64, as: SIMD8<UInt32>.self)
        parts.3 ^= bytes.load(fromByteOffset: offset + 96, as: SIMD8<UInt32>.self)
      }
      let all = parts.0 ^ parts.1 ^ parts.2 ^ parts.3
      return all.indices.reduce(0) { $0 ^ all[$1] }
    }
  }
}
