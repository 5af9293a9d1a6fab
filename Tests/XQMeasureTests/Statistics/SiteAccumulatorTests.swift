// The facts of a quantizer against the plainest code, in every layout; parts merged in any order.

import CMetrics
import Testing
import XQFormats
import XQRuntime

@testable import XQMeasure

@Suite struct SiteAccumulatorTests {
  private static let quantizers = [
    AffineQuantizer(scale: 0.02, zeroPoint: 3, minimum: -128, maximum: 127),
    AffineQuantizer(scale: 0.013, zeroPoint: 0, minimum: 0, maximum: 255),
    AffineQuantizer(scale: 0.3, zeroPoint: 8, minimum: 0, maximum: 15),
    AffineQuantizer(scale: 0.0001, zeroPoint: 32768, minimum: 0, maximum: 65535),
    AffineQuantizer(
      scale: 0.02, zeroPoint: 3, dequantizedScale: 0.025, dequantizedZeroPoint: -1, minimum: -128, maximum: 127),
    AffineQuantizer(scale: 1e-30, zeroPoint: 0, minimum: -128, maximum: 127),
  ].compactMap { $0 }

  /// A shape, its channel axis as asked for, and how its elements lie around that axis.
  struct Layout: Sendable, CustomTestStringConvertible {
    let shape: [Int]
    let axis: Int?
    let lies: (outer: Int, channels: Int, inner: Int)
    var testDescription: String { "\(shape), axis \(axis.map(String.init) ?? "nil")" }
  }

  private static let layouts = [
    Layout(shape: [2, 3, 20, 35], axis: nil, lies: (2, 3, 700)),
    Layout(shape: [2, 11, 4, 5], axis: nil, lies: (2, 11, 20)),
    Layout(shape: [130, 9], axis: nil, lies: (130, 9, 1)),
    Layout(shape: [3, 70, 21], axis: nil, lies: (210, 21, 1)),
    Layout(shape: [3, 21, 70], axis: 1, lies: (3, 21, 70)),
    Layout(shape: [3, 21, 70], axis: -2, lies: (3, 21, 70)),
    Layout(shape: [3, 21, 70], axis: 7, lies: (1, 1, 4410)),
    Layout(shape: [2, 1, 33, 9], axis: nil, lies: (2, 1, 297)),
    Layout(shape: [1, 2, 3, 4, 8], axis: nil, lies: (24, 8, 1)),
    Layout(shape: [777], axis: 3, lies: (1, 1, 777)),
    Layout(shape: [], axis: nil, lies: (1, 1, 1)),
  ]

  @Test(arguments: layouts, quantizers)
  func factsAreThoseOfPlainCode(layout: Layout, quantizer: AffineQuantizer) throws {
    var generator = Generator(seed: UInt64(layout.shape.count * 100 + quantizer.maximum))
    let values = siteValues(layout.shape.reduce(1, *), &generator)
    for isRectified in [false, true] {
      let wanted = SiteReference(
        values, outer: layout.lies.outer, channels: layout.lies.channels, inner: layout.lies.inner, quantizer,
        isRectified: isRectified)
      var site = SiteAccumulator(quantizer: quantizer, channelAxis: layout.axis, isRectified: isRectified)
      try site.add(statisticsTensor(values, shape: layout.shape))
      check(site, wanted, quantizer)
    }
  }

  private func check(_ site: SiteAccumulator, _ wanted: SiteReference, _ quantizer: AffineQuantizer) {
    let (x, count) = (wanted.values.map(Double.init), Double(wanted.values.count))
    #expect((site.count, site.nonfinite) == (wanted.values.count, wanted.nonfinite))
    #expect((site.minimum, site.maximum) == (x.min() ?? 0, x.max() ?? 0))
    #expect(isNear(site.sumOfSquares, x.reduce(0) { $0 + $1 * $1 }))
    #expect(isNear(site.sum, x.reduce(0, +), within: 1e-7))
    let terms = quantizer.kernel
    #expect(isNear(site.noise, wanted.noise { _ in true }))
    #expect(isNear(site.noiseBelow, wanted.noise { $0 < Double(terms.clip_low) }))
    #expect(isNear(site.noiseAbove, wanted.noise { $0 > Double(terms.clip_high) }))
    #expect(isNear(site.clippedBelow * count, Double(x.count { $0 < Double(terms.clip_low) })))
    #expect(isNear(site.clippedAbove * count, Double(x.count { $0 > Double(terms.clip_high) })))
    #expect(site.channels.count == wanted.channels.count)
    for (found, wanted) in zip(site.channels, wanted.channels) {
      let (x, count) = (wanted.values.map(Double.init), Double(max(wanted.values.count, 1)))
      #expect(found.count == x.count)
      #expect((found.minimum, found.maximum) == (x.min() ?? 0, x.max() ?? 0))
      #expect(isNear(found.meanSquare, x.reduce(0) { $0 + $1 * $1 } / count))
      #expect(isNear(found.noise, wanted.errors.reduce(0) { $0 + $1 * $1 } / count))
      #expect(isNear(found.meanError, wanted.errors.reduce(0, +) / count, within: 1e-6))
    }
  }

  @Test(arguments: layouts)
  func buildsGiveTheSameBits(layout: Layout) {
    for (index, quantizer) in Self.quantizers.enumerated() {
      var generator = Generator(seed: UInt64(index))
      // Without what is not finite too: such blocks take another way.
      for values in [
        siteValues(layout.shape.reduce(1, *), &generator),
        siteValues(layout.shape.reduce(1, *), &generator).map { $0.isFinite ? $0 : 1 },
      ] {
        let baseline = patterns(values, layout, quantizer, xq_baseline)
        for build in [xq_avx2, xq_avx512] { #expect(patterns(values, layout, quantizer, build) == baseline) }
      }
    }
  }

  /// All results as numbers that are equal only for equal bits.
  private func patterns(_ values: [Float], _ layout: Layout, _ quantizer: AffineQuantizer, _ build: xq_build)
    -> [UInt64]
  {
    let tensor = statisticsTensor(values)
    var sums = xq_site_sums()
    var channels = Array(repeating: xq_site_channel(), count: layout.lies.channels)
    var bins = Array(repeating: xq_bin(), count: 2 * LogHistogram.binCount)
    var terms = quantizer.kernel
    let view = xq_site_tensor(
      array: xq_array(tensor), outer: layout.lies.outer, channels: layout.lies.channels, inner: layout.lies.inner,
      is_rectified: false)
    let status = withExtendedLifetime(tensor) { xq_site_sums_of_built(build, &sums, &channels, &bins, &terms, view) }
    #expect(status == xq_ok)
    let doubles = [
      sums.sum_xx, sums.sum_ee, sums.sum_ee_below, sums.sum_ee_above, sums.large_sum.0, sums.large_sum.1,
      sums.large_squares.0, sums.large_squares.1,
    ]
    return [sums.count, sums.nonfinite, sums.below, sums.above] + doubles.map(\.bitPattern)
      + channels.flatMap { channel in
        [channel.count, channel.sum_xx.bitPattern, channel.sum_ee.bitPattern, channel.sum_e.bitPattern]
          + [channel.low, channel.high].map { UInt64((0 + $0).bitPattern) }
      } + bins.flatMap { [$0.count, $0.offsets, $0.squares] }
  }

  @Test func partsMergeInAnyOrder() throws {
    let quantizer = try #require(Self.quantizers.first)
    var generator = Generator(seed: 5)
    let batches = (0..<12).map { batch in
      siteValues(2 * 5 * 40, &generator).map { $0 * Float(sign: .plus, exponent: batch * 3 - 15, significand: 1) }
    }
    let parts = try batches.map { values in
      var part = SiteAccumulator(quantizer: quantizer)
      try part.add(statisticsTensor(values, shape: [2, 5, 8, 5]))
      return part
    }
    var whole = SiteAccumulator(quantizer: quantizer)
    for values in batches { try whole.add(statisticsTensor(values, shape: [2, 5, 8, 5])) }
    for _ in 0..<20 {
      var left = parts.shuffled(using: &generator)
      // Neighbours are merged until one is left.
      while left.count > 1 {
        let place = Int.random(in: 1..<left.count, using: &generator)
        left[place - 1].merge(left.remove(at: place))
      }
      #expect(left == [whole])
      #expect(left[0].channels.map(\.meanError.bitPattern) == whole.channels.map(\.meanError.bitPattern))
    }
    let changed = parts.dropLast().reduce(into: SiteAccumulator(quantizer: quantizer)) { $0.merge($1) }
    #expect(changed != whole)
  }

  @Test func otherElementTypesAreTakenAtTheirValues() throws {
    let quantizer = try #require(Self.quantizers.first)
    let values = (0..<600).map { Float($0 % 17 - 8) / 4 }
    func facts(_ tensor: Tensor) throws -> SiteAccumulator {
      var site = SiteAccumulator(quantizer: quantizer)
      try site.add(tensor)
      return site
    }
    for shape in [[600], [2, 3, 10, 10], [40, 15]] {
      let wanted = try facts(statisticsTensor(values, shape: shape))
      #expect(try facts(statisticsTensor(values.map(Double.init), .float64, shape: shape)) == wanted)
      #expect(
        try facts(statisticsTensor(values.map { UInt16($0.bitPattern >> 16) }, .bfloat16, shape: shape)) == wanted)
    }
  }

  @Test func withoutAQuantizerThereAreNoErrors() throws {
    var site = SiteAccumulator(quantizer: nil)
    try site.add(statisticsTensor([1, -2, 3, .nan], shape: [2, 2]))
    #expect((site.count, site.nonfinite, site.minimum, site.maximum) == (3, 1, -2, 3))
    #expect((site.sumOfSquares, site.sum, site.noise, site.clippedAbove) == (14, 2, 0, 0))
    #expect(site.channels.map(\.meanSquare) == [5, 4])
  }

  @Test func nothingChangesWhatCannotBeAdded() throws {
    var site = SiteAccumulator(quantizer: nil)
    #expect(throws: SiteAccumulator.Failure.notReal(.complex64)) {
      try site.add(statisticsTensor([0.0, 0.0], .complex64))
    }
    #expect(throws: SiteAccumulator.Failure.tooFewBytes) { try site.add(statisticsTensor([1, 2], shape: [3])) }
    try site.add(statisticsTensor([Float](), shape: [0, 4]))
    #expect(site == SiteAccumulator(quantizer: nil))
    #expect((site.noise, site.kurtosis, site.minimum, site.channels.count) == (0, 0, 0, 0))
  }

  @Test func channelsAreGivenUpWhereTheirNumberChanges() throws {
    var site = SiteAccumulator(quantizer: nil)
    try site.add(statisticsTensor([1, 2, 3, 4], shape: [2, 2]))
    #expect(site.channels.count == 2)
    try site.add(statisticsTensor([1, 2, 3], shape: [1, 3]))
    try site.add(statisticsTensor([1, 2], shape: [1, 2]))
    #expect((site.channels.count, site.count, site.maximum) == (0, 9, 4))
  }
}
