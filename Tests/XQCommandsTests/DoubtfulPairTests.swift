// A pair whose first batch disagrees is said to be doubtful.

import Foundation
import Testing
import XQFormats
import XQSystem

@Suite struct DoubtfulPairTests {
  @Test func aLayerThatIsAnotherOneIsDoubted() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The last layer with all its weights turned round: the name is the same, the values are as wrong as can be.
    let float = Package.root.appending(path: "Sources/CExamples/files/digits/float.onnx")
    let model = try OnnxModel(path: float.path, access: FileAccess())
    guard case .raw(let range)? = model.graph.initializers["fc.weight"]?.location else {
      Issue.record("'fc.weight' has no raw data")
      return
    }
    var bytes = try Data(contentsOf: float)
    for last in stride(from: range.lowerBound + 3, to: range.upperBound, by: 4) { bytes[last] ^= 0x80 }
    let turned = folder.appending(path: "turned.onnx")
    try bytes.write(to: turned)
    let result = try Program.run([
      "-c",
      "compare \(float.path) \(turned.path) --val example:digits/val\nerrors fc | select layer\n"
        + "pairs | where doubtful | select layer confidence",
    ])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning XQ0422: 1 layer may be compared with the wrong tensor: 'fc'"))
    #expect(result.output == "layer\nfc\nlayer  confidence\nfc           0.50\n")
  }
}
