// The kernel of the pair sums: all builds give the same bits, and the right ones.

import CMetrics
import Testing

@Suite struct PairKernelTests {
  private typealias Kernel =
    @Sendable (
      UnsafeMutablePointer<xq_pair_sums>, UnsafeRawPointer, UnsafeRawPointer, Int
    ) -> Void

  /// Patterns of all kinds: mostly numbers of middling size, some subnormal, zero, infinite, or no numbers.
  private func patterns(_ count: Int, _ generator: inout Generator) -> [Float] {
    (0..<count).map { _ in
      switch Int.random(in: 0..<40, using: &generator) {
      case 0: Float(bitPattern: UInt32.random(in: 0...0x7f_ffff, using: &generator))
      case 1: -0.0
      case 2: Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
      case 3: [Float.infinity, -.infinity, .nan, .greatestFiniteMagnitude][Int.random(in: 0..<4, using: &generator)]
      default: Float.random(in: -100...100, using: &generator)
      }
    }
  }

  private func sums(_ kernel: Kernel, _ x: UnsafeRawPointer, _ y: UnsafeRawPointer, _ count: Int) -> [UInt64] {
    var sums = xq_pair_sums_empty()
    kernel(&sums, x, y, count)
    return [sums.pairs, sums.nonfinite_x, sums.nonfinite_y]
      + [
        sums.sum_xx, sums.sum_yy, sums.sum_xy, sums.sum_dd, sums.sum_d, sums.max_abs_d, sums.min_x, sums.max_x,
        sums.min_y, sums.max_y,
      ].map(\.bitPattern)
  }

  /// Around the widths of vectors and blocks.
  private static let counts = [0, 1, 2, 7, 8, 9, 15, 16, 17, 100, 4095, 4096, 4097, 8191, 20003]

  private static let builds = [xq_avx2, xq_avx512].filter { xq_supported($0) == $0 }

  @Test(.enabled(if: !builds.isEmpty), arguments: counts, [0, 1, 2, 3, 4, 13])
  func buildsGiveTheSameBits(count: Int, offset: Int) {
    var generator = Generator(seed: UInt64(count * 100 + offset))
    let (x, y) = (patterns(count, &generator), patterns(count, &generator))
    // Without what is not finite too: such blocks take another way.
    for (x, y) in [(x, y), (x.map { $0.isFinite ? $0 : 1 }, y.map { $0.isFinite ? $0 : 2 })] {
      withCopies(x, y, offset: offset) { x, y in
        let baseline = sums({ xq_pair_sums_add_f32_built(xq_baseline, $0, $1, $2, $3) }, x, y, count)
        for build in Self.builds {
          #expect(sums({ xq_pair_sums_add_f32_built(build, $0, $1, $2, $3) }, x, y, count) == baseline)
        }
      }
      withCopies(x.map(Double.init), y.map(Double.init), offset: offset) { x, y in
        let baseline = sums({ xq_pair_sums_add_f64_built(xq_baseline, $0, $1, $2, $3) }, x, y, count)
        for build in Self.builds {
          #expect(sums({ xq_pair_sums_add_f64_built(build, $0, $1, $2, $3) }, x, y, count) == baseline)
        }
      }
    }
  }

  @Test(arguments: counts)
  func float32AndFloat64GiveTheSameBits(count: Int) {
    var generator = Generator(seed: UInt64(count))
    let (x, y) = (patterns(count, &generator), patterns(count, &generator))
    let narrow = withCopies(x, y, offset: 0) { sums(xq_pair_sums_add_f32, $0, $1, count) }
    let wide = withCopies(x.map(Double.init), y.map(Double.init), offset: 0) {
      sums(xq_pair_sums_add_f64, $0, $1, count)
    }
    #expect(narrow == wide)
  }

  @Test(arguments: counts)
  func agreesWithAPlainLoop(count: Int) {
    var generator = Generator(seed: UInt64(count + 7))
    // Small whole numbers: every sum is exact, in any order.
    let finite: [Float] = (0..<count).map { _ in Float(Int.random(in: -50...50, using: &generator)) }
    var (x, y) = (finite, Array(finite.reversed()))
    for index in stride(from: 3, to: count, by: 11) { x[index] = [.nan, .infinity, -.infinity][index % 3] }
    for index in stride(from: 5, to: count, by: 13) { y[index] = [-.infinity, .nan, .infinity][index % 3] }
    let pairs = zip(x, y).filter { $0.isFinite && $1.isFinite }.map { (x: Double($0), y: Double($1)) }
    let difference = pairs.map { $0.x - $0.y }
    let expected: [Double] = [
      pairs.reduce(0) { $0 + $1.x * $1.x }, pairs.reduce(0) { $0 + $1.y * $1.y },
      pairs.reduce(0) { $0 + $1.x * $1.y }, difference.reduce(0) { $0 + $1 * $1 }, difference.reduce(0, +),
      difference.map(abs).max() ?? 0, pairs.map(\.x).min() ?? .infinity, pairs.map(\.x).max() ?? -.infinity,
      pairs.map(\.y).min() ?? .infinity, pairs.map(\.y).max() ?? -.infinity,
    ]
    let counts = [pairs.count, x.count { !$0.isFinite }, y.count { !$0.isFinite }].map(UInt64.init)
    let found = withCopies(x, y, offset: 0) { sums(xq_pair_sums_add_f32, $0, $1, count) }
    #expect(Array(found.prefix(3)) == counts)
    #expect(found.dropFirst(3).map { Double(bitPattern: $0) } == expected)
  }

  @Test func keepsDigitsInLongSums() {
    // 0.1 squared four million times: a running sum is off by 1e-11.
    let x = Array(repeating: 0.1, count: 1 << 22)
    let y = Array(repeating: 0.0, count: 1 << 22)
    let sum = withCopies(x, y, offset: 0) { x, y in
      var sums = xq_pair_sums_empty()
      xq_pair_sums_add_f64(&sums, x, y, 1 << 22)
      return sums.sum_xx
    }
    let exact = 0.1 * 0.1 * Double(1 << 22)
    #expect(abs(sum - exact) <= 1e-13 * exact)
  }

  /// Copies that begin `offset` bytes behind an aligned address.
  private func withCopies<Element, Result>(
    _ x: [Element], _ y: [Element], offset: Int, _ body: (UnsafeRawPointer, UnsafeRawPointer) -> Result
  ) -> Result {
    func copy(_ elements: [Element]) -> UnsafeMutableRawBufferPointer {
      let size = elements.count * MemoryLayout<Element>.stride
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size + offset + 1, alignment: 64)
      elements.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]).copyMemory(from: $0) }
      return buffer
    }
    let copies = (copy(x), copy(y))
    defer {
      copies.0.deallocate()
      copies.1.deallocate()
    }
    guard let x = copies.0.baseAddress, let y = copies.1.baseAddress else { preconditionFailure("no memory") }
    return body(UnsafeRawPointer(x + offset), UnsafeRawPointer(y + offset))
  }
}
