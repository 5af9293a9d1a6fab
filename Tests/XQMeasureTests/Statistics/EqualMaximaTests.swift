// Agreement of maxima along the last axis.

import Testing
import XQFormats
import XQMeasure
import XQRuntime

@Suite struct EqualMaximaTests {
  @Test(
    arguments: [
      ([1, 3, 2], [0, 9, 1], true), ([1, 3, 2], [5, 4, 1], false),
      // The first of equal maxima.
      ([2, 2, 1], [7, 1, 1], true), ([2, 2, 1], [1, 7, 1], false),
      // The first value that is no number counts as the maximum.
      ([1, .nan, .infinity], [1, 5, 2], true), ([.nan, .nan, 9], [5, 1, 2], true),
      ([1, 2, .nan], [.nan, 1, 1], false),
      ([-.infinity, -.infinity, -.infinity], [3, 2, 1], true),
    ] as [([Float], [Float], Bool)])
  func comparesRows(x: [Float], y: [Float], isEqual: Bool) throws {
    let maxima = try EqualMaxima(reference: statisticsTensor(x), other: statisticsTensor(y))
    #expect(maxima.equal == (isEqual ? 1 : 0))
    #expect(maxima.total == 1)
  }

  @Test func countsRowsOfAllLeadingAxes() throws {
    let x = statisticsTensor([1, 2, 4, 3, 5, 6, 8, 7], shape: [2, 2, 2])
    let y = statisticsTensor([1, 2, 3, 4, 5, 6, 8, 7] as [Int64], .int64, shape: [2, 2, 2])
    var maxima = try EqualMaxima(reference: x, other: y)
    #expect(maxima.equal == 3)
    #expect(maxima.total == 4)
    maxima.merge(try EqualMaxima(reference: x, other: x))
    #expect(maxima.equal == 7)
    #expect(maxima.total == 8)
  }

  @Test func looksAtRowsOfAnyLength() throws {
    var (x, y) = ([Float](repeating: 0, count: 2000), [Float](repeating: 0, count: 2000))
    (x[1700], y[1700], y[600]) = (3, 4, 3)
    #expect(try EqualMaxima(reference: statisticsTensor(x), other: statisticsTensor(y)).equal == 1)
    y[600] = 4
    #expect(try EqualMaxima(reference: statisticsTensor(x), other: statisticsTensor(y)).equal == 0)
  }

  @Test func hasNoRowsWithoutElements() throws {
    for shape in [[0], [3, 0], [0, 3]] {
      let empty = statisticsTensor([], shape: shape)
      #expect(try EqualMaxima(reference: empty, other: empty) == EqualMaxima())
    }
    let scalar = statisticsTensor([1], shape: [])
    #expect(try EqualMaxima(reference: scalar, other: scalar) == EqualMaxima())
  }

  @Test func refusesOtherShapes() {
    #expect(throws: PairSums.Failure.shapesDiffer(reference: [1], other: [2])) {
      try EqualMaxima(reference: statisticsTensor([1]), other: statisticsTensor([1, 2]))
    }
  }
}
