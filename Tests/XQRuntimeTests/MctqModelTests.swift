// Models with operators of MCT's quantizers, run: expected values by the formulas in numpy.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@Suite struct MctqModelTests {
  private func load(_ tensors: [String], kernels: Kernels = .reference) throws -> any EngineSession {
    let path = packageFolder.appending(path: "Tests/XQFormatsTests/Resources/mctq/every.onnx").path
    return try engine().load(
      OnnxModel(path: path, access: FileAccess()), fetching: tensors, options: EngineOptions(kernels: kernels))
  }

  @Test(arguments: Kernels.allCases)
  func everyOperatorRoundsToItsGrid(kernels: Kernels) throws {
    let session = try load(["a4", "a16", "output"], kernels: kernels)
    let input = Tensor([2, 3], [0.1, -2.9, 3.4, 1.3125, 0.1875, -0.5625])
    let results = try session.run([("input", input)], cancellation: Cancellation())
    // 4 bits, signed, threshold 3: in the middle between two points the even one, beyond the last point the last one.
    #expect(results[0]?.floats == [0, -3, 2.625, 1.5, 0, -0.75])
    // 16 bits: a step is 16 / 32768.
    #expect(results[1]?.floats == [5.625, -5.78564453125, 3.45556640625, -0.96435546875, 0, -0.48193359375])
    #expect(results[2]?.floats == [5.6078434, -4, 3.4509804, -0.9803922, 0, -0.47058827])
  }

  @Test func constantsThatOnlyQuantizersReadCannotBeFetched() {
    #expect(throws: EngineError.self) { try load(["w"]) }
    #expect(throws: Never.self) { try load(["wq"]) }
  }
}
