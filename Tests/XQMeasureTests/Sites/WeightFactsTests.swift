// Facts of weights, by hand.

import Testing
import XQFormats
import XQMeasure

@Suite struct WeightFactsTests {
  /// The facts of a MatMul's weights of 2x2, as integers with scales.
  private func facts(
    _ weights: [Float], _ integers: [Int], scales: [Float], axis: UInt64 = 1
  ) throws -> WeightFacts {
    var float = Sketch("float")
    float.input("x", [1, 2])
    float.weights("w", [2, 2], weights)
    float.node("MatMul", ["x", "w"], "y")
    float.output("y", [1, 2])
    var quantized = Sketch("quantized")
    quantized.input("x", [1, 2])
    quantized.integers("w_quantized", .int8, [2, 2], integers)
    quantized.weights("ws", scales.count == 1 ? [] : [UInt64(scales.count)], scales)
    quantized.node("DequantizeLinear", ["w_quantized", "ws"], "w_d", integers: ["axis": axis])
    quantized.node("MatMul", ["x", "w_d"], "y")
    quantized.output("y", [1, 2])
    let models = try (float.model(), quantized.model())
    let map = try SiteMap(
      PreparedModels(float: models.0, quantized: models.1), pairing: Pairing(float: models.0, quantized: models.1))
    let site = try #require(map.sites.first)
    return try #require(map.weightFacts(of: site))
  }

  @Test func roundingDownShiftsTheMean() throws {
    let facts = try facts([127, 1.9, -1.1, 3.9], [127, 1, -2, 3], scales: [1])
    #expect(facts.bits == 8 && facts.count == 4 && facts.isScalar)
    #expect(abs(facts.mean + 0.675) < 1e-6)
    #expect(abs(facts.nsr - (3 * 0.81) / facts.power) < 1e-9)
    // Rounded to nearest, only 0.1 is left of each.
    #expect(abs(facts.nsrSame - 0.03 / facts.power) < 1e-9)
    #expect(abs(facts.excess - 81) < 1e-3)
    #expect(facts.inside == 0.75 && facts.clip == 0)
  }

  @Test func scalesOfOtherChannelsAreAGain() throws {
    let facts = try facts([127, 64, -127, 32], [127, 64, -127, 32], scales: [2, 0.5])
    #expect(facts.fit.residual < 1e-12 && facts.fit.axis == .second && facts.fit.largestLog2Gain == 1)
    #expect(!facts.isScalar)
    let other = try self.facts([127, 64, -127, 32], [127, 64, -127, 32], scales: [2, 0.5], axis: 0)
    #expect(other.fit.axis == .first && other.isScalar)
  }

  @Test func clippedElementsAreThoseAtTheEnds() throws {
    let facts = try facts([200, 1, -1, -127], [127, 1, -1, -127], scales: [1])
    #expect(facts.clip == 1)
    #expect(facts.inside == 0)
  }

  @Test func weightsOfZerosAreNoTrouble() throws {
    let facts = try facts([0, 0, 0, 0], [0, 0, 0, 0], scales: [1])
    #expect((facts.nsr, facts.nsrSame, facts.nsrPerChannel, facts.channelOwn) == (0, 0, 0, 0))
    #expect(facts.bits == 2)
    #expect(try self.facts([0, 0, 0, 0], [0, 1, 0, 0], scales: [1]).nsr == .infinity)
  }
}
