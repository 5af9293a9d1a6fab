// Reports in the form of the XQuant Extension Tool: written, read, and compared with the tool's own.

import Foundation
import Testing
import XQFormats
import XQLanguage
import XQSystem

@testable import XQCommands

@Suite struct MctReportTests {
  private static let lowbit = Package.root.appending(path: "Tests/XQMeasureTests/Resources/mct_lowbit").path
  private static let shared: String = {
    let folder =
      ProcessInfo.processInfo.environment["XQSH_SHARED"]
      ?? Package.root.deletingLastPathComponent().appending(path: "shared").path
    return folder + "/reference/mct"
  }()
  private static let isHere = FileManager.default.fileExists(atPath: shared)

  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  private func write(_ lines: String) throws -> Program.Result {
    let result = try Program.run(["-c", lines + "\nreport --mct '\(folder)'"])
    try #require(result.status == 0, "\(result.errors)")
    return result
  }

  @Test func writesBothFilesOfTheExample() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = Self.lowbit
    let result = try write(
      "profile mct\nthreshold degraded_ratio 0.99\n"
        + "compare '\(model)/float.onnx' '\(model)/quant_mctq.onnx' --repr '\(model)/val.npz' --val '\(model)/val.npz'")
    #expect(result.errors.contains("6 layers, 1 finding"))
    #expect(
      try text("troubleshoot_report.json")
        == "{\n    \"mixed_precision_with_model_output_loss_objective\": [\n        \"fc\"\n    ]\n}")
    let written = try text("quant_report.json")
    #expect(written.hasPrefix("{\n    \"output_similarity_metrics_repr\": {\n        \"mse\": 0."))
    #expect(written.hasSuffix("        }\n    }\n}"))
    let (own, theirs) = (
      try MctReportFiles.read(folder, FileAccess()), try MctReportFiles.read(model, FileAccess())
    )
    try Self.compare(own.dataSets[1], theirs.dataSets[1], tolerance: 1e-4)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let limits: String
    /// Of mse and sqnr, relative; FACTS of the reference data say why.
    let tolerance: Double
    var options = ""
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "clean", limits: "", tolerance: 1e-4),
    Case(name: "outlier", limits: "mse 0.02;degraded_ratio 0.8;outliers.zscore 8", tolerance: 1e-4),
    Case(name: "shift", limits: "mse 0.001", tolerance: 2e-2),
    Case(name: "concat", limits: "mse 0.00015;degraded_ratio 0.9", tolerance: 1e-4),
    Case(name: "lowbit", limits: "degraded_ratio 0.99", tolerance: 1e-4),
    Case(
      name: "act", limits: "mse 0.01", tolerance: 2e-2,
      options: "--inplace [\"b_conv_bn\", \"dw\", \"d_conv_bn\", \"e\", \"k\"]"),
    Case(name: "many", limits: "mse 0.02;cs 0.99;sqnr 13.0103dB", tolerance: 1e-4),
    Case(name: "uniform", limits: "mse 0.002;degraded_ratio 0.9", tolerance: 2e-2),
  ]

  /// Keys, layers and findings equal the tool's own files, numbers are as near as the reference data promise.
  @Test(.enabled(if: isHere), arguments: cases)
  func writesWhatTheToolWrites(_ model: Case) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(Self.shared)/\(model.name)"
    let limits = model.limits.split(separator: ";").map { "threshold \($0)" }.joined(separator: "\n")
    _ = try write(
      "profile mct\n\(limits)\ncompare '\(path)/float_unfolded.onnx' '\(path)/quant_mctq.onnx' --repr '\(path)/repr.npz' "
        + "--val '\(path)/val.npz' --log '\(path)/log' --at op \(model.options)")
    let (own, theirs) = (try MctReportFiles.read(folder, FileAccess()), try MctReportFiles.read(path, FileAccess()))
    for (own, theirs) in zip(own.dataSets, theirs.dataSets) {
      try Self.compare(own, theirs, tolerance: model.tolerance)
    }
    #expect(
      try Self.keys(text("quant_report.json"))
        == Self.keys(String(contentsOfFile: path + "/quant_report.json", encoding: .utf8)))
    let (found, wanted) = (Self.findings(own), Self.findings(theirs))
    #expect(found == wanted)
  }

  /// Findings without what differs: a picture lies in the report's own folder, a ratio has other last digits.
  private static func findings(_ report: MctReport) -> [[String]] {
    let entries = report.troubleshoot?.entries ?? []
    return entries.map { entry -> [String] in
      let names: [String] = entry.kind.parts == 1 ? entry.texts : Array(entry.texts.dropLast())
      return [entry.kind.rawValue] + names
    }
  }

  /// All keys in the order of the text.
  private static func keys(_ json: String) -> [String] {
    json.split(separator: "\n").compactMap { line in
      line.contains(":") ? String(line.prefix { $0 != ":" }) : nil
    }
  }

  private static func compare(_ own: MctReport.DataSet, _ theirs: MctReport.DataSet, tolerance: Double) throws {
    #expect(own.layers.map(\.name) == theirs.layers.map(\.name))
    for (own, theirs) in zip(own.layers.map(\.metrics) + [own.output], theirs.layers.map(\.metrics) + [theirs.output]) {
      #expect(own.map(\.name) == theirs.map(\.name))
      for (own, theirs) in zip(own, theirs) {
        let bound = own.name == "cs" ? 3e-5 : tolerance * abs(theirs.value)
        #expect(abs(own.value - theirs.value) <= bound, "\(own.name) \(own.value) \(theirs.value)")
      }
    }
  }

  // MARK: - Reading

  @Test(.enabled(if: isHere), arguments: ["dead", "two_inputs", "two_outputs", "zero_noise"])
  func readsAndWritesWordsThatAreNoJSON(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in ["quant_report.json", "troubleshoot_report.json"] {
      try FileManager.default.copyItem(
        atPath: "\(Self.shared)/edge/\(name)_\(file)", toPath: "\(folder)/\(file)")
    }
    let report = try MctReportFiles.read(folder, FileAccess())
    #expect(report.quantReportText == (try text("quant_report.json")))
    #expect(report.troubleshoot?.text == (try text("troubleshoot_report.json")))
  }

  @Test(arguments: [
    ("", "is empty"),
    ("{", "is no JSON"),
    ("[1]", "wanted a JSON object, found a list"),
    ("{\"accuracy\": 1}", "'output_similarity_metrics_repr' is missing in it; found 'accuracy'"),
    ("{\"output_similarity_metrics_repr\": 3}", "is no object of layers or metrics"),
    (
      "{\"output_similarity_metrics_repr\": {\"mse\": \"low\"}, \"intermediate_similarity_metrics_repr\": {}}",
      "has a metric 'mse' that is no number"
    ),
    (
      "{\"output_similarity_metrics_repr\": {}, \"intermediate_similarity_metrics_repr\": {\"conv\": 1}}",
      "'conv' has no metrics"
    ),
  ])
  func whatIsNoReportIsSaid(_ json: String, _ words: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(json.utf8).write(to: URL(filePath: folder + "/quant_report.json"))
    let result = try Program.run(["-c", "load '\(folder)'"])
    #expect(result.status == 3)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.contains("quant_report.json"))
  }

  @Test(arguments: [
    ("{\"outliers\": []}", "has a finding 'outliers', which no judge of MCT makes"),
    ("{\"outlier_removal\": 3}", "is no list of findings"),
    ("{\"outlier_removal\": [[\"conv\"]]}", "wanted a list of 2 texts"),
    ("{\"shift_negative_activation\": [[\"a\", 3]]}", "wanted a name"),
  ])
  func whatAreNoFindingsIsSaid(_ json: String, _ words: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(
      atPath: Self.lowbit + "/quant_report.json", toPath: folder + "/quant_report.json")
    try Data(json.utf8).write(to: URL(filePath: folder + "/troubleshoot_report.json"))
    let result = try Program.run(["-c", "load '\(folder)'"])
    #expect(result.status == 3)
    #expect(result.errors.contains(words) && result.errors.contains("troubleshoot_report.json"), "\(result.errors)")
  }

  @Test func textsAreEscapedAsPythonDoes() {
    let report = MctTroubleshoot([.init(kind: .negative, texts: ["a\"\\\u{E9}\u{1F600}\n"])])
    #expect(report.text.contains("\"a\\\"\\\\\\u00e9\\ud83d\\ude00\\n\""))
    #expect(MctTroubleshoot().text == "{}")
  }
}
