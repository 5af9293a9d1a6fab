import Testing
import XQMeasure

@Suite struct BatchHistogramTests {
  private func range(_ values: [Float]...) -> ValueRange {
    var range = ValueRange()
    for batch in values { range.add(batch) }
    return range
  }

  @Test func oneBatchIsItsOwnHistogram() {
    // 2048 equal bins from 0 to 2048: the last value falls into the last bin.
    let values = (0...2048).map(Float.init)
    var histogram = BatchHistogram(range: range(values))
    histogram.add(batch: values)
    #expect(histogram.counts.count == 2048)
    #expect(histogram.counts.dropLast().allSatisfy { abs($0 - 1) < 1e-9 })
    #expect(abs((histogram.counts.last ?? 0) - 2) < 1e-9)
    #expect(histogram.leftEdges[3] == 3)
  }

  /// Counts of a batch spread evenly over its bins: half of a batch on [0, 2] lies below 1.
  @Test func batchesAreInterpolatedOntoTheWhole() {
    let narrow: [Float] = [0, 2]
    let wide: [Float] = [0, 4096]
    var histogram = BatchHistogram(range: range(narrow, wide))
    histogram.add(batch: narrow)
    #expect(abs(histogram.counts[0] - 2) < 1e-9)
    histogram.add(batch: wide)
    #expect(abs(histogram.counts.reduce(0, +) - 4) < 1e-9)
    #expect(abs(histogram.counts[0] - 3) < 1e-9 && abs(histogram.counts[2047] - 1) < 1e-9)
  }

  @Test func anEvenBatchGetsHalfAUnitOnBothSides() {
    let equal: [Float] = [3, 3, 3]
    let edges = BatchHistogram.edges(of: range(equal))
    #expect(edges.low == 2.5 && edges.high == 3.5)
    var histogram = BatchHistogram(range: edges)
    histogram.add(batch: equal)
    #expect(abs(histogram.counts.reduce(0, +) - 3) < 1e-9)
    #expect(abs(histogram.counts[1024] - 3) < 1e-9)
  }

  @Test func whatIsNoNumberIsLeftOut() {
    let values: [Float] = [.nan, 0, .infinity, 1, -.infinity]
    #expect(range(values).low == 0 && range(values).high == 1)
    var histogram = BatchHistogram(range: range(values))
    histogram.add(batch: values)
    #expect(abs(histogram.counts.reduce(0, +) - 2) < 1e-9)
    var empty = BatchHistogram(range: ValueRange())
    empty.add(batch: [])
    empty.add(batch: [.nan])
    #expect(empty.counts.allSatisfy { $0 == 0 })
    #expect(ValueRange().isEmpty && ValueRange().width == 0)
  }
}
