// Statistics over batches: pooled, averaged, merged in any way.

import Testing
import XQMeasure
import XQRuntime

@Suite struct ErrorAccumulatorTests {
  private func sums(_ x: [Float], _ y: [Float]) throws -> PairSums {
    try PairSums(reference: statisticsTensor(x), other: statisticsTensor(y))
  }

  /// Batches of sizes from 1 to 300, some without elements.
  private func batches(seed: UInt64) throws -> [PairSums] {
    var generator = Generator(seed: seed)
    return try (0..<40).map { index in
      let count = index % 9 == 4 ? 0 : Int.random(in: 1...300, using: &generator)
      let scale = Float.random(in: 1e-6...1e6, using: &generator)
      let x = (0..<count).map { _ in Float.random(in: -1...1, using: &generator) * scale }
      let y = x.map { $0 + Float.random(in: -0.01...0.01, using: &generator) * scale }
      return try sums(x, y)
    }
  }

  @Test func poolsElementsAndAveragesBatches() throws {
    var accumulator = ErrorAccumulator()
    accumulator.add(try sums([1, 2, 3], [1, 2, 5]))
    accumulator.add(try sums([10], [4]))
    #expect(accumulator.batches == 2)
    #expect(accumulator.count == 4)
    #expect(accumulator.referenceRange == 1...10)
    #expect(accumulator.otherRange == 1...5)
    let pooled = accumulator.pooled
    #expect(pooled.mse == 10)
    #expect(pooled.sqnrRatio == 114.0 / 40)
    #expect(pooled.maxAbsolute == 6)
    #expect(pooled.bias == -1)
    let batch = accumulator.batch
    #expect(batch.count == 4)
    #expect(batch.maxAbsolute == 4)
    let means: [(KeyPath<ErrorMetrics, Double?>, Double, Double)] = [
      (\.mse, 4.0 / 3, 36), (\.sqnrRatio, 3.5, 100.0 / 36), (\.bias, 2.0 / 3, -6),
    ]
    for (metric, first, second) in means {
      let mean: Double = (first + second) / 2
      #expect(batch[keyPath: metric] == mean)
    }
    let first = ErrorMetrics(try sums([1, 2, 3], [1, 2, 5]))
    let second = ErrorMetrics(try sums([10], [4]))
    for metric in [\ErrorMetrics.cosine, \.sqnrDecibels, \.nrmse] {
      let mean = try #require(batch[keyPath: metric])
      let values = (try #require(first[keyPath: metric]), try #require(second[keyPath: metric]))
      #expect(abs(mean - (values.0 + values.1) / 2) <= 1e-15 * abs(mean))
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func doesNotDependOnOrderOrWorkers(seed: UInt64) throws {
    let batches = try batches(seed: seed)
    var whole = ErrorAccumulator()
    for batch in batches { whole.add(batch) }
    var generator = Generator(seed: seed)
    for workers in [1, 2, 5, 40] {
      let shuffled = batches.shuffled(using: &generator)
      var parts = Array(repeating: ErrorAccumulator(), count: workers)
      for (index, batch) in shuffled.enumerated() { parts[index % workers].add(batch) }
      var merged = ErrorAccumulator()
      for part in parts.shuffled(using: &generator) { merged.merge(part) }
      #expect(merged == whole)
      #expect(merged.pooled == whole.pooled)
      #expect(merged.batch == whole.batch)
    }
  }

  @Test func leavesOutBatchesWithoutPairs() throws {
    var accumulator = ErrorAccumulator()
    accumulator.add(try sums([], []))
    #expect(accumulator.pooled.mse == nil)
    #expect(accumulator.batch.mse == nil)
    accumulator.add(try sums([.nan], [1]))
    accumulator.add(try sums([1, 3], [2, 3]))
    #expect(accumulator.batches == 3)
    #expect(accumulator.emptyBatches == 2)
    #expect(accumulator.batch.mse == 0.5)
    #expect(accumulator.batch.referenceNonfinite == 1)
    #expect(accumulator.pooled.mse == 0.5)
  }

  @Test func batchesWithoutNoiseMakeTheMeanInfinite() throws {
    var accumulator = ErrorAccumulator()
    accumulator.add(try sums([1], [2]))
    accumulator.add(try sums([1], [1]))
    #expect(accumulator.batch.sqnrDecibels == .infinity)
    #expect(accumulator.batch.sqnrRatio == .infinity)
    #expect(accumulator.batch.nrmse == 0.5)
    #expect(accumulator.pooled.sqnrRatio == 2)
    // Noise without signal: +inf and -inf have no mean.
    accumulator.add(try sums([0], [1]))
    #expect(accumulator.batch.sqnrDecibels?.isNaN == true)
    #expect(accumulator.batch.sqnrRatio == .infinity)
    #expect(accumulator.batch.nrmse == .infinity)
  }

  @Test func keepsItsConvention() throws {
    var accumulator = ErrorAccumulator(convention: .modelCompressionToolkit)
    accumulator.add(try sums([0], [0]))
    accumulator.add(try sums([3], [3]))
    #expect(accumulator.batch.cosine == 0.5)
    #expect(accumulator.batch.sqnrRatio?.isNaN == true)
    #expect(accumulator.pooled.sqnrRatio == .infinity)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func isMergedFromBytes(seed: UInt64) throws {
    let batches = try batches(seed: seed)
    var whole = ErrorAccumulator()
    for batch in batches { whole.add(batch) }
    var parts = Array(repeating: ErrorAccumulator(), count: 3)
    for (index, batch) in batches.enumerated() { parts[index % 3].add(batch) }
    var merged = ErrorAccumulator()
    for part in parts { merged.merge(try #require(ErrorAccumulator(bytes: part.bytes))) }
    #expect(merged == whole)
    #expect(merged.bytes == whole.bytes)
    let empty = ErrorAccumulator(convention: .modelCompressionToolkit)
    #expect(ErrorAccumulator(bytes: empty.bytes) == empty)
  }

  @Test func refusesDamagedBytes() throws {
    var accumulator = ErrorAccumulator()
    accumulator.add(try sums([1, 2], [1, 3]))
    let bytes = accumulator.bytes
    for length in bytes.indices { #expect(ErrorAccumulator(bytes: bytes.prefix(length)) == nil) }
    #expect(ErrorAccumulator(bytes: bytes + [0]) == nil)
    // The version, the convention, a count beyond all counts, more empty batches than batches, a length.
    for (index, value) in [(0, 2), (1, 2), (9, 1), (10, 2), (90, 0xff)] as [(Int, UInt8)] {
      var damaged = bytes
      damaged[index] = value
      #expect(ErrorAccumulator(bytes: damaged) == nil)
    }
    // Any other byte gives statistics or none, but no crash.
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0xff
      if let read = ErrorAccumulator(bytes: damaged) { #expect(read.bytes == damaged) }
    }
  }
}
