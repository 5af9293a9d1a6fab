import Testing
import XQMeasure

@Suite struct HistogramZScoresTests {
  @Test func scoresAreOfLeftEdges() throws {
    // Mean 1, deviation sqrt(1/2).
    let scores = try #require(HistogramZScores(leftEdges: [0, 1, 2, 3], counts: [1, 2, 1, 0]))
    #expect(scores.mean == 1)
    #expect(abs(scores.standardDeviation - 0.5.squareRoot()) < 1e-15)
    // The last bin is empty, and counts all the same.
    #expect(abs(scores.largest - 2 / 0.5.squareRoot()) < 1e-12)
    #expect(abs(scores.score(of: 0) - 1 / 0.5.squareRoot()) < 1e-12)
    #expect(abs(scores.bounds(at: 2).upperBound - (1 + 2 * 0.5.squareRoot())) < 1e-12)
  }

  @Test func aPictureMarksFromTheFirstBinThatRisesBeyondTheBound() throws {
    let edges = (0..<20).map(Double.init)
    var counts = [Double](repeating: 0, count: 20)
    counts[5] = 100
    counts[6] = 40
    counts[15] = 3
    counts[17] = 1
    let scores = try #require(HistogramZScores(leftEdges: edges, counts: counts))
    let marked = scores.outlyingBins(at: 3)
    #expect(marked.upper == 15..<20)
    #expect(marked.lower == nil)
    counts[0] = 2
    let both = try #require(HistogramZScores(leftEdges: edges, counts: counts))
    #expect(both.outlyingBins(at: 2.5).lower == 0..<1)
    #expect(both.outlyingBins(at: 100).upper == nil)
  }

  @Test func edgesOfTheDefinition() throws {
    #expect(HistogramZScores(leftEdges: [], counts: []) == nil)
    #expect(HistogramZScores(leftEdges: [1, 2], counts: [1]) == nil)
    #expect(HistogramZScores(leftEdges: [1, 2], counts: [0, 0]) == nil)
    let one = try #require(HistogramZScores(leftEdges: [1, 2], counts: [4, 0]))
    #expect(one.standardDeviation == 0 && one.largest == 0 && one.score(of: 9) == 0)
  }
}
