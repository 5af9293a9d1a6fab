import Testing
import XQConsole
import XQLanguage
import XQSystem

@testable import XQCommands

@Suite struct ThresholdDeclarationTests {
  /// An embedding host's own limits stand beside those of the program, in every place that shows or sets them.
  @Test func aHostBringsItsOwn() throws {
    let own = ThresholdDeclaration(
      name: "texture.grain", range: 0...10, isBadAbove: true, help: "how coarse a picture may be", limits: ["mct": 3])
    let metric = ThresholdDeclaration(
      name: "peak", isBadAbove: true, help: "largest error", limits: ["default": 0.5], value: { $0.maxAbsolute })
    let sink = TranscriptSink()
    let console = Console(
      host: QuantizationHost.make(libraryInEnvironment: Package.library, thresholds: [own, metric]),
      files: FileAccess(shipped: ExampleFiles()), sink: sink)
    func run(_ text: String) -> String {
      #expect(console.run(Source(name: "prompt", text: text), mode: .prompt).exitCode == 0)
      return sink.take()
    }
    #expect(run("threshold | where starts(threshold, \"texture\") | select limit | to json").contains("null"))
    _ = run("profile mct")
    #expect(run("threshold texture.grain | select limit default | to csv") == "limit,default\n3,3\n")
    #expect(run("threshold texture.grain 4") == "threshold texture.grain: 4 or more\n")
    _ = run(
      "profile default\ncompare example:digits/float example:digits/int8 --val example:digits/val\nthreshold sqnr off")
    let flagged = run("errors | where degraded | count")
    #expect(flagged == run("errors | where max_abs >= 0.5 | count"))
    #expect(console.complete("threshold text", cursor: 14).candidates.map(\.text).contains("texture.grain"))
  }

  @Test func everyParameterOfTheSeedsConfigurationHasAName() {
    let sources = Set(ThresholdDeclaration.own.map(\.source))
    for parameter in [
      "threshold_quantize_error", "threshold_degrade_layer_ratio", "threshold_zscore_outlier_removal",
      "threshold_ratio_unbalanced_concatenation",
      "threshold_bitwidth_mixed_precision_with_model_output_loss_objective",
    ] {
      #expect(sources.contains(parameter))
    }
    let mct = Thresholds(profile: .mct)
    let limits = ["mse", "cs", "sqnr", "degraded_ratio", "outliers.zscore", "concat.ratio", "bitwidth.bits"]
    #expect(limits.map { mct.limit(of: $0) } == [0.1, 0.1, -10, 0.5, 5, 16, 2])
  }

  @Test func aTurnedDirectionFlagsTheOtherSide() throws {
    var thresholds = Thresholds()
    let cosine = try #require(thresholds["cs"])
    thresholds.set(cosine, to: 0.9, origin: "test")
    #expect(thresholds.isDegraded(["cs": 0.9]) && !thresholds.isDegraded(["cs": 0.95]))
    thresholds.turn(cosine, isBadAbove: true, origin: "test")
    #expect(thresholds.isDegraded(["cs": 0.95]) && !thresholds.isDegraded(["cs": 0.85]))
    #expect(!thresholds.isDegraded(["cs": Double.nan]))
    #expect(thresholds.limit(of: "nothing") == nil)
  }
}
