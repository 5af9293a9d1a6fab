// The histogram with fixed edges, and what is read from it.

import Testing
import XQFormats
import XQRuntime

@testable import XQMeasure

@Suite struct LogHistogramTests {
  private func histogram(_ values: [Float]) throws -> LogHistogram {
    var site = SiteAccumulator(quantizer: nil)
    try site.add(statisticsTensor(values))
    return site.histogram
  }

  private func normal(_ count: Int, _ generator: inout Generator) -> [Float] {
    (0..<count).map { _ in
      (0..<12).reduce(-6) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
    }
  }

  /// The bin of a magnitude by comparing with all edges.
  private func bin(_ magnitude: Float) -> Int {
    max((0..<LogHistogram.binCount).last { LogHistogram.edge($0) <= Double(magnitude) } ?? 0, 0)
  }

  @Test func binsHoldCountsAndMoments() throws {
    var generator = Generator(seed: 1)
    let values = siteValues(3000, &generator)
    let found = try histogram(values)
    #expect(found.count == values.count { $0.isFinite })
    var wanted: [LogHistogram.Sign: [Int: LogHistogram.Moments]] = [.positive: [:], .negative: [:]]
    for value in values where value.isFinite {
      let bin = bin(abs(value))
      let magnitude = bin == 0 ? 0 : Double(abs(value))
      var moments = wanted[value < 0 ? .negative : .positive]?[bin] ?? LogHistogram.Moments()
      moments.count += 1
      moments.magnitudes += magnitude
      moments.squares += magnitude * magnitude
      wanted[value < 0 ? .negative : .positive]?[bin] = moments
    }
    for sign in LogHistogram.Sign.allCases {
      for bin in 0..<LogHistogram.binCount {
        let (found, wanted) = (found.moments(sign, bin), wanted[sign]?[bin] ?? LogHistogram.Moments())
        #expect(found.count == wanted.count && isNear(found.magnitudes, wanted.magnitudes))
        #expect(isNear(found.squares, wanted.squares, within: 2e-9))
      }
    }
  }

  @Test func edgesAreSixteenAnOctave() {
    #expect(LogHistogram.edge(0) == 0x1p-40 && LogHistogram.edge(640) == 1 && LogHistogram.edge(1024) == 0x1p24)
    #expect(LogHistogram.edge(649) == 1.5625)
  }

  @Test func noiseOfAQuantizerIsForetold() throws {
    var generator = Generator(seed: 2)
    let values = normal(50_000, &generator)
    for (scale, zeroPoint) in [(Float(0.05), 128), (0.01, 100), (0.002, 60)] {
      let quantizer = try #require(AffineQuantizer(scale: scale, zeroPoint: zeroPoint, minimum: 0, maximum: 255))
      var site = SiteAccumulator(quantizer: quantizer)
      try site.add(statisticsTensor(values))
      let foretold = site.histogram.noisePower(low: quantizer.low, high: quantizer.high, steps: 255)
      #expect(isNear(site.noise, foretold, within: 0.02), "\(scale): \(site.noise) \(foretold)")
    }
  }

  /// The definition, bin by bin.
  private func plainNoise(_ histogram: LogHistogram, _ low: Double, _ high: Double, _ steps: Int) -> Double {
    let step = (high - low) / Double(steps)
    var total = 0.0
    for (sign, limit) in [(LogHistogram.Sign.negative, -low), (.positive, high)] {
      for bin in 0..<LogHistogram.binCount {
        let moments = histogram.moments(sign, bin)
        if LogHistogram.edge(bin) >= limit {
          total += moments.squares - 2 * limit * moments.magnitudes + limit * limit * moments.count
        } else if LogHistogram.edge(bin + 1) <= step / 2 {
          total += moments.squares
        } else {
          total += moments.count * step * step / 12
        }
      }
    }
    return total / Double(histogram.count)
  }

  @Test func noiseIsThatOfTheDefinition() throws {
    var generator = Generator(seed: 3)
    let found = try histogram(normal(2000, &generator) + [0, 1e9, -1e9, 1e-14])
    let model = NoiseModel(found)
    for _ in 0..<200 {
      let low = -Double.random(in: 0...8, using: &generator)
      let high = Double.random(in: 0...8, using: &generator)
      let steps = [1, 3, 15, 255, 65535][Int.random(in: 0..<5, using: &generator)]
      let wanted = plainNoise(found, low, high, steps)
      #expect(isNear(model.noisePower(low: low, high: high, steps: steps), wanted, within: 1e-7))
    }
    for limit in [0, 1, 1.5, 1.0625, 0x1p24, 0x1p30, 1e-20] {
      let wanted = plainNoise(found, -limit, limit + 0.125, 15)
      #expect(isNear(model.noisePower(low: -limit, high: limit + 0.125, steps: 15), wanted, within: 1e-7))
    }
  }

  @Test func idealRangeLeavesOutWhatIsRare() throws {
    var generator = Generator(seed: 4)
    let found = try histogram(normal(20_000, &generator) + [40])
    let narrow = found.ideal(steps: 15, minimum: -5, maximum: 40)
    #expect(narrow.high < 20 && isNear(narrow.noise, plainNoise(found, narrow.low, narrow.high, 15), within: 1e-9))
    // With many steps an outlier is worth its range.
    let wide = found.ideal(steps: 65535, minimum: -5, maximum: 40)
    #expect(wide.high == 40 && isNear(wide.noise, plainNoise(found, wide.low, wide.high, 65535), within: 1e-9))
    let zeros = try histogram([0, 0]).ideal(steps: 255, minimum: 0, maximum: 0)
    #expect(zeros.noise == .infinity && zeros.low == 0 && zeros.high == 0)
  }

  @Test func distributionsAreCompared() throws {
    let left = try histogram([-2, -1, 0, 1])
    let right = try histogram([-2, 1, 1, 1])
    #expect(left.kolmogorovSmirnov(left) == 0)
    #expect(left.kolmogorovSmirnov(right) == 0.5)
    #expect(try left.kolmogorovSmirnov(histogram([5, 6])) == 1)
    #expect(LogHistogram().kolmogorovSmirnov(LogHistogram()) == 0)
    #expect(LogHistogram().kolmogorovSmirnov(left) == 1)
    // -0 is 0.
    #expect(try histogram([-0.0]).kolmogorovSmirnov(histogram([0])) == 0)
  }

  @Test func quantilesAreOfMagnitudes() throws {
    let found = try histogram((1...1000).map { Float($0 % 2 == 0 ? $0 : -$0) })
    for share in [0.3, 0.5, 0.9, 0.999] {
      let quantile = try #require(found.magnitude(quantile: share))
      #expect(isNear(quantile, share * 1000, within: 0.04))
    }
    #expect(LogHistogram().magnitude(quantile: 0.5) == nil)
    #expect(try histogram([0, 0, 3]).magnitude(quantile: 0.5) == 0)
  }

  @Test func kurtosisIsThatOfTheValues() throws {
    var generator = Generator(seed: 6)
    for offset in [Float(0), 40, -3] {
      let values = normal(4000, &generator).map { $0 + offset }
      let mean = values.reduce(0) { $0 + Double($1) } / 4000
      let second = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 4000
      let fourth = values.reduce(0) { sum, value in
        let squared = (Double(value) - mean) * (Double(value) - mean)
        return sum + squared * squared
      }
      #expect(
        isNear(try histogram(values).kurtosis, fourth / 4000 / (second * second), within: offset == 40 ? 0.15 : 1e-3))
    }
    #expect(try histogram([2, 2]).kurtosis == 0)
  }
}
