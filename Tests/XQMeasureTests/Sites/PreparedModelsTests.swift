// Models are brought into one form before sites are found.

import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite struct PreparedModelsTests {
  private func normalized(bias: Bool) throws -> OnnxModel {
    var sketch = Sketch("float")
    sketch.input("x", [1, 1, 2, 2])
    sketch.weights("w", [2, 1, 1, 1], [1, -2])
    sketch.weights("b", [2], [1, 2])
    for (name, values) in [("g", [2, 3]), ("beta", [0.5, 0]), ("mean", [1, 0]), ("var", [3, 8])] as [(String, [Float])]
    {
      sketch.weights(name, [2], values)
    }
    sketch.node("Conv", bias ? ["x", "w", "b"] : ["x", "w"], "c")
    sketch.node("BatchNormalization", ["c", "g", "beta", "mean", "var"], "n")
    sketch.node("Relu", ["n"], "y")
    sketch.output("y", [1, 2, 2, 2])
    return try sketch.model()
  }

  private func folded(_ name: String) throws -> OnnxModel {
    var sketch = Sketch("quantized")
    sketch.input("x", [1, 1, 2, 2])
    sketch.weights("s", [], [0.5])
    sketch.integers("z", .int8, [], [0])
    sketch.integers("w_quantized", .int8, [2, 1, 1, 1], [2, -4])
    sketch.node("DequantizeLinear", ["w_quantized", "s", "z"], "w_d")
    sketch.weights("b", [2], [0, 0])
    sketch.node("Conv", ["x", "w_d", "b"], name)
    sketch.node("QuantizeLinear", [name, "s", "z"], "c_q")
    sketch.node("DequantizeLinear", ["c_q", "s", "z"], "c_d")
    sketch.node("Relu", ["c_d"], "y")
    sketch.output("y", [1, 2, 2, 2])
    return try sketch.model()
  }

  @Test(arguments: ["n", "c"], [true, false])
  func normalizationIsFolded(name: String, hasBias: Bool) throws {
    let (float, quantized) = try (normalized(bias: hasBias), folded(name))
    let models = try PreparedModels(float: float, quantized: quantized)
    #expect(models.float.graph.nodes.map(\.op) == ["Conv", "Relu"])
    // The layer has the name that the quantized model knows.
    #expect(models.float.graph.nodes[0].outputs == [name])
    #expect(models.float.graph.nodes[1].inputs == [name])
    let inputs = models.float.graph.nodes[0].inputs
    // γ/√(σ² + 1e-5) is 2/√3 and 3/√8.
    let weights = try #require(models.float.constant(inputs[1])?.floats())
    #expect(abs(weights[0] - 1.154_698_6) < 1e-5 && abs(weights[1] + 2.121_319) < 1e-5)
    let bias = try #require(models.float.constant(inputs[2])?.floats())
    let wanted: [Float] = hasBias ? [0.5, 2.121_319] : [0.5 - 1.154_698_6, 0]
    #expect(zip(bias, wanted).allSatisfy { abs($0 - $1) < 1e-5 })
    let map = SiteMap(models, pairing: Pairing(float: float, quantized: quantized))
    #expect(map.sites.map { "\($0.kind.rawValue) \($0.tensor)" } == ["weight w", "act \(name)"])
  }

  /// Optimizers make one Gemm of both, under the name of the Add, or of the Relu that was left out behind it.
  @Test(arguments: ["a", "r"])
  func anAddedConstantIsTheBiasOfTheLayerBefore(name: String) throws {
    var float = Sketch("float")
    float.input("x", [1, 2])
    float.weights("w", [2, 3], [1, -2, 1, 0.5, 1, 2])
    float.weights("b", [1, 3], [1, 2, 3])
    float.node("MatMul", ["x", "w"], "m")
    float.node("Add", ["b", "m"], "a")
    float.node("Relu", ["a"], "r")
    float.node("MatMul", ["r", "v"], "n")
    float.weights("v", [3, 1], [1, 1, 1])
    float.node("Add", ["n", "b"], "y")
    float.output("y", [1, 3])
    var quantized = Sketch("quantized")
    quantized.input("x", [1, 2])
    quantized.weights("s", [], [0.5])
    quantized.integers("z", .uint8, [], [0])
    quantized.integers("w_quantized", .int8, [2, 3], [2, -4, 2, 1, 2, 4])
    quantized.integers("b_quantized", .int32, [3], [2, 4, 6])
    quantized.weights("v", [3, 1], [1, 1, 1])
    quantized.weights("b", [1, 3], [1, 2, 3])
    quantized.node("DequantizeLinear", ["w_quantized", "s"], "w_d")
    quantized.node("DequantizeLinear", ["b_quantized", "s"], "b_d")
    quantized.node("Gemm", ["x", "w_d", "b_d"], name)
    quantized.node("QuantizeLinear", [name, "s", "z"], "r_q")
    quantized.node("DequantizeLinear", ["r_q", "s", "z"], "r_d")
    quantized.node("MatMul", ["r_d", "v"], "n")
    quantized.node("Add", ["n", "b"], "y")
    quantized.output("y", [1, 3])
    let (first, second) = try (float.model(), quantized.model())
    let models = try PreparedModels(float: first, quantized: second)
    // The second addition is one in both.
    #expect(models.float.graph.nodes.map(\.op) == ["Gemm", "Relu", "MatMul", "Add"])
    #expect(models.float.graph.nodes[0].outputs == ["a"])
    let inputs = models.float.graph.nodes[0].inputs
    #expect(inputs.prefix(2) == ["x", "w"])
    #expect(models.float.constant(inputs[2])?.floats() == [1, 2, 3])
    #expect(models.float.constant(inputs[2])?.shape == [3])
    let map = SiteMap(models, pairing: Pairing(float: first, quantized: second))
    #expect(map.sites.map { "\($0.kind.rawValue) \($0.tensor)" } == ["weight w", "bias b_folded", "act r"])
    #expect(map.skipped.isEmpty)
  }

  @Test(arguments: [[1, 2, 1, 1], [2, 1, 1], [2], [1, 1, 1, 2]])
  func onlyAConstantAlongTheChannelsIsTheBiasOfAConvolution(shape: [UInt64]) throws {
    func model(_ isJoined: Bool) throws -> OnnxModel {
      var sketch = Sketch("model")
      sketch.input("x", [1, 1, 2, 2])
      sketch.weights("w", [2, 1, 1, 1], [1, -2])
      sketch.weights("b", isJoined ? [2] : shape, [1, 2])
      sketch.node("Conv", isJoined ? ["x", "w", "b"] : ["x", "w"], isJoined ? "y" : "c")
      if !isJoined { sketch.node("Add", ["c", "b"], "y") }
      sketch.output("y", [1, 2, 2, 2])
      return try sketch.model()
    }
    let models = try PreparedModels(float: model(false), quantized: model(true))
    let isJoined = shape.count > 2 && shape.last == 1
    #expect(models.float.graph.nodes.map(\.op) == (isJoined ? ["Conv"] : ["Conv", "Add"]))
    #expect(models.float.graph.nodes[0].inputs == (isJoined ? ["x", "w", "b"] : ["x", "w"]))
  }

  @Test func anUnfoldedModelStaysAsItIs() throws {
    let float = try normalized(bias: true)
    let models = try PreparedModels(float: float, quantized: float)
    #expect(models.float === float && models.quantized === float)
  }

  @Test func integerOperatorsBecomeFloatOperatorsBetweenQuantizers() throws {
    var float = Sketch("float")
    float.input("x", [1, 1, 2, 2])
    float.weights("w", [2, 1, 1, 1], [1, -2])
    float.weights("b", [2], [1, 2])
    float.node("Conv", ["x", "w", "b"], "c")
    float.node("Flatten", ["c"], "v")
    float.node("Add", ["v", "v"], "y")
    float.output("y", [1, 8])
    var integer = Sketch("integer")
    integer.input("x", [1, 1, 2, 2])
    integer.weights("xs", [], [0.5])
    integer.weights("ws", [2], [0.25, 0.5])
    integer.weights("cs", [], [0.125])
    integer.integers("z", .uint8, [], [3])
    integer.integers("wz", .int8, [2], [0, 0])
    integer.integers("w_quantized", .int8, [2, 1, 1, 1], [4, -4])
    integer.integers("b_quantized", .int32, [2], [8, 8])
    integer.node("QuantizeLinear", ["x", "xs", "z"], "x_quantized")
    integer.node(
      "QLinearConv", ["x_quantized", "xs", "z", "w_quantized", "ws", "wz", "cs", "z", "b_quantized"], "c_quantized")
    integer.node("Flatten", ["c_quantized"], "v_quantized")
    integer.node(
      "QLinearAdd", ["v_quantized", "cs", "z", "v_quantized", "cs", "z", "cs", "z"], "y_quantized",
      domain: "com.microsoft")
    integer.node("DequantizeLinear", ["y_quantized", "cs", "z"], "y")
    integer.output("y", [1, 8])
    let (ours, theirs) = (try float.model(), try integer.model())
    let models = try PreparedModels(float: ours, quantized: theirs)
    #expect(
      models.quantized.graph.nodes.map(\.op).filter { !$0.hasSuffix("Linear") } == ["Conv", "Flatten", "Add"])
    let map = SiteMap(models, pairing: Pairing(float: ours, quantized: theirs))
    #expect(
      map.sites.map { "\($0.kind.rawValue) \($0.tensor)" } == [
        "act x", "weight w", "bias b", "act c", "act v", "act y",
      ])
    #expect(map.skipped == [])
    let bias = try #require(map.values(of: map.sites[2]))
    // The scales are those of the input times those of the weights.
    #expect(bias.dequantized == [1, 2])
    #expect(map.sites[4].activation?.head == 3)
    #expect(map.sites[5].name == "y_QuantizeLinear_Input")
  }
}
