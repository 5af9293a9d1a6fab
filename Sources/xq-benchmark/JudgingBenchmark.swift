// Rules and grouping alone, on made-up sites.

import XQJudge

/// A case of many layers, each with an activation, weights and a bias, a third of them at fault.
enum JudgingBenchmark {
  /// Seconds that all judges take for it.
  static func seconds(layers: Int) -> Double {
    let file = CaseFile(
      sites: (0..<max(0, layers)).flatMap(sites),
      shift: ShiftEvidence(input: 0.02, median: 0.01, inputOfHalves: 0.01, medianOfHalves: 0.01),
      hasRepresentativeData: true)
    let start = ContinuousClock.now
    let suspicions = Suspicions(file)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    precondition(suspicions.candidates.count >= layers / 3, "rules did not look")
    return seconds
  }

  private static func sites(_ layer: Int) -> [SiteCase] {
    let data = DataEvidence(minimum: 0, maximum: 2.5, power: 1, noise: 1e-5, clippedLow: 0, clippedHigh: 0)
    let activation = ActivationEvidence(
      scale: 0.01, zeroPoint: 0, levels: 0...255, bits: 8, validation: data, representative: data, idealNoise: 1e-5,
      channelSpread: layer.isMultiple(of: 3) ? 20 : 2, followsCalibration: true)
    let weights = WeightEvidence(
      bits: layer.isMultiple(of: 5) ? 4 : 8, count: 10_000, rank: 4, scaleAxis: 0, outputAxis: 0, noise: 1e-5,
      noiseRequantized: 1e-5, channelNoise: 1e-5, channelNoisePerChannel: 1e-5, gainResidual: 1e-5)
    let bias = BiasEvidence(relativeNoise: 1e-10, exceedsSteps: false)
    return [
      SiteCase(tensor: "layer\(layer)", evidence: .activation(activation)),
      SiteCase(tensor: "layer\(layer).weight", evidence: .weights(weights)),
      SiteCase(tensor: "layer\(layer).bias", evidence: .bias(bias)),
    ]
  }
}
