// Sites of small models: each of the ways in which quantizers are written and tensors are lost.

import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite struct SiteFinderTests {
  /// x -> Conv c -> Relu r -> Reshape v -> y.
  private func float() throws -> OnnxModel {
    var sketch = Sketch("float")
    sketch.input("x", [1, 1, 2, 2])
    sketch.weights("w", [2, 1, 1, 1], [1, -0.5])
    sketch.weights("b", [2], [0.25, 0.5])
    sketch.node("Conv", ["x", "w", "b"], "c")
    sketch.node("Relu", ["c"], "r")
    sketch.node("Flatten", ["r"], "v")
    sketch.node("Mul", ["v", "k"], "y")
    sketch.weights("k", [], [3])
    sketch.output("y", [1, 8])
    return try sketch.model()
  }

  /// The same, quantized: the Relu is absorbed, the bias is gone, the weights are rounded when the model runs.
  private func quantized(reluName: String = "r", scaleBack: Float = 0.5) throws -> OnnxModel {
    var sketch = Sketch("quantized")
    sketch.input("x", [1, 1, 2, 2])
    sketch.weights("s", [], [0.5])
    sketch.weights("s2", [], [scaleBack])
    sketch.weights("ws", [2], [0.125, 0.25])
    sketch.integers("z", .uint8, [], [0])
    sketch.integers("wz", .int8, [2], [0, 0])
    sketch.integers("low", .uint8, [], [0])
    sketch.integers("high", .uint8, [], [15])
    sketch.weights("w", [2, 1, 1, 1], [1, -0.5])
    sketch.node("QuantizeLinear", ["w", "ws", "wz"], "w_q", integers: ["axis": 0])
    sketch.node("DequantizeLinear", ["w_q", "ws", "wz"], "w_d", integers: ["axis": 0])
    sketch.node("Conv", ["x", "w_d"], reluName)
    sketch.node("QuantizeLinear", [reluName, "s", "z"], "r_q")
    sketch.node("Clip", ["r_q", "low", "high"], "r_c")
    sketch.node("DequantizeLinear", ["r_c", "s2", "z"], "r_d")
    sketch.node("DequantizeLinear", ["r_c", "s2", "z"], "r_d2")
    sketch.node("Flatten", ["r_d"], "v")
    sketch.node("QuantizeLinear", ["v", "s", "z"], "v_q")
    sketch.node("DequantizeLinear", ["v_q", "s", "z"], "v_d")
    sketch.integers("k_quantized", .int8, [], [96])
    sketch.weights("ks", [], [0.03125])
    sketch.node("DequantizeLinear", ["k_quantized", "ks"], "k_d")
    sketch.node("Mul", ["v_d", "k_d"], "y")
    sketch.node("Add", ["r_d2", "r_d2"], "unused")
    sketch.output("y", [1, 8])
    return try sketch.model()
  }

  private func map(_ float: OnnxModel, _ quantized: OnnxModel) throws -> SiteMap {
    try SiteMap(
      PreparedModels(float: float, quantized: quantized), pairing: Pairing(float: float, quantized: quantized))
  }

  @Test func sitesOfEachKindAreFoundInOrder() throws {
    let map = try map(float(), quantized())
    #expect(
      map.sites.map { "\($0.kind.rawValue) \($0.tensor)" } == ["weight w", "act r", "act v", "weight k", "bias b"])
    #expect(map.skipped == [])
    #expect(map.sites.map(\.name) == ["w", "r", "v", "k", "b"])
  }

  @Test func aClipOfTheIntegersLimitsTheQuantizer() throws {
    let site = try #require(try map(float(), quantized(scaleBack: 0.625)).sites[1].activation)
    #expect((site.quantizer.minimum, site.quantizer.maximum, site.quantizer.bits) == (0, 15, 4))
    #expect((site.quantizer.scale, site.quantizer.dequantizedScale) == (0.5, 0.625))
    #expect(site.results == ["r_d", "r_d2"])
  }

  @Test(arguments: ["r", "c"])
  func anAbsorbedReluIsTheSitesTensor(reluName: String) throws {
    // The Conv has the Relu's name, or kept its own.
    let map = try map(float(), quantized(reluName: reluName))
    let site = try #require(map.sites.first { $0.name == reluName })
    #expect(site.tensor == "r")
    let absorbed = try #require(site.activation?.absorbed)
    #expect(map.models.float.graph.nodes[absorbed].op == "Relu")
    #expect(site.activation?.producerOp == "Relu")
  }

  @Test func aViewIsTheOneOfItsHeadOnlyWithTheSameQuantizer() throws {
    let sameBack = try map(float(), quantized())
    // The Clip of the first one is no part of what is compared: scales and zero points are.
    #expect(sameBack.sites[2].activation?.head == 1)
    #expect(sameBack.sites[1].activation?.views == [2])
    let otherBack = try map(float(), quantized(scaleBack: 0.75))
    #expect(otherBack.sites[2].activation?.head == nil)
    #expect(otherBack.sites[1].activation?.views == [])
  }

  @Test func constantsAreReadOnBothSides() throws {
    let map = try map(float(), quantized())
    let weights = try #require(map.values(of: map.sites[0]))
    #expect(weights.float == [1, -0.5])
    #expect(weights.integers == [8, -2])
    #expect(weights.dequantized == [1, -0.5])
    #expect(weights.steps == [0.125, 0.25])
    let scalar = try #require(map.values(of: map.sites[3]))
    #expect((scalar.float, scalar.dequantized, scalar.integers) == ([3], [3], [96]))
    let last = try #require(map.sites.last)
    let bias = try #require(map.values(of: last))
    #expect((bias.float, bias.dequantized, bias.integers) == ([0.25, 0.5], [0, 0], nil))
    #expect(map.values(of: map.sites[1]) == nil)
    let details = map.sites.compactMap(\.constant)
    #expect(details.map(\.bits) == [4, 8, 32])
    #expect(details.map(\.isMissing) == [false, false, true])
    #expect(details.map(\.scaleAxis) == [0, nil, nil])
    #expect(details.map(\.isLast) == [true, false, false])
  }

  @Test func aMissingBiasIsAsWrongAsItIsLarge() throws {
    let map = try map(float(), quantized())
    let last = try #require(map.sites.last)
    let facts = try #require(map.biasFacts(of: last, outputPower: 2))
    #expect(facts.exceedsSteps)
    #expect(facts.noise == (0.0625 + 0.25) / 2)
    #expect(facts.relative == facts.noise / 2)
  }

  @Test func whatIsNoSiteSaysWhy() throws {
    var float = Sketch("float")
    float.input("x", [1, 4])
    float.weights("w", [4, 4], (0..<16).map { Float($0) })
    float.node("MatMul", ["x", "w"], "y")
    float.output("y", [1, 4])
    var quantized = Sketch("quantized")
    quantized.input("x", [1, 4])
    quantized.integers("w_quantized", .int8, [4, 5], [Int](repeating: 1, count: 20))
    quantized.weights("ws", [], [1])
    quantized.weights("nan", [], [.nan])
    quantized.integers("z", .uint8, [], [0])
    quantized.node("QuantizeLinear", ["x", "nan", "z"], "x_q")
    quantized.node("DequantizeLinear", ["x_q", "nan", "z"], "x_d")
    quantized.node("DequantizeLinear", ["w_quantized", "ws"], "w_d")
    quantized.node("MatMul", ["x_d", "w_d"], "y")
    quantized.node("Neg", ["y"], "nowhere")
    quantized.node("QuantizeLinear", ["nowhere", "ws", "z"], "n_q")
    quantized.node("DequantizeLinear", ["n_q", "ws", "z"], "n_d")
    quantized.output("y", [1, 5])
    quantized.output("n_d", [1, 5])
    let map = try map(try float.model(), try quantized.model())
    #expect(map.sites.isEmpty)
    #expect(
      map.skipped.map(\.reason) == [
        "its scale nan or zero point 0 is none that a quantizer can have",
        "its counterpart in the float model has another shape: 4x4 for 4x5",
        "no tensor of the float model is known to hold these values",
      ])
  }

  @Test func withoutNamesTheStructureTells() throws {
    func path(_ name: String) -> String {
      PackageFolders.root.appending(path: "Sources/CExamples/files/digits/\(name).onnx").path
    }
    let float = try OnnxModel(path: path("float"), access: FileAccess())
    let quantized = try OnnxModel(path: path("int8"), access: FileAccess())
    let renamed = try RenamedModel(path("int8"), prefix: "q")
    let (byNames, byStructure) = (try map(float, quantized), try map(float, renamed.model))
    #expect(byNames.sites.count == 24)
    #expect(byStructure.sites.map(\.tensor) == byNames.sites.map(\.tensor))
    #expect(byStructure.sites.map(\.kind) == byNames.sites.map(\.kind))
    #expect(byStructure.sites.map { $0.activation?.absorbed } == byNames.sites.map { $0.activation?.absorbed })
  }
}
