// Sums of two tensors: what goes in, what is refused.

import Testing
import XQFormats
import XQMeasure
import XQRuntime

@Suite struct PairSumsTests {
  @Test func addsUpAllThatMetricsNeed() throws {
    let sums = try PairSums(
      reference: statisticsTensor([1, -2, 3, .nan, 5, 6]),
      other: statisticsTensor([1, -1, 5, 4, .infinity, -.infinity]))
    #expect(sums.count == 3)
    #expect(sums.referenceNonfinite == 1)
    #expect(sums.otherNonfinite == 2)
    #expect(sums.rounded == 0)
    #expect(sums.referenceSquares == 14)
    #expect(sums.otherSquares == 27)
    #expect(sums.products == 18)
    #expect(sums.errorSquares == 5)
    #expect(sums.errors == -3)
    #expect(sums.largestError == 2)
    #expect(sums.referenceRange == -2...3)
    #expect(sums.otherRange == -1...5)
  }

  @Test func emptyTensorsHaveNoPairs() throws {
    let sums = try PairSums(
      reference: statisticsTensor([], shape: [0, 7]), other: statisticsTensor([], shape: [0, 7]))
    #expect(sums.count == 0)
    #expect(sums.largestError == 0)
    #expect(sums.referenceRange == nil)
  }

  @Test func zeroHasOneSign() throws {
    let sums = try PairSums(reference: statisticsTensor([-0.0, 0]), other: statisticsTensor([0, -0.0]))
    #expect(sums.referenceRange?.lowerBound.sign == .plus)
    #expect(sums.otherRange?.upperBound.sign == .plus)
    #expect(sums.errors.sign == .plus)
  }

  @Test func takesTensorsOfTwoTypes() throws {
    let float = statisticsTensor([1, 2, -3])
    let integer = statisticsTensor([1, 2, -3] as [Int8], .int8)
    let half = statisticsTensor([0x3c00, 0x4000, 0xc200] as [UInt16], .float16)
    let wide = statisticsTensor([1, 2, -3] as [Int64], .int64)
    let sums = try PairSums(reference: float, other: float)
    #expect(sums.products == 14)
    for other in [integer, half, wide] {
      #expect(try PairSums(reference: float, other: other) == sums)
      #expect(try PairSums(reference: other, other: integer) == sums)
    }
  }

  @Test func convertedTensorsGiveTheBitsOfFloatTensors() throws {
    var generator = Generator(seed: 3)
    // More than two blocks, and a rest.
    let x = (0..<9001).map { _ in Int16.random(in: .min...(.max), using: &generator) }
    let y = (0..<9001).map { _ in Float.random(in: -1000...1000, using: &generator) }
    let converted = try PairSums(reference: statisticsTensor(x, .int16), other: statisticsTensor(y))
    let floats = try PairSums(reference: statisticsTensor(x.map(Float.init)), other: statisticsTensor(y))
    let doubles = try PairSums(reference: statisticsTensor(x.map(Double.init), .float64), other: statisticsTensor(y))
    #expect(converted == floats)
    #expect(doubles == floats)
  }

  @Test func countsIntegersThatWereRounded() throws {
    let big = statisticsTensor([(1 << 53) + 1, 7] as [Int64], .int64)
    #expect(try PairSums(reference: big, other: big).rounded == 2)
  }

  @Test func refusesOtherShapes() {
    let failure = PairSums.Failure.shapesDiffer(reference: [2, 3], other: [6])
    #expect(throws: failure) {
      try PairSums(
        reference: statisticsTensor([1, 2, 3, 4, 5, 6], shape: [2, 3]), other: statisticsTensor([1, 2, 3, 4, 5, 6]))
    }
  }

  @Test func refusesComplexNumbers() {
    let complex = statisticsTensor([1, 2] as [Double], .complex64)
    #expect(throws: PairSums.Failure.notReal(.complex64)) {
      try PairSums(reference: statisticsTensor([1, 2]), other: complex)
    }
    #expect(throws: PairSums.Failure.notReal(.complex64)) {
      try PairSums(reference: complex, other: statisticsTensor([1, 2]))
    }
  }

  @Test func refusesTensorsWithoutTheirBytes() {
    let short = statisticsTensor([1, 2], shape: [3])
    #expect(throws: PairSums.Failure.tooFewBytes) { try PairSums(reference: short, other: short) }
  }
}
