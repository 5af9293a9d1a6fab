// Repairs as quantizers: what a trial puts in the place of a site.

import XQFormats
import XQMeasure

/// The states of sites under their repairs, each made once.
final class RepairStates {
  private let facts: ModelFacts
  /// Dimensions of the tensors that may get ranges a channel, by site.
  private let rank: (Int) -> Int?
  private var known: [Int: [Repair: SiteState]] = [:]

  init(_ facts: ModelFacts, rank: @escaping (Int) -> Int?) {
    self.facts = facts
    self.rank = rank
  }

  /// What a repair puts in the place of a site; of weights, ``Repair/perChannelActivation`` is what ``partners(of:free:)``
  /// made.
  ///
  /// - Throws: where the site cannot be repaired so, or its values cannot be read any more.
  func state(of site: Int, _ repair: Repair) throws(MeasureError) -> SiteState {
    if let state = known[site]?[repair] { return state }
    guard let state = make(site, repair) else {
      throw .data(
        FormatError(
          .unsupported, file: facts.siteMap.models.quantized.path, subject: facts.siteMap.sites[site].name,
          "cannot be repaired by '\(repair.rawValue)'"))
    }
    known[site, default: [:]][repair] = state
    return state
  }

  /// The weights behind a site that are to be quantized to match ranges of its channels.
  func partners(of site: Int, free: Set<Int>) -> [Int] {
    guard let statistics = facts.facts[site].activation?.validation, let rank = rank(site) else { return [] }
    let setup = facts.siteMap.partners(of: site, statistics, rank: rank, free: free)
    for (partner, state) in setup { known[partner, default: [:]][.perChannelActivation] = state }
    return setup.keys.sorted()
  }

  private func make(_ index: Int, _ repair: Repair) -> SiteState? {
    let site = facts.siteMap.sites[index]
    if repair == .float { return .float }
    guard let activation = site.activation, let measured = facts.facts[index].activation else {
      return weights(index, repair)
    }
    switch repair {
    case .quantizerParameters: return activation.withOneSetOfParameters
    case .range: return activation.covering(measured.ideal)
    case .fit: return activation.covering(measured.idealFit)
    case .perChannelActivation: return activation.coveringChannels(measured.validation)
    case .eightBits: return activation.coveringInEightBits(measured.idealEightBits)
    case .float, .requantized, .perChannelWeights: return nil
    }
  }

  private func weights(_ index: Int, _ repair: Repair) -> SiteState? {
    switch repair {
    case .requantized: facts.siteMap.requantized(index, perChannel: false)
    case .perChannelWeights: facts.siteMap.requantized(index, perChannel: true)
    case .eightBits: facts.siteMap.requantized(index, bits: 8, perChannel: true)
    case .float, .quantizerParameters, .range, .fit, .perChannelActivation: nil
    }
  }
}
