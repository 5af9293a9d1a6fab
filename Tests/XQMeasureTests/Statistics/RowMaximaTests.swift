// Where rows along the last axis have their maximum.

import Testing
import XQFormats
import XQRuntime

@testable import XQMeasure

@Suite struct RowMaximaTests {
  @Test(
    arguments: [
      ([1, 3, 2], 1),
      // The first of equal maxima.
      ([2, 2, 1], 0), ([-.infinity, -.infinity, -.infinity], 0),
      // The first value that is no number counts as the maximum.
      ([1, .nan, .infinity], 1), ([.nan, .nan, 9], 0), ([1, 2, .nan], 2),
    ] as [([Float], Int64)])
  func placeInARow(values: [Float], place: Int64) {
    #expect(statisticsTensor(values).rowMaxima() == [place])
  }

  @Test func rowsOfAllLeadingAxesAndTypes() {
    #expect(statisticsTensor([1, 2, 4, 3, 5, 6, 8, 7], shape: [2, 2, 2]).rowMaxima() == [1, 0, 1, 0])
    let integers = statisticsTensor([1, 2, 3, 4, 5, 6, 8, 7] as [Int64], .int64, shape: [2, 2, 2])
    #expect(integers.rowMaxima() == [1, 1, 1, 0])
  }

  @Test func rowsOfAnyLength() {
    var values = [Float](repeating: 0, count: 2000)
    values[1700] = 3
    #expect(statisticsTensor(values).rowMaxima() == [1700])
    values[600] = 3
    #expect(statisticsTensor(values).rowMaxima() == [600])
  }

  @Test func withoutElements() {
    #expect(statisticsTensor([], shape: [0]).rowMaxima() == nil)
    #expect(statisticsTensor([], shape: [3, 0]).rowMaxima() == nil)
    #expect(statisticsTensor([], shape: [0, 3]).rowMaxima() == [])
    #expect(statisticsTensor([1], shape: []).rowMaxima() == nil)
  }
}
