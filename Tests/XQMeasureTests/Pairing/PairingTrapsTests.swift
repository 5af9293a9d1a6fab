// Where weights and structure could mislead.

import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite struct PairingTrapsTests {
  /// 36 numbers that look drawn at random, the same for the same seed.
  private func numbers(_ seed: UInt64, count: Int = 36) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
    }
  }

  private func transposed(_ values: [Float]) -> [Float] {
    (0..<36).map { values[$0 % 6 * 6 + $0 / 6] }
  }

  /// x -> MatMul a -> Relu -> Add <- Relu <- MatMul b <- x.
  private func branches(_ prefix: String, _ first: [Float], _ second: [Float], isSwapped: Bool = false) throws
    -> OnnxModel
  {
    var sketch = Sketch(prefix)
    sketch.input(prefix + "x", [2, 6])
    sketch.weights(prefix + "wa", [6, 6], first)
    sketch.weights(prefix + "wb", [6, 6], second)
    for branch in isSwapped ? ["b", "a"] : ["a", "b"] {
      sketch.node("MatMul", [prefix + "x", prefix + "w" + branch], prefix + branch)
      sketch.node("Relu", [prefix + branch], prefix + "relu_" + branch)
    }
    let ends = [prefix + "relu_a", prefix + "relu_b"]
    sketch.node("Add", isSwapped ? ends.reversed() : ends, prefix + "sum")
    sketch.output(prefix + "sum", [2, 6])
    return try sketch.model()
  }

  private func partners(_ pairing: Pairing) -> [String: String] {
    Dictionary(uniqueKeysWithValues: pairing.pairs.map { ($0.tensor, $0.partner) })
  }

  @Test func ofTwoIdenticalLayersNoneIsTakenAndBothAreNamed() throws {
    let weights = numbers(1)
    let pairing = try Pairing(float: branches("f.", weights, weights), quantized: branches("q.", weights, weights))
    #expect(partners(pairing) == ["f.sum": "q.sum"])
    let reasons = Dictionary(uniqueKeysWithValues: pairing.unpaired.map { ($0.tensor, $0.reason) })
    #expect(reasons["f.a"] == "'q.a' and 'q.b' fit equally well: nothing tells them apart")
    #expect(reasons["f.b"] == "'q.a' and 'q.b' fit equally well: nothing tells them apart")
  }

  @Test func swappedBranchesAreTakenByTheirWeights() throws {
    let pairing = try Pairing(
      float: branches("f.", numbers(1), numbers(2)), quantized: branches("q.", numbers(2), numbers(1), isSwapped: true))
    #expect(
      partners(pairing) == [
        "f.a": "q.b", "f.b": "q.a", "f.relu_a": "q.relu_b", "f.relu_b": "q.relu_a", "f.sum": "q.sum",
      ])
    #expect(pairing.pairs.filter { $0.rule == .weights }.map(\.tensor) == ["f.a", "f.b"])
    #expect(pairing.pairs.allSatisfy { $0.confidence >= 0.8 })
  }

  /// x -> first -> second, each a MatMul or a Gemm with transposed weights.
  private func chain(_ prefix: String, _ weights: [[Float]], isGemm: Bool) throws -> OnnxModel {
    var sketch = Sketch(prefix)
    sketch.input(prefix + "x", [2, 6])
    var last = prefix + "x"
    for (index, values) in weights.enumerated() {
      sketch.weights(prefix + "w\(index)", [6, 6], isGemm ? transposed(values) : values)
      let output = prefix + "y\(index)"
      if isGemm {
        sketch.node("Gemm", [last, prefix + "w\(index)"], output, integers: ["transB": 1])
      } else {
        sketch.node("MatMul", [last, prefix + "w\(index)"], output)
      }
      last = output
    }
    sketch.output(last, [2, 6])
    return try sketch.model()
  }

  @Test func aTransposedGemmIsTheMatMulOfTheSameWeights() throws {
    // The second layer's weights are the first one's, transposed: square, so that only the orientation tells them apart.
    let weights = [numbers(1), transposed(numbers(1)), numbers(3)]
    let pairing = try Pairing(
      float: chain("f.", weights, isGemm: false), quantized: chain("q.", weights, isGemm: true))
    #expect(partners(pairing) == ["f.y0": "q.y0", "f.y1": "q.y1", "f.y2": "q.y2"])
    #expect(pairing.pairs.allSatisfy { $0.rule == .weights && $0.confidence > 0.99 })
  }

  @Test func aRepeatedLayerIsPlacedByItsNeighbours() throws {
    let weights = [numbers(1), numbers(2), numbers(2)]
    let pairing = try Pairing(
      float: chain("f.", weights, isGemm: false), quantized: chain("q.", weights, isGemm: false))
    #expect(partners(pairing) == ["f.y0": "q.y0", "f.y1": "q.y1", "f.y2": "q.y2"])
    #expect(pairing.pairs.map(\.rule) == [.weights, .structure, .structure])
  }

  @Test func aFactorForEachChannelIsAFoldedNormalization() throws {
    let scaled = zip(numbers(1), 0...).map { value, place in value * [0.5, 3, -2, 1, 0.1, 7][place % 6] }
    let pairing = try Pairing(
      float: chain("f.", [numbers(1), numbers(2)], isGemm: false),
      quantized: chain("q.", [scaled, numbers(2)], isGemm: false))
    #expect(partners(pairing) == ["f.y0": "q.y0", "f.y1": "q.y1"])
    #expect(pairing.pairs.map(\.rule) == [.weights, .weights])
  }

  @Test func otherWeightsAreNoPair() throws {
    let pairing = try Pairing(
      float: chain("f.", [numbers(1), numbers(2)], isGemm: false),
      quantized: chain("q.", [numbers(3), numbers(4)], isGemm: false))
    #expect(partners(pairing) == [:])
  }

  @Test func anOutputInTheSamePlaceIsLessSure() throws {
    let pairing = try Pairing(
      float: chain("f.", [numbers(1), numbers(2)], isGemm: false),
      quantized: chain("q.", [numbers(1), numbers(4)], isGemm: false))
    #expect(partners(pairing) == ["f.y0": "q.y0", "f.y1": "q.y1"])
    #expect(pairing.pairs.map(\.rule) == [.weights, .structure])
    #expect(pairing.pairs.last?.confidence == 0.85)
  }
}
