import Testing

@testable import XQJudge

/// The tool's way of finding pairs by names, with its mistakes; the networks are those of the reference data's edge cases.
@Suite struct MctNamedPairsTests {
  private static let stem = ["x", "stem_conv", "stem_bn", "stem_relu"]
  private static let modules: Set = [
    "stem.conv", "stem.bn", "stem.relu", "c", "d", "n", "k.conv", "k.bn", "res", "b", "fc",
  ]

  private func pairs(_ layers: [String], _ logged: [String]) -> MctNamedPairs {
    MctNamedPairs(layers, logged: logged, modules: Self.modules)
  }

  private func names(_ found: MctNamedPairs) -> [[String]] { found.pairs.map { [$0.first, $0.second] } }

  @Test func aFoldedLayerIsPairedWithTheNextName() {
    #expect(names(pairs(["stem_conv_bn"], Self.stem + ["fc"])) == [["stem.conv", "stem.bn"]])
    // Another branch stands between.
    #expect(names(pairs(["stem_conv_bn"], ["x", "stem_conv", "c", "stem_bn"])) == [["stem.conv", "c"]])
  }

  @Test func normalizationBeforeALayerIsTheNameBeforeIt() {
    #expect(names(pairs(["bn_c"], ["x", "n", "c", "fc"])) == [["n", "c"]])
  }

  @Test func twoLayersInARowAreFoundByTheirNames() {
    #expect(names(pairs(["c_d_collapsed"], Self.stem + ["c", "d"])) == [["c", "d"]])
  }

  @Test func anAdditionIsReportedWithTheLastSecondName() {
    let alone = pairs(["res_add_collapsed"], Self.stem + ["res", "add"])
    #expect(alone.pairs.map(\.isAddition) == [true] && alone.lastSecond == "add")
    let withOthers = pairs(["res_add_collapsed", "stem_conv_bn"], Self.stem + ["res", "add"])
    #expect(withOthers.pairs.count == 2 && withOthers.lastSecond == "stem.bn")
  }

  @Test func onlyAnAdditionOfThatVeryNameCounts() {
    #expect(pairs(["res_add_1_collapsed"], Self.stem + ["res", "add", "add_1"]).pairs == [])
  }

  @Test func aFoldedLayerThatWasCollapsedTakesAnEarlierName() {
    let logged = Self.stem + ["c", "b", "add"]
    let second = pairs(["stem_conv_bn", "c_bn_add_collapsed"], logged)
    #expect(names(second) == [["stem.conv", "stem.bn"], ["c", "stem.bn"]])
    let first = pairs(["c_bn_add_collapsed", "stem_conv_bn"], logged)
    #expect(first.failure == "c_bn_add_collapsed" && first.pairs == [])
  }

  @Test func modulesWithAnUnderscoreAreNeverJudged() {
    let found = MctNamedPairs(
      ["my_conv_bn"], logged: ["x", "my_conv", "my_norm"], modules: ["my_conv", "my_norm"])
    #expect(found.pairs == [] && found.failure == nil)
  }

  @Test func namesThatTheLogLacksArePassedOver() {
    let found = pairs(["gone_bn", "bn_gone", "gone_away_collapsed"], Self.stem)
    #expect(found.pairs == [] && found.failure == nil && found.lastSecond == nil)
  }
}
