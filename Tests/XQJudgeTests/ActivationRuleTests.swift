// Each rule of activations, on the smallest facts that make it apply, and its place in the order.

import Testing
import XQJudge

@Suite struct ActivationRuleTests {
  /// An 8-bit quantizer from 0 to 2.55 whose data fill it, as calibrated.
  static func healthy() -> ActivationEvidence {
    let data = DataEvidence(minimum: 0, maximum: 2.5, power: 1, noise: 1e-5, clippedLow: 0, clippedHigh: 0)
    return ActivationEvidence(
      scale: 0.01, zeroPoint: 0, levels: 0...255, bits: 8, validation: data, representative: data, idealNoise: 1e-5,
      followsCalibration: true)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let cause: Cause?
    let repair: Repair?
    let change: @Sendable (inout ActivationEvidence) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ cause: Cause?, _ repair: Repair?,
      _ change: @escaping @Sendable (inout ActivationEvidence) -> Void
    ) {
      self.name = name
      self.cause = cause
      self.repair = repair
      self.change = change
    }
  }

  /// Most of the noise is at values above the range, which could be better.
  private static func clip(_ site: inout ActivationEvidence, to maximum: Double = 5) {
    site.validation.maximum = maximum
    site.validation.noise = 1e-2
    site.validation.clippedHigh = 9e-3
  }

  /// A signed quantizer from -1.28 to 1.27.
  private static func sign(_ site: inout ActivationEvidence) {
    (site.lowestLevel, site.highestLevel) = (-128, 127)
    (site.validation.minimum, site.validation.maximum) = (-0.1, 1.2)
    site.validation.noise = 4e-5
  }

  static let cases: [Case] = [
    Case("as good as its bits allow", nil, nil) { _ in },
    Case("DQ has another scale", .scaleStale, .quantizerParameters) { $0.dequantizedScale = 0.013 },
    Case("DQ has another scale, at an input", .inputMismatch, .quantizerParameters) {
      $0.dequantizedScale = 0.013
      $0.isModelInput = true
    },
    Case("scales of one float32 step apart", nil, nil) { $0.dequantizedScale = 0.010000001 },
    Case("DQ has another zero point", .scaleStale, .quantizerParameters) { $0.dequantizedZeroPoint = 1 },
    Case("clips, and data are shifted", .dataMismatch, .range) {
      clip(&$0)
      $0.isShifted = true
    },
    Case("negatives are cut off", .negativeLost, .range) {
      $0.validation.minimum = -1
      $0.validation.noise = 1e-2
      $0.validation.clippedLow = 9e-3
      $0.representative?.minimum = -0.9
    },
    Case("negatives are cut off that calibration did not have", .calibrationSmall, .fit) {
      $0.validation.minimum = -1
      $0.validation.noise = 1e-2
      $0.validation.clippedLow = 9e-3
    },
    Case("negatives are cut off, no calibration data", .negativeLost, .range) {
      $0.validation.minimum = -1
      $0.validation.noise = 1e-2
      $0.validation.clippedLow = 9e-3
      ($0.representative, $0.followsCalibration) = (nil, nil)
    },
    Case("a mild tail", .calibrationSmall, .fit) { clip(&$0, to: 3.7) },
    Case("a mild tail of a sensitive tensor", .sensitiveOperator, .float) {
      clip(&$0, to: 3.7)
      $0.isSensitive = true
    },
    Case("a mild tail hides no wasted sign", .negativeWaste, .range) {
      sign(&$0)
      $0.validation.maximum = 1.8
      $0.validation.noise = 1e-3
      $0.validation.clippedHigh = 9e-4
    },
    Case("a mild tail hides no uneven branches", .concatUnbalanced, .perChannelActivation) {
      clip(&$0, to: 3.7)
      $0.concatSpread = 9
    },
    Case("a mild tail hides no wide channel", .activationOutlier, .perChannelActivation) {
      clip(&$0, to: 3.7)
      $0.channelSpread = 9
    },
    Case("a long tail of a calibrated range", .calibrationSmall, .fit) { clip(&$0) },
    Case("a foreign range of an input", .inputMismatch, .range) {
      clip(&$0)
      ($0.isModelInput, $0.followsCalibration) = (true, false)
    },
    Case("a foreign range", .clipTight, .range) {
      clip(&$0)
      $0.followsCalibration = false
    },
    Case("clips, no calibration data", .clipTight, .range) {
      clip(&$0)
      ($0.representative, $0.followsCalibration, $0.isModelInput) = (nil, nil, true)
    },
    Case("poor, and data are shifted", .dataMismatch, .range) {
      $0.validation.noise = 3e-5
      $0.isShifted = true
    },
    Case("a symmetric range on one-sided values", .negativeWaste, .range) { sign(&$0) },
    Case("a negative half in front of a Relu", .negativeWaste, .range) {
      ($0.zeroPoint, $0.dequantizedZeroPoint, $0.isRectified) = (128, 128, true)
      ($0.validation.maximum, $0.validation.noise) = (1.2, 4e-5)
    },
    Case("the range of another branch", .concatUnbalanced, .range) {
      ($0.validation.maximum, $0.validation.noise, $0.sharesRangeAtConcat) = (0.2, 1e-3, true)
    },
    Case("the range of the other summand", .addUnbalanced, .range) {
      ($0.validation.maximum, $0.validation.noise, $0.sharesRangeAtAdd) = (0.2, 1e-3, true)
    },
    Case("an input's range is mostly unused", .inputMismatch, .range) {
      ($0.validation.maximum, $0.validation.noise) = (0.2, 1e-3)
      ($0.isModelInput, $0.followsCalibration) = (true, false)
    },
    Case("a range is mostly unused", .rangeWide, .range) {
      ($0.validation.maximum, $0.validation.noise) = (0.2, 1e-3)
    },
    Case("a calibrated range of a sensitive tensor may be unused", .sensitiveOperator, .float) {
      ($0.validation.maximum, $0.validation.noise, $0.isSensitive) = (0.2, 1e-3, true)
    },
    Case("a foreign range of a sensitive tensor may not", .rangeWide, .range) {
      ($0.validation.maximum, $0.validation.noise, $0.isSensitive) = (0.2, 1e-3, true)
      $0.followsCalibration = false
    },
    Case("uneven branches", .concatUnbalanced, .perChannelActivation) { $0.concatSpread = 8 },
    Case("a wide channel", .activationOutlier, .perChannelActivation) { $0.channelSpread = 8 },
    Case("a wide channel of 4 bits is a matter of bits", .activationBits, .eightBits) {
      ($0.channelSpread, $0.bits, $0.highestLevel) = (20, 4, 15)
    },
    Case("few large values", .activationOutlier, .range) { $0.validation.noise = 2e-5 },
    Case("few large values in 4 bits, which 8 bits would not see", .activationBits, .eightBits) {
      ($0.validation.noise, $0.bits, $0.excessAtEightBits) = (2e-5, 4, 1.9)
    },
    Case("few large values in 4 bits, which 8 bits would see", .activationOutlier, .range) {
      ($0.validation.noise, $0.bits, $0.excessAtEightBits) = (2e-5, 4, 2)
    },
    Case("few bits at the output", .lastLayerBits, .eightBits) { ($0.bits, $0.isModelOutput) = (4, true) },
    Case("a view has no cause of its own", nil, nil) {
      $0.channelSpread = 100
      $0.isView = true
    },
  ]

  @Test(arguments: cases)
  func rule(_ example: Case) {
    var site = Self.healthy()
    example.change(&site)
    let shift = ShiftEvidence(input: site.isShifted ? 0.3 : 0, median: 0, inputOfHalves: 0.01, medianOfHalves: 0)
    // An 8-bit neighbour, so that the last layer is the one with fewer bits.
    let sites = [site, Self.healthy(), Self.healthy()].map { SiteCase(tensor: "x", evidence: .activation($0)) }
    let file = CaseFile(
      sites: sites, shift: site.representative == nil ? nil : shift,
      hasRepresentativeData: site.representative != nil)
    let candidate = Suspicions(file).candidates.first { $0.site == 0 }
    #expect(candidate?.cause == example.cause)
    #expect(candidate?.repair == example.repair)
    guard let candidate, let judge = Judges.standard.first(where: { $0.name == candidate.judge }) else { return }
    #expect(judge.causes.contains(candidate.cause))
    #expect(judge.says(candidate, in: file) != judge.summary, "no sentence with numbers")
  }

  @Test func sentencesHaveTheNumbers() {
    func says(_ change: (inout ActivationEvidence) -> Void) -> String {
      var site = Self.healthy()
      change(&site)
      let file = CaseFile(
        sites: [SiteCase(tensor: "x", evidence: .activation(site))],
        shift: ShiftEvidence(
          input: site.isShifted ? 0.34 : 0, median: 0, inputOfHalves: 0.05, medianOfHalves: 0),
        hasRepresentativeData: true)
      guard let candidate = Suspicions(file).candidates.first,
        let judge = Judges.standard.first(where: { $0.name == candidate.judge })
      else { return "" }
      return judge.says(candidate, in: file)
    }
    #expect(
      says { ($0.validation.maximum, $0.validation.noise) = (0.107, 1e-3) }
        == "range 0…2.55 for values 0…0.107: 4.2 % of 255 steps used")
    #expect(says { $0.dequantizedScale = 0.013 } == "DQ scale is 1.3 x Q's")
    #expect(says { $0.channelSpread = 40 } == "one channel is 40 x the median; the median channel has 2.7 of 8 bits")
    #expect(
      says {
        $0.isShifted = true
        $0.validation.noise = 1e-3
      } == "calibration and validation data differ at the input: ks 0.34, halves of the validation data 0.05")
  }

  @Test func withoutCalibrationDataTwoJudgesAreSkipped() {
    var site = Self.healthy()
    (site.representative, site.followsCalibration) = (nil, nil)
    let file = CaseFile(
      sites: [SiteCase(tensor: "x", evidence: .activation(site))], shift: nil, hasRepresentativeData: false)
    let skipped = Suspicions(file).skipped
    #expect(skipped.map(\.judge) == ["calibration", "input"])
    #expect(skipped.allSatisfy { $0.reason.contains("--repr DATA") })
  }

  @Test func aShiftIsHeldAgainstTheHalvesOfTheValidationData() {
    func isShifted(_ shift: ShiftEvidence) -> Bool {
      let file = CaseFile(
        sites: [SiteCase(tensor: "x", evidence: .activation(Self.healthy()))], shift: shift,
        hasRepresentativeData: true)
      guard case .activation(let site) = file.sites[0].evidence else { return false }
      return site.isShifted
    }
    #expect(isShifted(ShiftEvidence(input: 0.10, median: 0, inputOfHalves: 0.05, medianOfHalves: 0)))
    #expect(!isShifted(ShiftEvidence(input: 0.18, median: 0, inputOfHalves: 0.15, medianOfHalves: 0)))
    #expect(isShifted(ShiftEvidence(input: 0.18, median: 0.2, inputOfHalves: 0.15, medianOfHalves: 0.1)))
    #expect(!isShifted(ShiftEvidence(input: 0.09, median: 0.09, inputOfHalves: 0, medianOfHalves: 0)))
  }

  @Test func oneShiftedSetIsOneCause() {
    var (poor, wide, sensitive, foreign) = (Self.healthy(), Self.healthy(), Self.healthy(), Self.healthy())
    poor.validation.noise = 3e-5
    wide.channelSpread = 10
    sensitive.isSensitive = true
    foreign.followsCalibration = false
    let sites = [Self.healthy(), poor, wide, sensitive, foreign].map {
      SiteCase(tensor: "x", evidence: .activation($0))
    }
    let shift = ShiftEvidence(input: 0.4, median: 0, inputOfHalves: 0, medianOfHalves: 0)
    let file = CaseFile(sites: sites, shift: shift, hasRepresentativeData: true)
    let candidates = Suspicions(file).candidates
    #expect(candidates.map(\.site) == [0, 1, 2, 3])
    #expect(candidates.map(\.cause) == [.dataMismatch, .dataMismatch, .dataMismatch, .sensitiveOperator])
    #expect(candidates.map(\.repair) == [.range, .range, .range, .float])
  }

  @Test func theLastLayerIsSpecialOnlyWithFewerBits() {
    var last = Self.healthy()
    (last.bits, last.isModelOutput) = (4, true)
    var few = Self.healthy()
    few.bits = 4
    func cause(among others: [ActivationEvidence]) -> Cause? {
      let file = CaseFile(
        sites: (others + [last]).map { SiteCase(tensor: "x", evidence: .activation($0)) }, shift: nil,
        hasRepresentativeData: true)
      return Suspicions(file).candidates.last?.cause
    }
    #expect(cause(among: [Self.healthy(), Self.healthy()]) == .lastLayerBits)
    #expect(cause(among: [few, few]) == .activationBits)
    // The median of an even number lies between the two in the middle.
    #expect(cause(among: [Self.healthy()]) == .lastLayerBits)
  }

  @Test func thresholdsCanBeChanged() {
    var site = Self.healthy()
    site.channelSpread = 9
    func causes(_ values: ParameterValues) -> [Cause] {
      let file = CaseFile(
        sites: [SiteCase(tensor: "x", evidence: .activation(site))], shift: nil, hasRepresentativeData: true,
        values: values)
      return Suspicions(file).candidates.map(\.cause)
    }
    #expect(causes(ParameterValues()) == [.activationOutlier])
    #expect(causes(ParameterValues(changed: ["outliers.spread": 12])).isEmpty)
  }
}
