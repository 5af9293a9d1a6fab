// Facts of quantizers in groups of layers and on slices of the samples.

import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct FactsOfPartsTests {
  private let engine = ReferenceFolder.engine()

  private func comparison() throws -> Comparison {
    try DigitsExample.comparison(roles: [.representative, .validation])
  }

  @Test func groupsOfLayersGiveTheBitsOfOneRun() throws {
    let (whole, grouped) = (try comparison(), try comparison())
    let facts = try whole.facts(engine: engine)
    // Of relu1 alone both tensors take 256 KiB a batch.
    let options = MeasureOptions(memory: 300 << 10)
    var progress: [(Int, Int)] = []
    var estimates = 0
    let same = try grouped.facts(
      options: options, engine: engine, progress: { progress.append(($0, $1)) }, estimate: { _ in estimates += 1 })
    #expect(facts.facts.count > 10 && "\(same.facts)" == "\(facts.facts)")
    #expect((same.inputShift, same.medianShift) == (facts.inputShift, facts.medianShift))
    #expect(
      (same.inputShiftOfHalves, same.medianShiftOfHalves) == (facts.inputShiftOfHalves, facts.medianShiftOfHalves))
    for role in whole.roles {
      let ours = try #require(grouped.known(role, options: options))
      let theirs = try #require(whole.known(role, options: MeasureOptions()))
      #expect(ours.sites == theirs.sites && ours.facts == theirs.facts && !theirs.sites.isEmpty)
    }
    // Several runs: samples of the bar come more slowly than batches.
    #expect(progress.count > 24 && progress.last.map { $0 == $1 } == true && estimates == 1)
  }

  @Test func factsOfASliceAreOfItsSamples() throws {
    let comparison = try comparison()
    let slices = try (1...2).map { try DigitsExample.slice($0, of: 2) }
    let facts = try slices.map { try comparison.facts(options: $0, engine: engine) }
    #expect(facts.map(\.sampleCount) == [192, 168] && facts.map(\.representativeCount) == [64, 64])
    #expect(comparison.knownFacts == nil && comparison.knownFacts(of: slices[0].slice) != nil)
    let whole = try comparison.facts(engine: engine)
    #expect(whole.sampleCount == 360)
    for (index, site) in whole.facts.enumerated() {
      guard let all = site.activation else { continue }
      let parts = facts.compactMap(\.facts[index].activation)
      #expect(parts.map(\.validation.minimum).min() == all.validation.minimum)
      #expect(parts.map(\.validation.maximum).max() == all.validation.maximum)
    }
    #expect("\(facts[0].facts)" != "\(facts[1].facts)" && "\(facts[0].facts)" != "\(whole.facts)")
  }

  @Test func bothHalvesOfASliceAreItsOwn() throws {
    let comparison = try comparison()
    let options = try DigitsExample.slice(2, of: 2)
    let facts = try comparison.facts(options: options, engine: engine)
    let measurement = try #require(comparison.known(.validation, options: options))
    #expect(measurement.facts.splits == [64, 84] && facts.scoringCount == 64)
    // The image, 8 × 8 a sample: 64, 20 and 84 samples, although 192 stand before them in the data set.
    let input = try #require(measurement.facts.sites.firstIndex { $0.tensor == "image" })
    guard case .collected(let parts) = measurement.sites[input] else { return #expect(Bool(false)) }
    #expect(parts.map(\.count) == [64, 20, 84].map { $0 * 64 })
  }

  @Test func anEmptySliceHasNoFacts() throws {
    // 128 representative samples are four batches, 360 validation samples twelve: of 16 slices the first one is empty.
    let facts = try comparison().facts(options: DigitsExample.slice(1, of: 16), engine: engine)
    #expect(facts.sampleCount == 0 && facts.representativeCount == 0)
    #expect(facts.facts.compactMap(\.activation).allSatisfy { $0.validation.power.isNaN || $0.validation.power == 0 })
  }
}
