// Settings of a quantizer, imitated on the model as it is.

import XQFormats
import XQSystem

/// One setting that a user can choose in a quantizer, as a trial of all the sites that it changes.
public struct ImitatedSetting: Sendable {
  public enum Setting: Sendable, Equatable {
    /// Every weight with one scale gets one for each output channel, same bits.
    case perChannelWeights
    /// Symmetric activations become affine, within the values of the representative data.
    case asymmetric
    /// Every activation's range is calibrated so, on the representative data.
    case calibrated(CalibrationMethod)
    /// The model's own method on representative data and part of the validation data.
    case moreData
    /// The model's own method on part of the validation data instead of the representative data.
    case otherData
    /// Activations that no Conv, ConvTranspose, MatMul or Gemm writes or reads, and the weights of others, are float.
    case onlyMatrixOperators
  }

  public let setting: Setting
  /// What stands in for what on which samples: ranges are not scored on the samples that they were fitted on.
  public let parts: [(setup: TrialSetup, samples: Range<Int>)]
}

extension ModelFacts {
  /// The settings that differ from the model as it is.
  ///
  /// Those that need representative data are missing without them.
  ///
  /// - Parameter scored: the first samples of the validation data that trials score.
  public func imitatedSettings(scored: Int) -> [ImitatedSetting] {
    let imitation = SettingImitation(self)
    var settings: [ImitatedSetting] = []
    func add(_ setting: ImitatedSetting.Setting, _ setup: TrialSetup) {
      guard !setup.isEmpty else { return }
      settings.append(ImitatedSetting(setting: setting, parts: [(setup, 0..<scored)]))
    }
    add(.perChannelWeights, imitation.perChannelWeights())
    add(.asymmetric, imitation.asymmetric())
    for method in [CalibrationMethod.minMax, CalibrationMethod(percentile: 99.9), CalibrationMethod(percentile: 99.99)]
    {
      add(.calibrated(method), imitation.calibrated { $0.representative.map(method.range) })
    }
    let method = CalibrationMethod.guess(self)
    for (setting, keepsRepresentative) in [(ImitatedSetting.Setting.moreData, true), (.otherData, false)] {
      let parts = imitation.refitted(method, keepsRepresentative: keepsRepresentative, scored: scored)
      if parts.contains(where: { !$0.setup.isEmpty }) {
        settings.append(ImitatedSetting(setting: setting, parts: parts))
      }
    }
    add(.onlyMatrixOperators, imitation.onlyMatrixOperators())
    return settings
  }
}

/// Makes the setups.
private struct SettingImitation {
  private let facts: ModelFacts
  private let activations: [(index: Int, site: ActivationSite, facts: ActivationFacts)]
  /// Whether symmetric activations are the model's way, not one site's.
  private let isSymmetric: Bool

  private static let matrixOperators: Set<String> = ["Conv", "MatMul", "Gemm", "ConvTranspose"]

  init(_ facts: ModelFacts) {
    self.facts = facts
    activations = facts.siteMap.sites.indices.compactMap { index in
      guard let site = facts.siteMap.sites[index].activation, let own = facts.facts[index].activation else {
        return nil
      }
      return (index, site, own)
    }
    isSymmetric = 10 * activations.count { $0.site.isSymmetric } > 9 * activations.count
  }

  func perChannelWeights() -> TrialSetup {
    var setup: TrialSetup = [:]
    for (index, site) in facts.siteMap.sites.enumerated() {
      guard facts.facts[index].weights?.isScalar == true, (site.constant?.shape.count ?? 0) > 1 else { continue }
      setup[index] = facts.siteMap.requantized(index, perChannel: true)
    }
    return setup
  }

  func asymmetric() -> TrialSetup {
    guard isSymmetric else { return [:] }
    var setup: TrialSetup = [:]
    for (index, site, facts) in activations where site.isSymmetric {
      guard let values = facts.representative else { continue }
      setup[index] = site.covering(
        low: max(site.quantizer.low, values.minimum), high: min(site.quantizer.high, values.maximum))
    }
    return setup
  }

  /// Activations with other ranges, symmetric where the model is; nothing where all have them already.
  func calibrated(_ range: (ActivationFacts) -> (low: Double, high: Double)?) -> TrialSetup {
    var setup: TrialSetup = [:]
    var differs = false
    for (index, site, facts) in activations {
      guard let range = range(facts) else { continue }
      let state =
        isSymmetric && site.isSymmetric
        ? site.coveringSymmetrically(low: range.low, high: range.high)
        : site.covering(low: range.low, high: range.high)
      differs = differs || !site.isAlready(state)
      setup[index] = state
    }
    return differs ? setup : [:]
  }

  /// Ranges of the first half of the validation data are scored on the second one, and the other way round.
  func refitted(
    _ method: CalibrationMethod, keepsRepresentative: Bool, scored: Int
  ) -> [(setup: TrialSetup, samples: Range<Int>)] {
    let middle = facts.sampleCount / 2
    let parts = [(fitted: 1, samples: 0..<min(middle, scored)), (fitted: 0, samples: min(middle, scored)..<scored)]
    return parts.filter { !$0.samples.isEmpty }.map { fitted, samples in
      let setup = calibrated { facts in
        guard let half = facts.halves?[fitted], let repr = facts.representative else { return nil }
        guard keepsRepresentative else { return method.range(half) }
        var histogram = half.histogram
        histogram.merge(repr.histogram)
        return method.range(
          histogram, minimum: min(half.minimum, repr.minimum), maximum: max(half.maximum, repr.maximum))
      }
      return (setup, samples)
    }
  }

  func onlyMatrixOperators() -> TrialSetup {
    var setup: TrialSetup = [:]
    for (index, site) in facts.siteMap.sites.enumerated() {
      switch site.detail {
      case .activation(let activation):
        let near = Self.matrixOperators.intersection(activation.consumerOps + [activation.producerOp])
        if near.isEmpty, activation.absorbed == nil { setup[index] = .float }
      case .constant(let constant):
        if site.kind == .weights, !Self.matrixOperators.contains(constant.consumerOp) { setup[index] = .float }
      }
    }
    return setup
  }
}

extension ActivationSite {
  /// Whether a state is what the site has, up to the rounding of ranges.
  fileprivate func isAlready(_ state: SiteState) -> Bool {
    guard case .affine(let scale, let zeroPoint) = state else { return false }
    return zeroPoint == Int64(quantizer.zeroPoint) && abs(scale / quantizer.scale - 1) < 1e-5
      && quantizer.scale == quantizer.dequantizedScale && quantizer.zeroPoint == quantizer.dequantizedZeroPoint
  }
}

extension TrialModel {
  /// Runs with a setting imitated.
  public func run(
    _ setting: ImitatedSetting, cancellation: Cancellation = Cancellation()
  ) throws(MeasureError) -> TrialOutcome {
    try run(setting.parts, cancellation: cancellation)
  }
}
