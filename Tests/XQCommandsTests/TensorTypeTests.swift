// Outputs that are no floats: integers are compared, what is no tensor of numbers is listed with the reason.

import Foundation
import Testing

@Suite struct TensorTypeTests {
  private func run(_ nodes: [TinyModel.Node], outputs: [String], then commands: String) throws -> Program.Result {
    let folder = try EdgeFolder()
    let model = try TinyModel(inputs: ["x"], nodes: nodes, outputs: outputs).write(to: folder.path)
    try folder.write("x", shape: [3, 4], type: "float32")
    return try Program.run(["-c", "compare '\(model)' '\(model)' --val '\(folder.path)/x.npy'\n\(commands)"])
  }

  private func rows(_ result: Program.Result) throws -> [[String: Any]] {
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
  }

  /// The types that Cast gives, by their ONNX numbers.
  @Test(arguments: [2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22])
  func outputsOfEveryTypeAreMeasured(type: Int) throws {
    let result = try run(
      [.init("Relu", ["x"], "r"), .init("Cast", ["r"], "y", integers: ["to": type])], outputs: ["y"],
      then: "errors y | to json")
    let row = try #require(try rows(result).first)
    #expect(row["tensor"] as? String == "y")
    #expect(row["elements"] as? Int == 12)
    #expect(row["mse"] as? Double == 0)
    #expect(row["sqnr"] as? String == "inf")
  }

  @Test func equalIntegersAreCounted() throws {
    let result = try run(
      [.init("ArgMax", ["x"], "y", integers: ["axis": 1])], outputs: ["y"], then: "errors")
    #expect(result.output.contains("equal elements in 'y' on val: 100.0 %"), "\(result.output)")
  }

  @Test func innerIntegersAreNoCandidates() throws {
    let result = try run(
      [
        .init("Cast", ["x"], "i", integers: ["to": 7]), .init("Cast", ["i"], "y", integers: ["to": 1]),
      ], outputs: ["y"], then: "pairs --all | where layer == 'i' | to json")
    let row = try #require(try rows(result).first)
    #expect(row["reason"] as? String == "not a float tensor (int64)")
    #expect(row["partner"] is NSNull)
  }

  @Test func emptyTensorsHaveNoFigures() throws {
    // No element of a mask that is false everywhere.
    let result = try run(
      [
        .init("IsNaN", ["x"], "m"), .init("NonZero", ["m"], "i"), .init("Cast", ["i"], "f", integers: ["to": 1]),
        .init("Identity", ["x"], "y"),
      ], outputs: ["y", "f"], then: "errors f | to json")
    let row = try #require(try rows(result).first)
    #expect(row["elements"] as? Int == 0)
    for metric in ["mse", "cs", "sqnr", "nrmse", "max_abs", "bias"] { #expect(row[metric] is NSNull, "\(metric)") }
    #expect(row["degraded"] as? Bool == false)
  }

  @Test func aSequenceIsListedWithTheReason() throws {
    let result = try run(
      [.init("SequenceConstruct", ["x"], "s"), .init("Relu", ["x"], "y")], outputs: ["y", "s"],
      then: "pairs --all | where layer == 's' | to json")
    let row = try #require(try rows(result).first)
    #expect(row["reason"] as? String == "not a tensor of numbers (sequence)")
  }

  @Test func randomNumbersAreDoubted() throws {
    let result = try run(
      [.init("RandomNormalLike", ["x"], "y")], outputs: ["y"], then: "errors")
    #expect(result.status == 0)
    #expect(
      result.errors.contains("warning XQ0425: 'tiny.onnx' gives other outputs each time it runs"), "\(result.errors)")
  }

  @Test func aQuantizedModelInTheFirstPlaceIsDoubted() throws {
    let result = try Program.run(["-c", "compare example:digits/int8 example:digits/float --val example:digits/val"])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning XQ0426: the first model is quantized and the second one is not"))
  }
}
