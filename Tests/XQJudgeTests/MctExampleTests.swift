// The judges on the model that is part of the package.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@testable import XQJudge

@Suite struct MctExampleTests {
  private func judge(changing: (inout MctLimits) -> Void) throws -> MctJudgement {
    let tests = MctJudgeReferenceTests.package.appending(path: "Tests")
    let folder = tests.appending(path: "XQMeasureTests/Resources/mct_lowbit")
    let access = FileAccess()
    let data = try DataSet.open([folder.appending(path: "val.npz").path], access: access)
    let comparison = try Comparison(
      float: OnnxModel(path: folder.appending(path: "float.onnx").path, access: access),
      quantized: OnnxModel(path: folder.appending(path: "quant_mctq.onnx").path, access: access),
      data: [.representative: data, .validation: data], place: .op(inPlace: []))
    let options = MeasureOptions(convention: .modelCompressionToolkit)
    let engine = MctJudgeReferenceTests.engine
    let measured = try comparison.measure(.validation, options: options, engine: engine)
    let log = try #require(
      MctLogFolder.find(tests.appending(path: "XQFormatsTests/Resources/mct_log").path, access))
    var limits = MctLimits()
    limits.degradedRatio = nil
    changing(&limits)
    return try MctJudgement(
      MctCase(comparison, [.validation: measured], limits: limits, log: MctLog(log, access: access)), engine: engine)
  }

  @Test func theLastLayerHasTooFewBits() throws {
    let judgement = try judge { _ in }
    #expect(judgement.subject.degraded.map(\.name) == ["fc"])
    #expect(judgement.findings.map(\.judge) == [.bitwidth])
    #expect(judgement.findings[0].value == 2 && judgement.findings[0].threshold == 2)
    #expect(judgement.findings[0].sentence == "the last layer: its weights have 2 bits, its output 8 bits")
    #expect(
      judgement.warnings(folder: "report") == [
        "the quantization bitwidth of the last layer is an extremely small number. Refer to the troubleshooting manual of "
          + "'Mixed Precision with model output loss objective'.", "bidwidth of fc:2(Weight), 8(Activation)",
      ])
  }

  @Test func limitsDecideWhoSpeaks() throws {
    #expect(try judge { $0.bits = 1 }.findings.isEmpty)
    #expect(try judge { $0.bits = nil }.findings.isEmpty)
    // One of six layers is degraded.
    let skipped = try judge { $0.degradedRatio = 1.0 / 6 }
    #expect(skipped.subject.isBeyondJudging && skipped.findings.isEmpty)
    #expect(try judge { $0.degradedRatio = 0.17 }.findings.count == 1)
  }

  @Test func theZScoreOfAnOutputIsThatOfItsHistogram() throws {
    let judgement = try judge { $0.zScore = 2 }
    let finding = try #require(judgement.findings.first { $0.judge == .outliers })
    #expect(finding.names == ["fc"])
    let value = try #require(finding.value)
    #expect(value > 2 && value < 4)
    #expect(finding.sentence.hasPrefix("values reach \(Figures.text(value)) standard deviations from their mean: "))
  }

  @Test func foldedNormalizationIsSkippedWithWhatToLoad() throws {
    let judgement = try judge { limits in
      limits.metrics[0] = MctLimits.MetricLimit(name: "mse", limit: -1, isDegradedAbove: true) { $0.mse }
    }
    let skipped = judgement.findings.filter(\.isSkipped)
    #expect(skipped.map(\.names) == [["stem_conv_bn"], ["b1_conv_bn"], ["b2_conv_bn"], ["b3_conv_bn"]])
    #expect(skipped.allSatisfy { $0.judge == .concat && $0.missing?.contains("keeps BatchNormalization") == true })
  }

  @Test func withoutRepresentativeDataAJudgeThatNeedsThemSaysSo() throws {
    #expect(throws: MeasureError.self) {
      let folder = MctJudgeReferenceTests.package.appending(path: "Tests/XQMeasureTests/Resources/mct_lowbit")
      let access = FileAccess()
      let comparison = try Comparison(
        float: OnnxModel(path: folder.appending(path: "float.onnx").path, access: access),
        quantized: OnnxModel(path: folder.appending(path: "quant_mctq.onnx").path, access: access), data: [:],
        place: .op(inPlace: []))
      _ = try MctEvidence(comparison, rangesOf: ["x"], scoresOf: [], engine: MctJudgeReferenceTests.engine)
    }
  }

  @Test func figuresHaveThreeDigits() {
    #expect(Figures.text(20.902) == "20.9")
    #expect(Figures.text(-0.0000123) == "-1.23e-05")
    #expect(Figures.text(0) == "0" && Figures.text(.infinity) == "inf")
  }
}
