// Many sums of doubles in little memory, whose result does not depend on the order of addition.

/// As many sums as a tensor has channels, of 18 bytes each.
///
/// Every sum is a fixed-point number in limbs of 32 bits, of which the two at the top are kept. Where limbs begin does not
/// depend on the values, and the highest limb that any value reaches is the same in whatever order they come: adding and
/// merging are commutative and associative to the last bit. What is cut off a value is less than 2^-32 of the largest one.
/// Good for 2^31 additions a sum; the single sums of a tensor are ``ExactSum``, which cuts nothing off.
struct WindowedSums: Sendable, Equatable {
  /// For each sum the index of its highest limb, of those that begin at 2^-1074.
  private var tops: [Int16]
  private var highLimbs: [Int64]
  private var lowLimbs: [Int64]

  /// The top of a sum that a value came into that is not finite.
  private static let spoiled = Int16.max

  init(count: Int) {
    tops = Array(repeating: 0, count: count)
    highLimbs = Array(repeating: 0, count: count)
    lowLimbs = highLimbs
  }

  /// Adds to the sum at `index`, which must be one of them.
  mutating func add(_ value: Double, at index: Int) {
    guard value.isFinite else {
      tops[index] = Self.spoiled
      return
    }
    guard value != 0, tops[index] != Self.spoiled else { return }
    let mantissa = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
    let position = value.isNormal ? Int(value.exponentBitPattern) - 1 : 0
    let highest = position + 63 - mantissa.leadingZeroBitCount
    raise(to: Int16(highest / 32), at: index)
    let top = Int(tops[index])
    let sign: Int64 = value < 0 ? -1 : 1
    highLimbs[index] &+= sign * Self.limb(top, of: mantissa, at: position)
    lowLimbs[index] &+= sign * Self.limb(top - 1, of: mantissa, at: position)
  }

  /// Adds the sums of another tensor part with as many channels.
  mutating func merge(_ other: WindowedSums) {
    for index in tops.indices {
      raise(to: other.tops[index], at: index)
      switch tops[index] - other.tops[index] {
      case 0:
        highLimbs[index] &+= other.highLimbs[index]
        lowLimbs[index] &+= other.lowLimbs[index]
      case 1: lowLimbs[index] &+= other.highLimbs[index]
      default: break
      }
    }
  }

  /// The sum at `index`; no number if a value came into it that is not finite.
  func value(at index: Int) -> Double {
    let top = tops[index]
    guard top != Self.spoiled else { return .nan }
    func scaled(_ limb: Int64, _ place: Int) -> Double {
      limb == 0 ? 0 : Double(sign: .plus, exponent: 32 * place - 1074, significand: Double(limb))
    }
    return scaled(highLimbs[index], Int(top)) + scaled(lowLimbs[index], Int(top) - 1)
  }

  private mutating func raise(to top: Int16, at index: Int) {
    guard top > tops[index] else { return }
    lowLimbs[index] = top - tops[index] == 1 ? highLimbs[index] : 0
    highLimbs[index] = 0
    tops[index] = top
  }

  /// The 32 bits of a number, `mantissa` shifted by `position`, that belong to a limb.
  private static func limb(_ limb: Int, of mantissa: UInt64, at position: Int) -> Int64 {
    let shift = limb * 32 - position
    // Shifts by the width of the number or more give 0.
    return Int64((mantissa >> shift) & 0xffff_ffff)
  }
}
