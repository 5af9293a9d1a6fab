// Slices: whole batches, each once; and what covers what.

import Testing

@testable import XQMeasure

@Suite struct SampleSliceTests {
  @Test(arguments: [0, 1, 3, 12, 100, 31_250], [1, 2, 3, 7, 16, 1000])
  func slicesHoldEachBatchOnce(batches: Int, count: Int) throws {
    let slices = try (1...count).map { try #require(SampleSlice($0, of: count)).batches(of: batches) }
    #expect(slices.first?.lowerBound == 0 && slices.last?.upperBound == batches)
    #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    let sizes = slices.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func largestNumbersDoNotOverflow() throws {
    let last = try #require(SampleSlice(SampleSlice.largestCount, of: SampleSlice.largestCount))
    #expect(last.batches(of: 1 << 40).upperBound == 1 << 40)
  }

  @Test(arguments: ["0/3", "4/3", "1/0", "-1/3", "3", "3/", "/3", "1/2/3", "a/b", "", "1/1000001", "+1/2", " 1/2"])
  func isNoSlice(_ text: String) { #expect(SampleSlice(text) == nil) }

  @Test func isRead() throws {
    let slice = try #require(SampleSlice("3/16"))
    #expect(slice.number == 3 && slice.count == 16 && slice.description == "3/16")
  }

  @Test func coverageJoinsNeighboursInAnyOrder() {
    func piece(_ batches: Range<Int>) -> SampleCoverage.Piece {
      .init(batches: batches, samples: batches.lowerBound * 10..<batches.upperBound * 10)
    }
    func coverage(_ pieces: Range<Int>...) -> SampleCoverage {
      SampleCoverage(pieces: pieces.map(piece), batchCount: 6, sampleCount: 60)
    }
    var some = coverage(4..<6, 0..<1)
    #expect(some.missing == [10..<40] && !some.isWhole)
    #expect(some.overlap(coverage(1..<3)) == nil && some.overlap(coverage(3..<5)) == 40..<50)
    some.merge(coverage(2..<4))
    #expect(some.pieces == [piece(0..<1), piece(2..<6)] && some.missing == [10..<20])
    some.merge(coverage(1..<2))
    #expect(some.isWhole && some.missing == [] && some.pieces == [piece(0..<6)])
    #expect(coverage().missing == [0..<60] && !coverage().isWhole)
  }
}
