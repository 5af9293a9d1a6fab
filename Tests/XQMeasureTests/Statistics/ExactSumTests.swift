// Exact sums: right, and the same in any order.

import Testing
import XQMeasure

@Suite struct ExactSumTests {
  /// Random signs and digits, exponents as doubles store them in a range.
  private static func values(_ seed: UInt64, _ count: Int, _ exponents: ClosedRange<UInt64>) -> [Double] {
    var seed = seed
    func random() -> UInt64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return seed
    }
    return (0..<count).map { _ in
      let exponent = exponents.lowerBound + (random() >> 53) % UInt64(exponents.count)
      let bits = random()
      return Double(bitPattern: bits & (1 << 63) | exponent << 52 | (bits >> 11) & ((1 << 52) - 1))
    }
  }

  /// Made by Resources/make_sums.py.
  private static let sums: [(UInt64, Int, ClosedRange<UInt64>, UInt64)] = [
    (1, 1000, 1000...1046, 0xc190_5830_48e0_133a),
    (2, 1000, 0...2000, 0xfcc7_7c77_eb3f_d381),
    (3, 1000, 0...3, 0x8063_f932_e50d_92ad),
    (4, 10000, 1020...1026, 0xc068_aa1e_d685_524e),
    (5, 2, 0...2046, 0x6909_e708_2b6c_b398),
    (6, 5000, 1...60, 0x03f1_6501_6d2c_2089),
    (7, 1000, 2030...2040, 0xffad_a1e0_8d63_05b8),
    (8, 100000, 1023...1023, 0x4077_f7d7_d634_f1cf),
  ]

  @Test(arguments: sums)
  func agreesWithPython(seed: UInt64, count: Int, exponents: ClosedRange<UInt64>, bits: UInt64) {
    let sum = ExactSum(Self.values(seed, count, exponents))
    #expect(sum.value.bitPattern == bits)
  }

  @Test(arguments: sums)
  func doesNotDependOnOrderOrPartition(seed: UInt64, count: Int, exponents: ClosedRange<UInt64>, bits: UInt64) {
    let values = Self.values(seed, min(count, 5000), exponents)
    let whole = ExactSum(values)
    var generator = Generator(seed: seed)
    for parts in [1, 2, 7] {
      var shuffled = values
      shuffled.shuffle(using: &generator)
      var merged = ExactSum()
      for part in 0..<parts {
        merged.merge(ExactSum(stride(from: part, to: shuffled.count, by: parts).map { shuffled[$0] }))
      }
      #expect(merged == whole)
      #expect(merged.bytes == whole.bytes)
      #expect(merged.value.bitPattern == whole.value.bitPattern)
    }
  }

  private static let smallest = Double.leastNonzeroMagnitude
  private static let largest = Double.greatestFiniteMagnitude

  @Test(
    arguments: [
      ([], 0),
      ([0, -0.0], 0),
      ([1, -1], 0),
      ([1e100, 1, -1e100], 1),
      ([1, 1e100, 1, -1e100], 2),
      ([0.1, 0.2, -0.3], 2.7755575615628914e-17),
      // Ties go to the even neighbour; the smallest number more decides otherwise.
      ([1, 0x1p-53], 1),
      ([1, 0x1p-53, smallest], 1 + 0x1p-52),
      ([1, 0x1p-53, -smallest], 1),
      ([1 + 0x1p-52, 0x1p-53], 1 + 0x1p-51),
      ([-1, -0x1p-53, -smallest], -1 - 0x1p-52),
      // Rounding up runs into the next exponent.
      ([2 - 0x1p-52, 0x1p-53], 2),
      // Subnormal numbers, and the step to normal ones.
      ([smallest, smallest], 2 * smallest),
      ([smallest, -smallest], 0),
      ([Double.leastNormalMagnitude, -smallest], Double.leastNormalMagnitude.nextDown),
      ([Double.leastNormalMagnitude.nextDown, smallest], Double.leastNormalMagnitude),
      // Beyond the range on the way, and at the end.
      ([largest, largest, -largest], largest),
      ([-largest, -largest, largest, largest, 1], 1),
      ([1e308, 1e308], .infinity),
      ([-1e308, -1e308], -.infinity),
      ([largest, 0x1p969], largest),
      ([largest, 0x1p970], .infinity),
      ([largest, 0x1p970, -smallest], largest),
      // Values that are not finite.
      ([1, .infinity], .infinity),
      ([-.infinity, 1e308, 1e308], -.infinity),
      ([.infinity, -.infinity], .nan),
      ([1, .nan], .nan),
      ([.infinity, .nan], .nan),
    ] as [([Double], Double)])
  func roundsOnce(values: [Double], expected: Double) {
    for values in [values, values.reversed()] {
      let value = ExactSum(values).value
      if expected.isNaN {
        #expect(value.isNaN)
      } else {
        // By bits: -0 would be wrong.
        #expect(value.bitPattern == expected.bitPattern)
      }
    }
  }

  @Test func carriesThroughAllLimbs() {
    // -smallest borrows from every limb below that of 2^1000.
    var sum = ExactSum([0x1p1000, -Self.smallest])
    #expect(sum.value == 0x1p1000)
    sum.add(-0x1p1000)
    #expect(sum.value == -Self.smallest)
  }

  @Test(arguments: sums)
  func isReadBackFromItsBytes(seed: UInt64, count: Int, exponents: ClosedRange<UInt64>, bits: UInt64) throws {
    let values = Self.values(seed, 100, exponents) + [.infinity, -.infinity, .nan, .nan]
    let sums = (0...values.count).map { ExactSum(values.prefix($0)) }
    for sum in sums {
      let read = try #require(ExactSum(bytes: sum.bytes))
      #expect(read == sum)
      #expect(read.value.bitPattern == sum.value.bitPattern || read.value.isNaN && sum.value.isNaN)
    }
    // What was read can be added to.
    var continued = try #require(ExactSum(bytes: sums[50].bytes))
    continued.merge(ExactSum(values.dropFirst(50)))
    #expect(continued == sums[values.count])
  }

  @Test func bytesAreThoseThatAreDocumented() {
    // 2^-50 is bit 1024 of the sum and bit 0 of limb 32; 1.5 bits 17 and 18 of the next limb, 2^20 bit 6 of the next.
    let sum = ExactSum([-1.5, -0x1p-50, -0x1p20])
    #expect(sum.bytes.prefix(4) == [1, 1, 32, 3])
    #expect(sum.bytes.dropFirst(4).prefix(24).allSatisfy { $0 == 0 })
    #expect(sum.bytes.dropFirst(28) == [1, 0, 0, 0, 0, 0, 6, 0, 0x40, 0, 0, 0])
    #expect(ExactSum().bytes == [1] + Array(repeating: 0, count: 27))
  }

  /// Head of the bytes, and how many more with which value.
  @Test(
    arguments: [
      ([], 0, 0), ([1, 0, 0], 0, 0), ([0, 0, 0, 0], 24, 0),
      // Another version, another sign, a negative zero, a zero in a place.
      ([2, 0, 0, 0], 24, 0), ([1, 2, 0, 0], 24, 0), ([1, 1, 0, 0], 24, 0), ([1, 0, 3, 0], 24, 0),
      // Limbs that are missing, left over, beyond the end, zero at an end.
      ([1, 0, 0, 1], 24, 0), ([1, 0, 0, 0], 28, 0), ([1, 0, 68, 1], 28, 1), ([1, 0, 255, 255], 1044, 1),
      ([1, 0, 0, 1], 28, 0),
    ] as [([UInt8], Int, UInt8)])
  func refusesBytesOfNoSum(head: [UInt8], count: Int, filler: UInt8) {
    #expect(ExactSum(bytes: head + Array(repeating: filler, count: count)) == nil)
  }

  @Test func survivesTheLargestNumbersThatBytesCanHold() throws {
    let limbs = [UInt8](repeating: 0xff, count: 4 * 68)
    let counts = [UInt8](repeating: 0, count: 24)
    let full = try #require(ExactSum(bytes: [1, 1, 0, 68] + [UInt8](repeating: 0xff, count: 24) + limbs))
    var sum = try #require(ExactSum(bytes: [1, 0, 0, 68] + counts + limbs))
    #expect(full.value.isNaN)
    #expect(sum.value == .infinity)
    sum.merge(sum)
    #expect(sum.value == .infinity)
    sum.merge(full)
    #expect(sum.value.isNaN)
  }
}

/// The same random numbers in each run.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// Steele, Lea and Flood's SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
