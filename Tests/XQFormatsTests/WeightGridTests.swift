// What weights tell about the grid they were rounded to, and what they do not.

import Foundation
import Testing
import XQFormats
import XQSystem

@Suite struct WeightGridTests {
  @Test func readsAGridThatIsUsedToItsEnds() throws {
    // Steps of 0.1 and 0.25: 8 bits and, in the second channel, less than the whole grid.
    let first: [Float] = [-128, 127, 3, 64, -1, 17, 90, -55].map { $0 * 0.1 }
    let second: [Float] = [5, -7, 2, 11, -3, 1, 8, -20].map { $0 * 0.25 }
    let grid = try #require(WeightGrid(first + second, shape: [2, 8], axis: 0))
    #expect(grid.bits == 8 && grid.bitsAtLeast == 8)
    #expect(grid.steps.compactMap { $0 }.map { abs($0 - ($0 < 0.2 ? 0.1 : 0.25)) < 1e-7 } == [true, true])
    #expect(grid.thresholds[0].map { abs($0 - 12.8) < 1e-5 } == true)
    #expect(grid.thresholds[1] == nil)
  }

  @Test func takesTheGreatestCommonStepNotTheSmallestGap() throws {
    // The smallest gap is 2 steps of 0.5.
    let grid = try #require(WeightGrid([-5, 0, 2, 5, 7, 4, -8, 6, 4].map { $0 * 0.5 }, shape: [1, 9], axis: 0))
    #expect(grid.steps == [0.5] && grid.bits == 4)
  }

  @Test(
    arguments: [
      // Two weights.
      ([1, -2], 2), ([3, 0, 0, 0, 0, 0, 0, 0, 0], 2),
      // 5 bits are none that MCT gives.
      ([-16, 15, 1, 2, 3, 4, 5, 6], 5),
    ] as [([Float], Int)])
  func saysWhereItIsAmbiguous(weights: [Float], atLeast: Int) throws {
    let grid = try #require(WeightGrid(weights, shape: [1, weights.count], axis: 0))
    #expect(grid.bits == nil && grid.bitsAtLeast == atLeast)
    #expect(grid.thresholds == [nil])
  }

  @Test func readsUniformGrids() throws {
    let grid = try #require(WeightGrid([-3, 252, 17, 99, 100, 7, 1, 200], shape: [1, 8], axis: 0))
    #expect(grid.bits == 8 && grid.thresholds == [nil])
  }

  @Test func findsNoGridInFloatWeights() {
    var generator = SeededGenerator(seed: 7)
    let weights = (0..<144).map { _ in Float.random(in: -1...1, using: &generator) }
    #expect(WeightGrid(weights, shape: [16, 1, 3, 3], axis: 0) == nil)
    #expect(WeightGrid([1, .infinity], shape: [1, 2], axis: 0) == nil)
    #expect(WeightGrid([0, 0], shape: [1, 2], axis: 0) == nil)
    #expect(WeightGrid([1, 2], shape: [3], axis: 0) == nil)
  }

  /// `facts.json`, as far as it is needed here.
  private struct Facts: Decodable {
    struct Layer: Decodable {
      let op: String
      let weights: [String: Weights]
    }
    struct Weights: Decodable {
      let numBits: Int
      let thresholds: [Float]?
      let channelAxis: Int?
      private enum CodingKeys: String, CodingKey {
        case numBits = "num_bits"
        case thresholds
        case channelAxis = "channel_axis"
      }
    }
    let weightsLayers: [String: Layer]
    private enum CodingKeys: String, CodingKey { case weightsLayers = "weights_layers" }
  }

  @Test(arguments: MctqRewriterTests.folders)
  func agreesWithTheToolkitWhereItSaysAnything(folder: String) throws {
    let facts = try JSONDecoder().decode(
      Facts.self,
      from: Data(contentsOf: URL(filePath: #require(Resources.reference("mct/\(folder)/facts.json")))))
    let model = try OnnxModel(path: #require(Resources.reference("mct/\(folder)/quant.onnx")), access: FileAccess())
    var known = 0
    for (name, layer) in facts.weightsLayers {
      let wanted = try #require(layer.weights["weight"])
      let values = try model.readInitializer(#require(model.graph.initializers["\(name).layer.weight"]))
      let grid = try #require(
        WeightGrid(values.floats(), shape: values.shape, axis: wanted.channelAxis ?? 0), "\(name)")
      #expect(grid.bitsAtLeast <= wanted.numBits, "\(name)")
      guard let bits = grid.bits else { continue }
      known += 1
      #expect(bits == wanted.numBits, "\(name)")
      for (found, threshold) in zip(grid.thresholds, wanted.thresholds ?? []) {
        if let found { #expect(abs(found - threshold) <= 1e-5 * threshold, "\(name)") }
      }
    }
    #expect(known == facts.weightsLayers.count)
  }
}
