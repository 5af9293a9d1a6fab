// The commands on a model of Model Compression Toolkit.

import Foundation
import Testing

@Suite struct MctCommandTests {
  private static let folder = Package.root.appending(path: "Tests/XQMeasureTests/Resources/mct_lowbit").path
  private static let models = "'\(folder)/float.onnx' '\(folder)/quant_mctq.onnx' --val '\(folder)/val.npz'"

  private func rows(_ text: String) throws -> [[String: Any]] {
    let result = try Program.run(["-c", text + " | to json"])
    try #require(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
  }

  @Test func loadSaysThatItIsAnMCTQExport() throws {
    let result = try Program.run(["-c", "load '\(Self.folder)/quant_mctq.onnx'"])
    #expect(result.status == 0)
    #expect((result.output + result.errors).contains("activations (MCTQ)"))
  }

  @Test func errorsHaveTheNamesOfTheToolkitAndItsFigures() throws {
    let rows = try rows("compare \(Self.models) --at op\nerrors --aggregate batch")
    #expect(rows.count == 7)
    let report = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: Self.folder + "/quant_report.json"))) as? [String: Any])
    let layers = try #require(report["intermediate_similarity_metrics_val"] as? [String: [String: Double]])
    let output = try #require(report["output_similarity_metrics_val"] as? [String: Double])
    for row in rows {
      let wanted = try #require((row["module"] as? String).map { layers[$0] } ?? output)
      let (mse, cs) = (try #require(row["mse"] as? Double), try #require(row["cs"] as? Double))
      let (wantedMse, wantedCs) = (try #require(wanted["mse"]), try #require(wanted["cs"]))
      #expect(abs(mse - wantedMse) <= 1e-4 * wantedMse)
      #expect(abs(cs - wantedCs) <= 1e-5)
    }
    #expect(Set(rows.compactMap { $0["module"] as? String }) == Set(layers.keys))
  }

  @Test func layersAreFoundByTheNamesOfTheToolkit() throws {
    let rows = try rows("compare \(Self.models)\nerrors b*_conv_bn")
    #expect(rows.map { $0["layer"] as? String ?? "" }.sorted() == ["/b1/conv/Conv", "/b2/conv/Conv", "/b3/conv/Conv"])
  }

  @Test func pairsSayWhatONNXDoesNotShow() throws {
    let text = "compare \(Self.models) --at op --inplace b1_conv_bn\npairs"
    let result = try Program.run(["-c", text])
    #expect(result.output.contains("MCT layer, in place"))
    #expect(result.output.contains("not known: whether activations work in place"))
    #expect(result.output.contains("b2_conv_bn (Relu)") && !result.output.contains("b1_conv_bn (Relu)"))
    let row = try #require(try rows(text).first { $0["module"] as? String == "b1_conv_bn" })
    #expect(row["tensor"] as? String == "/b1/relu/Relu_output_0")
    #expect(row["partner"] as? String == "/b1_relu/Relu_output_0")
  }

  @Test(arguments: [
    ("--inplace b1_conv_bn", "goes with '--at op'"),
    ("--at op --inplace b1_conv_nb", "no layer matches 'b1_conv_nb'"),
  ])
  func misplacedOptionsAreExplained(options: String, words: String) throws {
    let result = try Program.run(["-c", "compare \(Self.models) \(options)"])
    #expect(result.status == 3)
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test func bitsAreReadAsTheyAreStated() throws {
    let rows = try rows("compare \(Self.models) --at op\nlayers")
    #expect(rows.compactMap { $0["weight_bits"] as? Int }.count == 7)
    let last = try #require(rows.first { $0["layer"] as? String == "/fc/Gemm" })
    #expect(last["weight_bits"] as? Int == 2 && last["inferred"] is NSNull)
  }

  private static let shared =
    ProcessInfo.processInfo.environment["XQSH_SHARED"]
    ?? Package.root.deletingLastPathComponent().appending(path: "shared").path
  private static let lowbit = shared + "/reference/mct/lowbit"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: lowbit)))
  func whatIsInferredIsMarkedAndTheBetterFileNamed() throws {
    let compare = "compare '\(Self.lowbit)/float.onnx' '\(Self.lowbit)/quant.onnx' --at op"
    let result = try Program.run(["-c", compare])
    #expect(result.errors.contains("note XQ0419: '\(Self.lowbit)/quant_mctq.onnx' is the better file to compare"))
    let row = try #require(try rows("\(compare)\nlayers").first { $0["layer"] as? String == "/fc/Gemm" })
    #expect(row["weight_bits"] as? Int == 2 && row["inferred"] as? String == "weights")
  }
}
