// Where suspicions are tried: an interface, so that the ranking can be tested without an engine.

import Glibc
import XQMeasure

/// What a trial changes; sites that are not named stay quantized as they are.
public struct Trial: Sendable, Hashable {
  /// By site.
  public var repaired: [Int: Repair] = [:]
  public var float: Set<Int> = []

  public init(repaired: [Int: Repair] = [:], float: Set<Int> = []) {
    self.repaired = repaired
    self.float = float
  }
}

/// What a run gave at the place where gains are measured.
public struct TrialResult: Sendable, Equatable {
  /// NSR: Σ(yq - yf)²/Σyf², mean over the outputs; finite.
  public var noise: Double
  /// How many samples carry the error: (Σ N_k)²/Σ N_k².
  public var effectiveSamples: Double

  public init(noise: Double, effectiveSamples: Double) {
    self.noise = noise
    self.effectiveSamples = effectiveSamples
  }

  /// -10 log10 of the noise, 150 dB at most.
  public var decibels: Double { Decibels.of(noise) }
}

/// What a setting of a quantizer would bring, tried on all sites of its kind.
public struct SettingGain: Sendable, Equatable {
  public let setting: AdvisedSetting
  public let gain: Double
  /// The smaller of before and after.
  public let effectiveSamples: Double

  public init(setting: AdvisedSetting, gain: Double, effectiveSamples: Double) {
    self.setting = setting
    self.gain = gain
    self.effectiveSamples = effectiveSamples
  }
}

/// Runs the quantized model with sites repaired or in float.
public protocol TrialBench: AnyObject {
  /// Samples that score.
  var sampleCount: Int { get }

  func run(_ trial: Trial) throws(MeasureError) -> TrialResult

  /// The weights behind a site whose channels get ranges of their own, that are to be quantized to match.
  ///
  /// - Parameter free: weights that have no suspicion of their own.
  func partners(of site: Int, free: Set<Int>) throws(MeasureError) -> [Int]

  /// With every site in float: the first float tensor, in topological order, whose relative squared error is beyond 1e-6;
  /// `nil` where there is none.
  func firstDifferingTensor() throws(MeasureError) -> String?

  /// The settings that differ from the model as it is, each tried alone.
  func imitateSettings() throws(MeasureError) -> [SettingGain]
}

enum Decibels {
  static func of(_ noise: Double) -> Double { -10 * log10(max(noise, 1e-15)) }
}
