// Pairs of which nothing can be judged: that is what 'judge' says, and nothing else.

import Foundation
import Testing

@Suite struct JudgeWithoutQuantizersTests {
  @Test func aModelWithoutQuantizersHasNothingToJudge() throws {
    let float = Package.root.appending(path: "Sources/CExamples/files/digits/float.onnx").path
    let result = try Program.run([
      "-c", "compare \(float) \(float) --repr example:digits/repr --val example:digits/val\njudge",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("no quantizer that can be judged"))
    // The representative data are there.
    #expect(result.output.contains("skipped: none"))
  }

  /// Float16 and dynamic quantization cannot be taken out: what they change is no difference of the graphs.
  @Test func whatCannotBeTakenOutIsNoDifferenceOfTheGraphs() throws {
    let folder = try EdgeFolder()
    let float = try TinyModel(inputs: ["x"], nodes: [.init("Relu", ["x"], "y")], outputs: ["y"])
      .write(to: folder.path, name: "float")
    let nodes: [TinyModel.Node] = [
      .init("Cast", ["x"], "x_half", integers: ["to": 10]), .init("Cast", ["x_half"], "x_back", integers: ["to": 1]),
      .init("Relu", ["x_back"], "y"),
    ]
    let half = try TinyModel(inputs: ["x"], nodes: nodes, outputs: ["y"]).write(to: folder.path, name: "half")
    try folder.write("values", shape: [1, 4], type: "float32")
    let result = try Program.run([
      "-c", "threshold graph.agreement 140\ncompare '\(float)' '\(half)' --val '\(folder.path)/values.npy'\njudge",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("no quantizer that can be judged"))
    #expect(result.output.contains("graph: the quantizer of 'x' cannot be taken out"), "\(result.output)")
  }
}
