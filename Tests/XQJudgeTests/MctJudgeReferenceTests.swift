// The judges of the XQuant Extension Tool against its own reports.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@testable import XQJudge

@Suite struct MctJudgeReferenceTests {
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let folder: URL = {
    let shared = ProcessInfo.processInfo.environment["XQSH_SHARED"].map { URL(filePath: $0) }
    return (shared ?? package.deletingLastPathComponent().appending(path: "shared")).appending(path: "reference/mct")
  }()
  static let isHere = FileManager.default.fileExists(atPath: folder.path)
  static let engine = OnnxRuntime(
    OnnxRuntimeLocator(
      environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
        ?? package.appending(path: ".onnxruntime").path))

  /// A model of the reference folder, and what is right there where the tool is wrong.
  struct Model: Sendable, CustomTestStringConvertible {
    let folder: String
    var inPlace: Set<String> = []
    /// The right second name of a pair, by its first one.
    var corrected: [String: String] = [:]
    var testDescription: String { folder }
  }

  static let models = [
    Model(folder: "clean"), Model(folder: "outlier"), Model(folder: "shift"),
    Model(folder: "concat", corrected: ["res": "add"]), Model(folder: "lowbit"),
    Model(folder: "act", inPlace: ["b_conv_bn", "dw", "d_conv_bn", "e", "k"]), Model(folder: "many"),
    Model(folder: "uniform"),
  ]

  struct Facts: Decodable {
    struct Configuration: Decodable {
      let thresholdQuantizeError: [String: Double]
      let thresholdDegradeLayerRatio: Double
      let thresholdZscoreOutlierRemoval: Double
      let thresholdRatioUnbalancedConcatenation: Double
      let thresholdBitwidthMixedPrecisionWithModelOutputLossObjective: Double
    }
    struct Scores: Decodable {
      let mu: Double
      let sigma: Double
      let maxZscore: Double
    }
    struct Inputs: Decodable { let inputRangeOfModule: [String: [Double]] }
    struct LowBits: Decodable {
      let weightBits: Int
      let activationBits: Int
    }
    let xquantConfig: Configuration
    let degradeLayers: [String]
    let degradeLayerRatio: Double
    let judgingRan: Bool
    let zscoresByNode: [String: Scores]
    let unbalancedConcatInputs: Inputs
    let lowbitInputs: LowBits
  }

  static func judge(
    _ model: Model, float: String = "float_unfolded.onnx", quantized: String = "quant_mctq.onnx",
    changing: (inout MctLimits) -> Void = { _ in }, hasLog: Bool = true
  ) throws -> (facts: Facts, judgement: MctJudgement) {
    let folder = Self.folder.appending(path: model.folder)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let facts = try decoder.decode(Facts.self, from: Data(contentsOf: folder.appending(path: "facts.json")))
    let access = FileAccess()
    let comparison = try Comparison(
      float: OnnxModel(path: folder.appending(path: float).path, access: access),
      quantized: OnnxModel(path: folder.appending(path: quantized).path, access: access),
      data: [
        .representative: DataSet.open([folder.appending(path: "repr.npz").path], access: access),
        .validation: DataSet.open([folder.appending(path: "val.npz").path], access: access),
      ], place: .op(inPlace: model.inPlace))
    var measurements: [Comparison.Role: XQMeasure.Measurement] = [:]
    for role in Comparison.Role.allCases {
      measurements[role] = try comparison.measure(
        role, options: MeasureOptions(convention: .modelCompressionToolkit), engine: engine)
    }
    var limits = MctLimits()
    let wanted = facts.xquantConfig
    limits.metrics = limits.metrics.map { metric in
      MctLimits.MetricLimit(
        name: metric.name, limit: wanted.thresholdQuantizeError[metric.name] ?? .nan,
        isDegradedAbove: metric.isDegradedAbove, value: metric.value)
    }
    limits.degradedRatio = wanted.thresholdDegradeLayerRatio
    limits.zScore = wanted.thresholdZscoreOutlierRemoval
    limits.concatRatio = wanted.thresholdRatioUnbalancedConcatenation
    limits.bits = wanted.thresholdBitwidthMixedPrecisionWithModelOutputLossObjective
    changing(&limits)
    let log = hasLog ? MctLogFolder.find(folder.appending(path: "log").path, access) : nil
    let subject = MctCase(
      comparison, measurements, limits: limits, log: try log.map { try MctLog($0, access: access) })
    return (facts, try MctJudgement(subject, engine: engine))
  }

  @Test(.enabled(if: isHere), arguments: models)
  func findingsAreThoseOfTheTool(model: Model) throws {
    // Without event files the log has no names, and the tool could not have judged: 'uniform'.
    let (facts, judgement) = try Self.judge(model)
    #expect(judgement.subject.degraded.map(\.name) == facts.degradeLayers)
    #expect(abs(judgement.subject.degradedRatio - facts.degradeLayerRatio) < 1e-12)
    #expect(judgement.subject.isBeyondJudging != facts.judgingRan)
    let file = Self.folder.appending(path: "\(model.folder)/troubleshoot_report.json")
    let wanted = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [Any]])
    let report = judgement.report(folder: "report")
    #expect(Set(report.entries.map(\.kind.rawValue)) == Set(wanted.keys))
    for kind in MctTroubleshoot.Kind.allCases {
      let own = report.entries.filter { $0.kind == kind }.map(\.texts)
      let theirs = (wanted[kind.rawValue] ?? []).map { ($0 as? [String]) ?? [($0 as? String) ?? ""] }
      #expect(own.count == theirs.count)
      for (own, theirs) in zip(own, theirs) {
        guard kind == .concat else {
          #expect(own == theirs)
          continue
        }
        #expect(own.prefix(2) == theirs.prefix(2))
        let numbers = [own, theirs].map { $0[2].split(separator: " ").last.flatMap { Double($0) } ?? .nan }
        #expect(abs(numbers[0] - numbers[1]) <= 1e-6 * numbers[1], "\(own) \(theirs)")
      }
    }
    try Self.checkWarnings(judgement, model)
    // Only what is known to be wrong in the tool differs.
    let different = judgement.findings.filter { $0.differs != nil }
    #expect(Dictionary(different.map { ($0.names[0], $0.names[1]) }) { $1 } == model.corrected)
  }

  @Test(.enabled(if: isHere), arguments: models)
  func figuresAreThoseOfTheTool(model: Model) throws {
    // Every layer that can be judged is, and any z-score or ratio is a finding.
    let (facts, judgement) = try Self.judge(model) { limits in
      limits.metrics[0] = MctLimits.MetricLimit(name: "mse", limit: -1, isDegradedAbove: true) { $0.mse }
      limits.degradedRatio = nil
      limits.zScore = 0
      limits.concatRatio = 1
    }
    let found = judgement.findings.filter { $0.judge == .outliers }
    let wanted = judgement.subject.layers.map(\.name).filter { facts.zscoresByNode[$0] != nil }
    #expect(found.map { $0.names[0] } == wanted)
    for finding in found {
      let score = try #require(facts.zscoresByNode[finding.names[0]]?.maxZscore)
      #expect(abs(try #require(finding.value) - score) <= 2e-6 * score, "\(finding.names[0])")
    }
    let ranges = facts.unbalancedConcatInputs.inputRangeOfModule
    var checked = 0
    for finding in judgement.findings where finding.judge == .concat {
      guard let first = ranges[finding.names[0]], let second = ranges[finding.names[1]] else { continue }
      let wanted = second[2] / (first[2] + 1e-10)
      #expect(abs(try #require(finding.value) - wanted) <= 1e-6 * wanted, "\(finding.names)")
      checked += 1
    }
    #expect(checked > 0)
  }

  /// Every line of the tool's console that belongs to a finding, byte for byte but for the last digits of ratios, and for
  /// names that the tool has wrong.
  private static func checkWarnings(_ judgement: MctJudgement, _ model: Model) throws {
    let text = try String(contentsOf: folder.appending(path: "\(model.folder)/warnings.txt"), encoding: .utf8)
    let prefix = "WARNING:Model Compression Toolkit:"
    let wanted = text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }.filter { !$0.hasPrefix("DepthwiseConv2D") }
    let own = judgement.warnings(folder: "report")
    #expect(own.count == wanted.count)
    for (own, wanted) in zip(own, wanted) where !own.hasPrefix("first layer:") { #expect(own == wanted) }
  }

  @Test(.enabled(if: isHere)) func aFoldedFloatModelIsAskedForAnotherOne() throws {
    let (_, judgement) = try Self.judge(Self.models[1], float: "float.onnx")
    let skipped = judgement.findings.filter(\.isSkipped)
    #expect(skipped.map { $0.names[0] } == ["spread_bn", "proj_conv_bn", "mix_conv_bn"])
    #expect(skipped[0].missing?.contains("float_unfolded.onnx") == true)
    // The other judges do their work.
    #expect(judgement.findings.contains { $0.judge == .outliers && $0.names == ["spread_bn"] })
    // An addition stays in the folded model.
    let sums = try Self.judge(Self.models[3], float: "float.onnx").judgement.findings
    #expect(sums.contains { $0.judge == .concat && $0.names == ["res", "add"] && !$0.isSkipped })
  }

  @Test(.enabled(if: isHere)) func withoutALogThePairsAreStillFound() throws {
    let (_, judgement) = try Self.judge(Self.models[1], hasLog: false)
    let pairs = judgement.findings.filter { $0.judge == .concat }
    #expect(pairs.map(\.names) == [["proj.conv", "proj.bn"]])
    #expect(pairs[0].differs == "MCT skips this judge without the log of its quantization")
  }

  @Test(.enabled(if: isHere)) func branchesArePairedByStructureAndNotByTheLog() throws {
    let (_, judgement) = try Self.judge(Self.models[0]) { limits in
      limits.metrics[0] = MctLimits.MetricLimit(name: "mse", limit: -1, isDegradedAbove: true) { $0.mse }
      limits.degradedRatio = nil
      limits.concatRatio = 1
    }
    let left = try #require(judgement.findings.first { $0.names.first == "left.conv" })
    #expect(left.names == ["left.conv", "left.bn"])
    // The tool raises an error here before it comes to that layer: 'conv1_bn_add_collapsed' is not the first one.
    #expect(left.differs == "MCT pairs 'left.conv' with 'right.0', which stands beside it in the log")
  }

  @Test(.enabled(if: isHere)) func bitsAreFoundInBothExports() throws {
    for quantized in ["quant.onnx", "quant_mctq.onnx"] {
      let (facts, judgement) = try Self.judge(Self.models[4], quantized: quantized)
      let finding = try #require(judgement.findings.first { $0.judge == .bitwidth })
      #expect(finding.names == ["fc"] && finding.value == Double(facts.lowbitInputs.weightBits))
      #expect(finding.warning == "bidwidth of fc:2(Weight), 8(Activation)")
    }
  }
}
