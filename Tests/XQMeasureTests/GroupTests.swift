// Groups of layers: the figures of one run over the samples, within the memory that is allowed.

import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct GroupTests {
  private static let items = [("a", 10, 10), ("b", 30, 30), ("c", 20, 20), ("d", 40, 40)]

  private func groups(_ limit: Int, output: String = "d") throws -> [Range<Int>] {
    try LayerGroups(
      Self.items.map { .init(layer: $0.0, float: $0.0, quantized: $0.0) },
      sizes: (
        Dictionary(uniqueKeysWithValues: Self.items.map { ($0.0, $0.1) }),
        Dictionary(uniqueKeysWithValues: Self.items.map { ($0.0, $0.2) })
      ),
      outputs: ([output], [output]), limit: limit
    ).groups
  }

  @Test func tensorsFitTheLimitWithTheOutputs() throws {
    // The outputs take 80 of each.
    #expect(try groups(200) == [0..<4])
    #expect(try groups(199) == [0..<2, 2..<4])
    #expect(try groups(140) == [0..<1, 1..<2, 2..<4])
    #expect(try groups(200, output: "none") == [0..<4])
    #expect(throws: LayerGroups.TooLarge(layer: "b", bytes: 140)) { try groups(139) }
    #expect(throws: LayerGroups.TooLarge(layer: "a", bytes: 100)) { try groups(50) }
  }

  @Test(arguments: Kernels.allCases)
  func figuresAreThoseOfOneRun(kernels: Kernels) throws {
    let comparison = try DigitsExample.comparison()
    let plain = MeasureOptions(kernels: kernels)
    let whole = DigitsExample.figures(try DigitsExample.stored(comparison, .validation, plain))
    let needed = try neededForOneLayer(kernels)
    for factor in [1, 2, 100] {
      var options = plain
      options.memory = needed * factor
      // A comparison of its own: what was measured with another limit is known to this one.
      let grouped = try DigitsExample.stored(DigitsExample.comparison(), .validation, options)
      #expect(DigitsExample.figures(grouped) == whole, "\(factor)")
    }
  }

  /// The largest layer of 32 samples with its counterpart: relu1, 16 × 8 × 8 float32, and the outputs.
  private func neededForOneLayer(_ kernels: Kernels) throws -> Int {
    let options = MeasureOptions(kernels: kernels, memory: 1)
    let error = #expect(throws: MeasureError.self) {
      try DigitsExample.comparison().measure(.validation, options: options, engine: ReferenceFolder.engine())
    }
    guard case .memoryTooSmall(_, var needed, 1, 32)? = error else { return 0 }
    // The first layer is named; others may need more.
    while needed < 1 << 24 {
      do throws(MeasureError) {
        let options = MeasureOptions(kernels: kernels, memory: needed)
        guard let comparison = try? DigitsExample.comparison() else { return 0 }
        _ = try comparison.measure(.validation, options: options, engine: ReferenceFolder.engine())
        return needed
      } catch {
        guard case .memoryTooSmall(_, let more, needed, 32) = error, more > needed else { return 0 }
        needed = more
      }
    }
    return needed
  }

  @Test func theLargestLayerIsWhatIsNeeded() throws {
    let comparison = try DigitsExample.comparison()
    let measurement = try comparison.measure(.validation, engine: ReferenceFolder.engine())
    let largest = try #require(
      measurement.layers.map { layer in
        if case .measured(let errors) = layer { errors.count / 360 } else { 0 }
      }.max())
    // Two tensors of float32 and both outputs of ten classes.
    #expect(try neededForOneLayer(.reference) == 2 * 4 * 32 * (largest + 10))
  }

  @Test func theFirstBatchTellsWhatAPassNeeds() throws {
    let needed = try neededForOneLayer(.reference)
    for memory in [nil, needed] {
      var estimates: [PassEstimate] = []
      var last = (0, 0)
      let measurement = try DigitsExample.comparison().measure(
        .validation, options: MeasureOptions(memory: memory), engine: ReferenceFolder.engine(),
        progress: { last = ($0, $1) }, estimate: { estimates.append($0) })
      #expect(estimates.count == 1 && last == (360, 360) && measurement.sampleCount == 360)
      #expect(estimates.allSatisfy { $0.seconds > 0 && $0.tensorBytes > 0 && $0.tensorBytes <= memory ?? .max })
    }
  }
}
