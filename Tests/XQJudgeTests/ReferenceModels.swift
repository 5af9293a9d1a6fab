// Models of the planted set as the reference implementation saw them: facts, causes, runs and findings.

import Foundation
import Testing
import XQJudge
import XQMeasure

/// One model of `rules.json`: what was measured at its sites, which cause each has, and what each trial gave.
struct ReferenceModel: CustomTestStringConvertible, Sendable {
  struct Finding: Decodable, Sendable {
    let cause: String
    let layer: String
    let gain: Double
    let float: Double
  }

  let name: String
  let file: CaseFile
  /// The expected cause and repair of each site.
  let expected: [(cause: String?, repair: String?)]
  let findings: [Finding]
  let notes: [Finding]
  let base: Double
  let effectiveSamples: Double
  let samples: Int
  fileprivate let partners: [Int: [Int]]
  fileprivate let results: [Trial: Double]

  var testDescription: String { name }

  static let all: [ReferenceModel] = {
    guard let url = Bundle.module.url(forResource: "rules", withExtension: "json", subdirectory: "Resources"),
      let data = try? Data(contentsOf: url), let models = try? JSONDecoder().decode([Encoded].self, from: data)
    else { return [] }
    return models.map(ReferenceModel.init)
  }()
}

/// Gives the runs that the reference implementation made.
final class ReplayedBench: TrialBench {
  /// A trial that the reference implementation did not make.
  struct Unknown: Error {}

  private let model: ReferenceModel
  private(set) var unknown: [Trial] = []
  var settings: [SettingGain] = []

  init(_ model: ReferenceModel) { self.model = model }

  var sampleCount: Int { model.samples }

  func run(_ trial: Trial) throws(MeasureError) -> TrialResult {
    guard let noise = model.results[trial] else {
      unknown.append(trial)
      return TrialResult(noise: model.base, effectiveSamples: model.effectiveSamples)
    }
    return TrialResult(noise: noise, effectiveSamples: model.effectiveSamples)
  }

  func partners(of site: Int, free: Set<Int>) throws(MeasureError) -> [Int] {
    (model.partners[site] ?? []).filter(free.contains)
  }

  func firstDifferingTensor() throws(MeasureError) -> String? {
    (model.findings + model.notes).first { $0.cause == "graph_mismatch" }?.layer
  }

  func imitateSettings() throws(MeasureError) -> [SettingGain] { settings }
}

// MARK: - The file

private struct Encoded: Decodable {
  struct Site: Decodable {
    let t: String
    let cause: String?
    let repair: String?
    // Activations.
    let q: [Double]?
    let flags: String?
    let views: [Int]?
    let val: [Double]?
    let repr: [Double]?
    let ideal: Double?
    let x8: Double?
    let seg: Double?
    let spread: Double?
    // Weights.
    let w: [Double]?
    let scalar: Bool?
    let last: Bool?
    // Biases.
    let rel: Double?
    let step: Bool?
  }

  struct Run: Decodable {
    let float: [Int]
    let repaired: [Int]
    let noise: Double

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      float = try container.decode([Int].self)
      repaired = try container.decode([Int].self)
      noise = try container.decode(Double.self)
    }
  }

  let id: String
  let base: Double
  let plain: Double
  let effective: Double
  let samples: Int
  let shift: Bool
  let sites: [Site]
  let part: [String: [Int]]
  let alone: [String: Double]
  let runs: [Run]
  let findings: [ReferenceModel.Finding]
  let notes: [ReferenceModel.Finding]
}

extension ReferenceModel {
  fileprivate init(_ encoded: Encoded) {
    name = encoded.id
    findings = encoded.findings
    notes = encoded.notes
    base = encoded.base
    effectiveSamples = encoded.effective
    samples = encoded.samples
    expected = encoded.sites.map { ($0.cause, $0.repair) }
    partners = Dictionary(
      uniqueKeysWithValues: encoded.part.compactMap { key, value in Int(key).map { ($0, value) } })
    let shift = ShiftEvidence(input: encoded.shift ? 1 : 0, median: 0, inputOfHalves: 0, medianOfHalves: 0)
    file = CaseFile(sites: encoded.sites.map(SiteCase.init), shift: shift, hasRepresentativeData: true)
    results = Self.results(encoded, partners: Set(partners.values.joined()))
  }

  private static func results(_ encoded: Encoded, partners: Set<Int>) -> [Trial: Double] {
    let all = Set(encoded.sites.indices)
    var results: [Trial: Double] = [Trial(): encoded.base, Trial(float: all): encoded.plain]
    for (site, noise) in encoded.alone {
      if let index = Int(site) { results[Trial(float: all.subtracting([index]))] = noise }
    }
    for run in encoded.runs {
      let repaired = run.repaired.map { site -> (Int, Repair) in
        let repair = partners.contains(site) ? .perChannelActivation : encoded.sites[site].repair.flatMap(Repair.init)
        return (site, repair ?? .float)
      }
      results[Trial(repaired: Dictionary(repaired) { $1 }, float: Set(run.float))] = run.noise
    }
    return results
  }
}

extension SiteCase {
  fileprivate init(_ site: Encoded.Site) {
    let evidence: Evidence =
      if let q = site.q { .activation(ActivationEvidence(site, q)) } else if let w = site.w {
        .weights(WeightEvidence(site, w))
      } else { .bias(BiasEvidence(relativeNoise: site.rel ?? 0, exceedsSteps: site.step ?? false)) }
    self.init(tensor: site.t, evidence: evidence, views: site.views ?? [])
  }
}

extension ActivationEvidence {
  fileprivate init(_ site: Encoded.Site, _ q: [Double]) {
    let flags = site.flags ?? ""
    self.init(
      scale: q[0], zeroPoint: Int64(q[1]), dequantizedScale: q[2], dequantizedZeroPoint: Int64(q[3]),
      levels: Int64(q[4])...Int64(q[5]), bits: Int(q[6]), validation: DataEvidence(site.val ?? []),
      representative: DataEvidence(site.repr ?? []), idealNoise: site.ideal ?? 0, excessAtEightBits: site.x8 ?? 0,
      channelSpread: site.spread ?? 1, concatSpread: site.seg ?? 1, followsCalibration: flags.contains("f"))
    isModelInput = flags.contains("i")
    isModelOutput = flags.contains("o")
    isSensitive = flags.contains("s")
    isRectified = flags.contains("t")
    isView = flags.contains("v")
    sharesRangeAtConcat = flags.contains("c")
    sharesRangeAtAdd = flags.contains("a")
  }
}

extension DataEvidence {
  fileprivate init(_ figures: [Double]) {
    self.init(
      minimum: figures[0], maximum: figures[1], power: figures[2], noise: figures[3], clippedLow: figures[4],
      clippedHigh: figures[5])
  }
}

extension WeightEvidence {
  fileprivate init(_ site: Encoded.Site, _ w: [Double]) {
    // Only whether the scales lie along the output axis is known.
    let scaleAxis = w[3] < 0 ? nil : Int(w[3])
    let outputAxis = site.scalar == true ? (scaleAxis ?? 0) + 1 : scaleAxis ?? 0
    self.init(
      bits: Int(w[0]), count: Int(w[1]), rank: Int(w[2]), scaleAxis: scaleAxis, outputAxis: outputAxis, noise: w[4],
      noiseRequantized: w[5], channelNoise: w[6], channelNoisePerChannel: w[7], clippedShare: w[8], roughShare: w[9],
      gainResidual: w[10], gainAxis: Int(w[11]), largestLog2Gain: w[12], meanError: w[13])
    isLast = site.last ?? false
  }
}
