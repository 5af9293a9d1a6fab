// Layers have names that users can tell apart, whatever the file calls its nodes.

import Foundation
import Testing

@Suite struct LayerNameTests {
  @Test func namesStayUniqueWhereANodeHasTheNameOfATensor() throws {
    let folder = try EdgeFolder()
    // The nodes are named b, nothing and c, and write a, b and c.
    let nodes: [TinyModel.Node] = [
      .init("Relu", ["x"], "a", name: "b"), .init("Neg", ["a"], "b", name: ""), .init("Abs", ["b"], "c"),
    ]
    let model = try TinyModel(inputs: ["x"], nodes: nodes, outputs: ["c"]).write(to: folder.path)
    let result = try Program.run(["-c", "compare '\(model)' '\(model)'\npairs | select layer tensor | to csv"])
    #expect(result.output == "layer,tensor\nb,a\nb#2,b\nc,c\n", "\(result.errors)")
  }
}
