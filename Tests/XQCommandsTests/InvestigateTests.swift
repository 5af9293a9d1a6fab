// xqsh investigate: one line, the whole investigation.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQCommands

@Suite struct InvestigateTests {
  private static let outlier: String = {
    let folder =
      ProcessInfo.processInfo.environment["XQSH_SHARED"]
      ?? Package.root.deletingLastPathComponent().appending(path: "shared").path
    return folder + "/reference/mct/outlier"
  }()
  private static let isHere = FileManager.default.fileExists(atPath: outlier)

  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  @Test func writesAllOfIt() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = try Program.run([
      "investigate", "example:digits/float", "example:digits/int8", "--repr", "example:digits/repr", "--val",
      "example:digits/val", "--out", folder,
    ])
    #expect(result.status == 0, "\(result.errors)")
    for section in ["The error of every layer", "The causes", "What to do"] {
      #expect(result.output.contains(section))
    }
    let findings = try #require(
      JSONSerialization.jsonObject(with: Data(text("findings.json").utf8)) as? [[String: Any]])
    #expect(findings.first?["cause"] as? String == "weight_spread")
    let advice = try #require(JSONSerialization.jsonObject(with: Data(text("advice.json").utf8)) as? [[String: Any]])
    #expect(advice.first?["tool"] as? String == "ONNX Runtime")
    #expect(advice.first?["setting"] as? String == "quantize_static(…, per_channel=True)")
    #expect((advice.first?["gain"] as? Double).map { abs($0 - 17.9) < 0.5 } == true)
    #expect(try text("errors.csv").hasPrefix("layer,"))
    #expect(try text("errors.svg").contains("<svg") && text("ranges.svg").contains("<svg"))
    #expect(try text("conv5.svg").contains("<svg"))
    let report = try text("report.md")
    #expect(report.contains("weight_spread") && report.contains("per_channel=True"))
    let page = try text("report.html")
    #expect(page.contains("weight_spread") && page.contains("</html>"))
    #expect(try MctReportFiles.read(folder, FileAccess()).dataSets.map(\.name) == ["repr", "val"])
  }

  /// Both files of MCT's tool: keys, layers and findings are its own.
  @Test(.enabled(if: isHere))
  func writesWhatTheToolWrites() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "threshold mse 0.02\nthreshold degraded_ratio 0.8\nthreshold outliers.zscore 8\n"
      .write(toFile: "\(folder)/setup.xq", atomically: true, encoding: .utf8)
    let path = Self.outlier
    let result = try Program.run([
      "investigate", "\(path)/float_unfolded.onnx", "\(path)/quant_mctq.onnx", "--repr", "\(path)/repr.npz", "--val",
      "\(path)/val.npz", "--log", "\(path)/log", "--setup", "\(folder)/setup.xq", "--out", folder,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let (own, theirs) = (try MctReportFiles.read(folder, FileAccess()), try MctReportFiles.read(path, FileAccess()))
    #expect(own.dataSets.map(\.name) == theirs.dataSets.map(\.name))
    for (own, theirs) in zip(own.dataSets, theirs.dataSets) {
      #expect(own.layers.map(\.name) == theirs.layers.map(\.name))
      for (own, theirs) in zip(own.layers, theirs.layers) {
        #expect(own.metrics.map(\.name) == theirs.metrics.map(\.name))
        for (own, theirs) in zip(own.metrics, theirs.metrics) {
          #expect(abs(own.value - theirs.value) <= 1e-4 * abs(theirs.value) + 3e-5)
        }
      }
    }
    #expect(own.troubleshoot?.entries.map(\.kind.rawValue) == theirs.troubleshoot?.entries.map(\.kind.rawValue))
    #expect(own.troubleshoot?.entries.map(\.texts.first) == theirs.troubleshoot?.entries.map(\.texts.first))
    #expect(own.troubleshoot?.entries.count == 2)
  }

  @Test(
    arguments: [
      (
        [
          "example:digits/float", "example:digits/int8", "--repr", "example:digits/repr", "--val", "example:digits/val",
        ], 2
      ),
      (["example:digits/float", "--repr", "r", "--val", "v", "--out", "o"], 2),
      (["nowhere.onnx", "example:digits/int8", "--repr", "example:digits/repr", "--val", "example:digits/val"], 3),
    ] as [([String], Int32)])
  func mistakesHaveTheExitCodesOfRun(_ arguments: [String], _ code: Int32) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let out = code == 3 ? ["--out", folder] : []
    let result = try Program.run(["investigate"] + arguments + out)
    #expect(result.status == code, "\(result.errors)")
    #expect(result.errors.contains(code == 3 ? "nowhere.onnx" : "investigate"))
  }

  /// The page shows the script that runs.
  @Test func helpPrintsTheScript() throws {
    let result = try Program.run(["help", "investigate"])
    #expect(result.status == 0 && result.output.contains(Investigation.script))
    #expect(Investigation.script.contains("report --mct $out"))
  }
}
