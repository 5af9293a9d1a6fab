// Each rule of weights and biases, on the smallest facts that make it apply.

import Testing
import XQJudge

@Suite struct ConstantRuleTests {
  /// Weights of 8 bits with one scale a channel, as good as they can be.
  static func healthy() -> WeightEvidence {
    WeightEvidence(
      bits: 8, count: 1000, rank: 4, scaleAxis: 0, outputAxis: 0, noise: 1e-5, noiseRequantized: 1e-5,
      channelNoise: 1e-5, channelNoisePerChannel: 1e-5, gainResidual: 1e-5)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let cause: Cause?
    let repair: Repair?
    let says: String?
    let change: @Sendable (inout WeightEvidence) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ cause: Cause?, _ repair: Repair?, says: String? = nil,
      _ change: @escaping @Sendable (inout WeightEvidence) -> Void
    ) {
      self.name = name
      self.cause = cause
      self.repair = repair
      self.says = says
      self.change = change
    }
  }

  static let cases: [Case] = [
    Case("as good as its bits allow", nil, nil) { _ in },
    Case(
      "a scale that is too small", .scaleStale, .requantized,
      says: "the scale is too small: clipped weights make 90 % of the noise"
    ) {
      ($0.noise, $0.clippedShare, $0.roughShare) = (1e-3, 0.9, 0.01)
    },
    Case("clipping among other errors", .weightMismatch, .requantized) {
      ($0.noise, $0.clippedShare, $0.roughShare, $0.gainResidual) = (1e-3, 0.9, 0.06, 1e-3)
    },
    Case(
      "gains a channel", .scaleStale, .requantized,
      says:
        "the weights are those of the float model times a gain per output channel: scales permuted or of another layer"
    ) {
      ($0.noise, $0.gainResidual, $0.largestLog2Gain) = (1e-1, 1e-2, 1)
    },
    Case("gains of nothing", .weightMismatch, .requantized) {
      ($0.noise, $0.gainResidual, $0.largestLog2Gain) = (1e-1, 1e-2, 0.02)
    },
    Case("rounded down", .meanShift, .requantized, says: "rounded down: mean error -0.50 steps") {
      ($0.noise, $0.gainResidual, $0.meanError) = (4e-5, 4e-5, -0.5)
    },
    Case("a mean of few weights is no shift", .weightMismatch, .requantized) {
      ($0.noise, $0.gainResidual, $0.meanError, $0.count) = (4e-5, 4e-5, -0.3, 9)
    },
    Case("too much noise for rounding", .weightMismatch, .requantized) {
      ($0.noise, $0.gainResidual, $0.meanError) = (1.6e-4, 1.6e-4, -0.5)
    },
    Case(
      "other weights", .weightMismatch, .requantized,
      says: "the weights differ from the float model's by 50 % of their power: 50000 x what quantizing does"
    ) { ($0.noise, $0.gainResidual) = (0.5, 0.4) },
    Case(
      "one scale for uneven channels", .weightSpread, .perChannelWeights,
      says: "one scale for channels of different size: the mean channel has 4 x the noise of a scale of its own"
    ) {
      $0.scaleAxis = nil
      $0.channelNoise = 4e-5
    },
    Case("one scale for a vector", nil, nil) {
      $0.scaleAxis = nil
      ($0.channelNoise, $0.rank) = (4e-5, 1)
    },
    Case(
      "scales along another axis", .scaleStale, .perChannelWeights,
      says: "scales lie along axis 1, output channels along 0: the mean channel has 4 x the noise of a scale of its own"
    ) { ($0.scaleAxis, $0.channelNoise) = (1, 4e-5) },
    Case("few bits", .weightBits, .eightBits, says: "weights of 4 bits: their error has 0.3 % of their power") {
      ($0.bits, $0.noise, $0.noiseRequantized) = (4, 3e-3, 3e-3)
    },
    Case("few bits at the end", .lastLayerBits, .eightBits) { ($0.bits, $0.isLast) = (4, true) },
  ]

  @Test(arguments: cases)
  func rule(_ example: Case) {
    var site = Self.healthy()
    example.change(&site)
    let sites = [site, Self.healthy(), Self.healthy()].map { SiteCase(tensor: "w", evidence: .weights($0)) }
    let file = CaseFile(sites: sites, shift: nil, hasRepresentativeData: true)
    let candidate = Suspicions(file).candidates.first { $0.site == 0 }
    #expect(candidate?.cause == example.cause)
    #expect(candidate?.repair == example.repair)
    guard let candidate, let judge = Judges.standard.first(where: { $0.name == candidate.judge }) else { return }
    #expect(judge.causes.contains(candidate.cause))
    if let says = example.says { #expect(judge.says(candidate, in: file) == says) }
  }

  @Test(arguments: [
    (BiasEvidence(relativeNoise: 1e-3, exceedsSteps: true), true),
    (BiasEvidence(relativeNoise: 1e-3, exceedsSteps: false), false),
    (BiasEvidence(relativeNoise: 1e-8, exceedsSteps: true), false),
  ])
  func bias(_ evidence: BiasEvidence, _ isWrong: Bool) {
    let file = CaseFile(
      sites: [SiteCase(tensor: "b", evidence: .bias(evidence))], shift: nil, hasRepresentativeData: false)
    let candidates = Suspicions(file).candidates
    #expect(candidates.map(\.cause) == (isWrong ? [.biasWrong] : []))
    #expect(candidates.map(\.repair) == (isWrong ? [.float] : []))
  }

  @Test func aMissingBiasIsCalledMissing() {
    let evidence = BiasEvidence(relativeNoise: 0.042, exceedsSteps: true, isMissing: true)
    let file = CaseFile(
      sites: [SiteCase(tensor: "b", evidence: .bias(evidence))], shift: nil, hasRepresentativeData: false)
    let says = Suspicions(file).candidates.first.map { BiasSays.says($0, file) }
    #expect(says == "the bias is missing: 4.2 % of the power of the layer's output")
  }

  private enum BiasSays {
    static func says(_ candidate: Candidate, _ file: CaseFile) -> String {
      Judges.standard.first { $0.name == candidate.judge }?.says(candidate, in: file) ?? ""
    }
  }
}
