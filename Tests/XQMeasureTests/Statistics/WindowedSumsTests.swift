// Sums in little memory do not depend on the order, and are right.

import Testing

@testable import XQMeasure

@Suite struct WindowedSumsTests {
  @Test(arguments: [-300, -40, 0, 40, 250])
  func orderDoesNotMatter(exponent: Int) {
    var generator = Generator(seed: UInt64(exponent + 400))
    let values = (0..<200).map { _ in
      Double.random(in: -1...1, using: &generator)
        * Double(sign: .plus, exponent: exponent + Int.random(in: -60...60, using: &generator), significand: 1)
    }
    let wanted = sum(values)
    let largest = values.map(abs).max() ?? 0
    #expect(abs(wanted.value(at: 0) - ExactSum(values).value) <= 200 * 0x1p-32 * largest)
    for _ in 0..<10 {
      let shuffled = values.shuffled(using: &generator)
      let cut = Int.random(in: 0...200, using: &generator)
      var merged = sum(shuffled[..<cut])
      merged.merge(sum(shuffled[cut...]))
      #expect(merged == wanted)
      #expect(sum(shuffled) == wanted)
    }
  }

  private func sum(_ values: some Sequence<Double>) -> WindowedSums {
    var sums = WindowedSums(count: 1)
    for value in values { sums.add(value, at: 0) }
    return sums
  }

  @Test(arguments: [0.0, 1, -1, 3.5, 1e300, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude])
  func singleValuesOfFewBitsAreExact(value: Double) {
    #expect(isNear(sum([value]).value(at: 0), value, within: 0x1p-32))
    guard value.magnitude < 1e308 else { return }
    #expect(isNear(sum([value, value]).value(at: 0), value + value, within: 0x1p-32))
  }

  @Test func whatIsNotFiniteSpoilsItsSumOnly() {
    var sums = WindowedSums(count: 2)
    sums.add(.infinity, at: 0)
    sums.add(2, at: 0)
    sums.add(3, at: 1)
    var other = WindowedSums(count: 2)
    other.add(4, at: 0)
    other.merge(sums)
    #expect(other.value(at: 0).isNaN && sums.value(at: 0).isNaN)
    #expect(other.value(at: 1) == 3)
  }
}
