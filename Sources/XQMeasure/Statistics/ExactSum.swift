// Sums of doubles without rounding, so that a result does not depend on the order in which it came together.

/// The exact sum of any number of doubles.
///
///     var sum = ExactSum()
///     for value in [1e100, 1.0, -1e100] { sum.add(value) }
///     sum.value  // 1.0
///
/// A fixed-point number of 2176 bits over the whole range of doubles, in limbs of 32 bits that have 31 bits of room for
/// carries (R. M. Neal, *Fast exact summation using small and large superaccumulators*, 2015). Adding and merging are
/// exact, therefore commutative and associative: any order, any partition gives the same bits. Takes about 550 bytes
/// once something was added.
///
/// Infinities and values that are no numbers are counted: they decide the ``value``, the rest stays exact.
public struct ExactSum: Sendable {
  /// Bit 0 of limb 0 is worth 2^-1074. Between carries limbs hold any sign; empty means zero.
  private var limbs: [Int64] = []
  /// How often limbs were added to since the last carry, each time less than 2^32 a limb.
  private var additionsSinceCarry = 0
  private var infinities: (positive: UInt64, negative: UInt64) = (0, 0)
  private var notNumbers: UInt64 = 0

  /// Doubles end at bit 2097 (1023 + 1074); 78 bits above let more of them be added than a machine can.
  private static let limbCount = 68
  private static let additionsBetweenCarries = 1 << 30
  private static let limbMask: Int64 = 0xffff_ffff

  /// The sum of nothing, which is 0.
  public init() {}

  /// The sum of `values`.
  public init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// Adds a value without rounding.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return count(value) }
    guard value != 0 else { return }
    prepareToAdd()
    // A subnormal number has the exponent of the smallest normal one, and no leading 1.
    let isNormal = value.isNormal
    let mantissa = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let shift = isNormal ? Int(value.exponentBitPattern) - 1 : 0
    let (limb, offset) = (shift / 32, UInt64(shift % 32))
    let low = mantissa << offset
    let high = offset == 0 ? 0 : mantissa >> (64 - offset)
    let parts = (Int64(low & 0xffff_ffff), Int64(low >> 32), Int64(high))
    if value.sign == .plus {
      limbs[limb] += parts.0
      limbs[limb + 1] += parts.1
      limbs[limb + 2] += parts.2
    } else {
      limbs[limb] -= parts.0
      limbs[limb + 1] -= parts.1
      limbs[limb + 2] -= parts.2
    }
    additionsSinceCarry += 1
  }

  /// Adds all that `other` was given, without rounding.
  public mutating func merge(_ other: ExactSum) {
    infinities.positive = Self.saturatingSum(infinities.positive, other.infinities.positive)
    infinities.negative = Self.saturatingSum(infinities.negative, other.infinities.negative)
    notNumbers = Self.saturatingSum(notNumbers, other.notNumbers)
    guard !other.limbs.isEmpty else { return }
    var other = other
    other.carry()
    prepareToAdd()
    // The topmost limb has no neighbour to carry into: sums read from bytes could make it overflow.
    for index in limbs.indices { limbs[index] &+= other.limbs[index] }
    additionsSinceCarry += 1
  }

  /// The sum, rounded once to the nearest double, ties to even.
  ///
  /// 0 for no values; infinite if it is beyond the range of doubles or infinities of one sign were added; not a
  /// number if such a value or infinities of both signs were added. A zero sum is +0.
  public var value: Double {
    if notNumbers > 0 || (infinities.positive > 0 && infinities.negative > 0) { return .nan }
    if infinities.positive > 0 { return .infinity }
    if infinities.negative > 0 { return -.infinity }
    let (isNegative, magnitude) = signAndMagnitude()
    let rounded = Self.rounded(magnitude)
    return isNegative ? -rounded : rounded
  }

  // MARK: - Limbs

  private mutating func prepareToAdd() {
    if limbs.isEmpty { limbs = Array(repeating: 0, count: Self.limbCount) }
    if additionsSinceCarry >= Self.additionsBetweenCarries { carry() }
  }

  /// Brings all limbs but the topmost into 0 ..< 2^32, which is the one such form of a number.
  private mutating func carry() {
    guard !limbs.isEmpty else { return }
    var carried: Int64 = 0
    for index in 0..<Self.limbCount - 1 {
      let limb = limbs[index] + carried
      limbs[index] = limb & Self.limbMask
      carried = limb >> 32
    }
    limbs[Self.limbCount - 1] &+= carried
    additionsSinceCarry = 0
  }

  /// The limbs of the absolute value, lowest first, and the sign.
  private func signAndMagnitude() -> (isNegative: Bool, magnitude: [UInt64]) {
    var sum = self
    sum.carry()
    let isNegative = (sum.limbs.last ?? 0) < 0
    if isNegative {
      for index in sum.limbs.indices { sum.limbs[index] = 0 &- sum.limbs[index] }
      sum.carry()
    }
    return (isNegative, sum.limbs.map { UInt64(bitPattern: $0) })
  }

  private static func rounded(_ magnitude: [UInt64]) -> Double {
    guard let top = magnitude.lastIndex(where: { $0 != 0 }) else { return 0 }
    let highest = top * 32 + 63 - magnitude[top].leadingZeroBitCount
    // What ends within the lowest 53 bits is a subnormal or the smallest normal numbers: the integer is the pattern.
    guard highest > 52 else { return Double(bitPattern: bits(0...highest, of: magnitude)) }
    let lowest = highest - 52
    let exponent = UInt64(lowest + 1)
    guard exponent < 0x7ff else { return .infinity }
    let significand = bits(lowest...highest, of: magnitude)
    let isHalfOrMore = bits(lowest - 1...lowest - 1, of: magnitude) == 1
    let (limb, offset) = ((lowest - 1) / 32, UInt64((lowest - 1) % 32))
    let isBelowHalfBitEmpty = magnitude[limb] & ((1 << offset) - 1) == 0 && magnitude[..<limb].allSatisfy { $0 == 0 }
    let isOdd = significand % 2 == 1
    let roundsUp = isHalfOrMore && (!isBelowHalfBitEmpty || isOdd)
    // Rounding up may run into the exponent, up to infinity: that is the right number.
    return Double(bitPattern: (exponent << 52) + (significand - (1 << 52)) + (roundsUp ? 1 : 0))
  }

  /// At most 53 bits of a number, as an integer.
  private static func bits(_ range: ClosedRange<Int>, of magnitude: [UInt64]) -> UInt64 {
    var result: UInt64 = 0
    for position in range {
      // The topmost limb may hold more than 32 bits.
      let limb = min(position / 32, magnitude.count - 1)
      let bit = (magnitude[limb] >> UInt64(position - limb * 32)) & 1
      result |= bit << UInt64(position - range.lowerBound)
    }
    return result
  }

  // MARK: - Values that are not finite

  private mutating func count(_ value: Double) {
    if value.isNaN {
      notNumbers = Self.saturatingSum(notNumbers, 1)
    } else if value > 0 {
      infinities.positive = Self.saturatingSum(infinities.positive, 1)
    } else {
      infinities.negative = Self.saturatingSum(infinities.negative, 1)
    }
  }

  /// Counts read from bytes may be of any size.
  private static func saturatingSum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

// MARK: - Equality

extension ExactSum: Equatable {
  /// Whether both are the same number, with the same counts of infinities and of values that are no numbers.
  public static func == (left: ExactSum, right: ExactSum) -> Bool {
    left.bytes == right.bytes
  }
}

// MARK: - Bytes

extension ExactSum {
  /// The sum in a form that can be kept in a file and merged later: equal sums have equal bytes.
  ///
  /// A byte 1 (the version of this form), the sign (1 if negative), the index of the lowest limb that is not zero,
  /// the number of limbs from there to the highest, three counts of 8 bytes (+inf, -inf, not a number), the limbs of
  /// 4 bytes each. Little-endian.
  public var bytes: [UInt8] {
    let (isNegative, magnitude) = signAndMagnitude()
    let lowest = magnitude.firstIndex { $0 != 0 } ?? 0
    let end = (magnitude.lastIndex { $0 != 0 } ?? -1) + 1
    var bytes: [UInt8] = [1, isNegative ? 1 : 0, UInt8(lowest), UInt8(max(0, end - lowest))]
    for count in [infinities.positive, infinities.negative, notNumbers] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * UInt64($0))) }
    }
    for limb in magnitude[lowest..<max(lowest, end)] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: limb >> (8 * UInt64($0))) }
    }
    return bytes
  }

  /// The sum that has these ``bytes``; `nil` for bytes that no sum has.
  public init?(bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    let headerLength = 28
    guard bytes.count >= headerLength, bytes[0] == 1, bytes[1] <= 1 else { return nil }
    let (isNegative, lowest, count) = (bytes[1] == 1, Int(bytes[2]), Int(bytes[3]))
    guard lowest + count <= Self.limbCount, bytes.count == headerLength + 4 * count else { return nil }
    func number(at start: Int, length: Int) -> UInt64 {
      bytes[start..<start + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    infinities = (number(at: 4, length: 8), number(at: 12, length: 8))
    notNumbers = number(at: 20, length: 8)
    let magnitude = (0..<count).map { Int64(number(at: headerLength + 4 * $0, length: 4)) }
    guard count > 0 else {
      if isNegative || lowest != 0 { return nil }
      return
    }
    guard magnitude.first != 0, magnitude.last != 0 else { return nil }
    limbs = Array(repeating: 0, count: Self.limbCount)
    for (index, limb) in magnitude.enumerated() { limbs[lowest + index] = isNegative ? -limb : limb }
    additionsSinceCarry = 1
  }
}
