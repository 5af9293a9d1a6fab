// The definitions of the error metrics and their edges.

import Testing
import XQMeasure
import XQRuntime

@Suite struct ErrorMetricsTests {
  private func metrics(
    _ x: [Float], _ y: [Float], _ convention: MetricConvention = .standard
  ) throws -> ErrorMetrics {
    ErrorMetrics(
      try PairSums(reference: statisticsTensor(x), other: statisticsTensor(y)), convention: convention)
  }

  @Test func followTheirFormulas() throws {
    let metrics = try metrics([3, 4, 0], [3, 2, 1])
    #expect(metrics.count == 3)
    #expect(metrics.mse == 5.0 / 3)
    #expect(metrics.cosine == 17 / 350.0.squareRoot())
    #expect(metrics.sqnrRatio == 5)
    #expect(metrics.sqnrDecibels.map { abs($0 - 6.989700043360188) < 1e-14 } == true)
    #expect(metrics.nrmse == 0.2.squareRoot())
    #expect(metrics.maxAbsolute == 2)
    #expect(metrics.bias == -1.0 / 3)
  }

  @Test(
    arguments: [
      // x, y, cosine, decibels, ratio, nrmse
      ([1, 2], [1, 2], 1, .infinity, .infinity, 0),
      ([0, 0], [0, 0], 1, .infinity, .infinity, 0),
      ([0, 0], [1, 0], 0, -.infinity, 0, .infinity),
      ([1, 0], [0, 0], 0, 0, 1, 1),
      ([1, 0], [-1, 0], -1, -6.020599913279624, 0.25, 2),
    ] as [([Float], [Float], Double, Double, Double, Double)])
  func atTheirEdges(
    x: [Float], y: [Float], cosine: Double, decibels: Double, ratio: Double, nrmse: Double
  ) throws {
    let metrics = try metrics(x, y)
    #expect(metrics.cosine == cosine)
    #expect(metrics.sqnrDecibels == decibels)
    #expect(metrics.sqnrRatio == ratio)
    #expect(metrics.nrmse == nrmse)
  }

  @Test func noErrorIsNotNegative() throws {
    #expect(try metrics([1, 2], [1, 2]).bias?.sign == .plus)
  }

  @Test func cosineHoldsForNumbersOfAnySize() throws {
    for scale in [1e-100, 1e100] {
      let x = statisticsTensor([3 * scale, 4 * scale], .float64)
      let y = statisticsTensor([4 * scale, 3 * scale], .float64)
      let cosine = try #require(ErrorMetrics(PairSums(reference: x, other: y)).cosine)
      #expect(abs(cosine - 0.96) < 1e-15)
    }
  }

  @Test func areMissingWhereNoPairIsLeft() throws {
    let metrics = try metrics([.nan, 1], [1, .infinity])
    #expect(metrics.mse == nil)
    #expect(metrics.cosine == nil)
    #expect(metrics.sqnrDecibels == nil)
    #expect(metrics.sqnrRatio == nil)
    #expect(metrics.nrmse == nil)
    #expect(metrics.maxAbsolute == nil)
    #expect(metrics.bias == nil)
    #expect(metrics.count == 0)
    #expect(metrics.referenceNonfinite == 1)
    #expect(metrics.otherNonfinite == 1)
  }

  @Test func followModelCompressionToolkitWhereAsked() throws {
    let zeros = try metrics([0, 0], [0, 0], .modelCompressionToolkit)
    #expect(zeros.cosine == 0)
    #expect(zeros.sqnrRatio?.isNaN == true)
    #expect(zeros.mse == 0)
    let identical = try metrics([1, 2], [1, 2], .modelCompressionToolkit)
    #expect(identical.cosine.map { abs($0 - 1) < 1e-15 } == true)
    #expect(identical.sqnrRatio == .infinity)
    // A norm of 1e-10 counts as 1e-8.
    let tiny = try metrics([1e-10], [1], .modelCompressionToolkit)
    #expect(tiny.cosine.map { abs($0 - 0.01) < 1e-9 } == true)
  }
}
