// Counterfactual quantizers, and settings imitated as a whole.

import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct RepairTests {
  private static let comparison = TrialTests.comparison
  private let engine = ReferenceFolder.engine()

  @Test func weightsAreRoundedHalfToEvenOnASymmetricGrid() {
    let weights: [Float] = [0.5, 1.5, -2.5, 7, 0.1, -0.2, 0.3, 0.7]
    #expect(
      WeightQuantization.symmetric(weights, shape: [2, 4], bits: 4, axis: nil) == [0, 2, -2, 7, 0, 0, 0, 1])
    let channels = WeightQuantization.symmetric(weights, shape: [2, 4], bits: 4, axis: 0)
    #expect(channels[..<4] == [0, 2, -2, 7])
    for (found, wanted) in zip(channels[4...], [Float(0.1), -0.2, 0.3, 0.7]) { #expect(abs(found - wanted) < 1e-6) }
    #expect(WeightQuantization.symmetric([0, 0], shape: [2], bits: 8, axis: nil) == [0, 0])
  }

  @Test func aRangeHoldsZero() {
    let range = AffineRange(low: -1, high: 3, steps: 255)
    #expect(abs(range.scale - 4.0 / 255) < 1e-15 && range.zeroPoint == 64)
    #expect(AffineRange(low: 1, high: 3, steps: 3) == AffineRange(low: 0, high: 3, steps: 3))
    #expect(AffineRange(low: 0, high: 0, steps: 255).scale == 1e-12)
    #expect(AffineRange(low: -3, high: 0, steps: 3).zeroPoint == 3)
  }

  @Test func viewsOfAChangedSiteAreFloat() throws {
    let map = try Self.comparison.get().siteMap()
    guard let head = map.sites.firstIndex(where: { $0.activation?.views.isEmpty == false }) else { return }
    let views = try #require(map.sites[head].activation?.views)
    #expect(map.withViews([head: .float]).count == 1 + views.count)
    let named: SiteState = .affine(scale: 1, zeroPoint: 0)
    #expect(map.withViews([head: .float, views[0]: named])[views[0]] == named)
  }

  @Test func settingsDifferFromTheModelAndGainWhatTheyShould() throws {
    let comparison = try Self.comparison.get()
    let facts = try comparison.facts(engine: engine)
    let settings = facts.imitatedSettings(scored: 64)
    let trial = try TrialModel(
      facts.siteMap, pairing: comparison.pairing, data: #require(comparison.data[.validation]), engine: engine)
    let before = try trial.run([:]).decibels(at: .output)
    let perChannel = try #require(settings.first { $0.setting == .perChannelWeights })
    // The example's fault is one scale for weights of very different channels.
    #expect(try trial.run(perChannel).decibels(at: .output) - before > 10)
    #expect(CalibrationMethod.guess(facts) == .minMax)
    #expect(!settings.contains { $0.setting == .calibrated(.minMax) }, "it is what the model has")
    let percentile = try #require(settings.first { $0.setting == .calibrated(CalibrationMethod(percentile: 99.9)) })
    #expect(percentile.parts.count == 1 && percentile.parts[0].samples == 0..<64)
    let more = try #require(settings.first { $0.setting == .moreData })
    #expect(more.parts.map(\.samples) == [0..<64])
    let all = facts.imitatedSettings(scored: facts.sampleCount)
    #expect(
      all.first { $0.setting == .otherData }?.parts.map(\.samples)
        == [0..<facts.sampleCount / 2, facts.sampleCount / 2..<facts.sampleCount])
  }

  @Test func equalizationMovesWeightsOnlyWhereItHalvesTheirNoise() throws {
    let comparison = try Self.comparison.get()
    let facts = try comparison.facts(engine: engine)
    let map = facts.siteMap
    let weights = Set(map.sites.indices.filter { map.sites[$0].kind == .weights })
    for (index, site) in map.sites.enumerated() where site.kind == .activation {
      let statistics = try #require(facts.facts[index].activation?.validation)
      for (partner, state) in map.partners(of: index, statistics, rank: 4, free: weights) {
        #expect(map.sites[partner].constant?.consumer == map.models.float.graph.consumers[site.tensor]?.first?.node)
        guard case .values(let values) = state else {
          Issue.record("weights keep values")
          continue
        }
        #expect(values.count == map.sites[partner].constant?.shape.reduce(1, *))
      }
      #expect(map.partners(of: index, statistics, rank: 4, free: []).isEmpty)
    }
  }

  @Test func gainsAreMeasuredInFrontOfASoftmax() throws {
    let comparison = try Self.comparison.get()
    func withSoftmax(_ model: OnnxModel, quantizers: Bool) throws -> OnnxModel {
      var editor = GraphEditor(model)
      let last = try #require(model.graph.producer["logits"])
      editor.rename(output: "logits", to: "scores")
      var nodes = [NewNode("Softmax", ["scores"], ["p"], attributes: [("axis", .int(1))])]
      if quantizers {
        editor.add(NewConstant("p_scale", scalar: 1.0 / 255))
        editor.add(NewConstant("p_zero", integers: [0], .uint8, shape: []))
        nodes += [
          NewNode("QuantizeLinear", ["p", "p_scale", "p_zero"], ["p_q"]),
          NewNode("DequantizeLinear", ["p_q", "p_scale", "p_zero"], ["logits"]),
        ]
      } else {
        // Quantizers take the graph through an optimizer that drops it.
        nodes.append(NewNode("Identity", ["p"], ["logits"]))
      }
      editor.insert(nodes, after: last)
      return try editor.model()
    }
    let (float, quantized) = (
      try withSoftmax(comparison.float, quantizers: false), try withSoftmax(comparison.quantized, quantizers: true)
    )
    let pairing = Pairing(float: float, quantized: quantized)
    let map = SiteMap(try PreparedModels(float: float, quantized: quantized), pairing: pairing)
    let output = EndTensor(float: "logits", quantized: "logits")
    #expect(map.logits(behind: [output]) == [EndTensor(float: "scores", quantized: "scores")])
    let trial = try TrialModel(
      map, pairing: pairing, data: #require(comparison.data[.validation]), samples: 32, engine: engine)
    let result = try trial.run([:])
    #expect(result.logits[0].tensor == "scores")
    #expect(result.decibels(at: .logits) != result.decibels(at: .output))
    // Where nothing like it is at the end, both are the same.
    let plain = try comparison.siteMap()
    #expect(plain.logits(behind: [output]) == [output])
  }
}
