// Sites and the facts of constants are those of another implementation, on models with planted faults.

import Testing
import XQFormats
import XQMeasure

@Suite(.enabled(if: PackageFolders.hasShared)) struct PlantedSitesTests {
  @Test(arguments: PlantedReference.models)
  func sitesAndConstantsAgree(id: String) throws {
    let truth = try #require(PlantedReference.truth().first { $0.id == id })
    let reference = try #require(PlantedReference.facts[id])
    let (float, quantized) = try (PlantedReference.model(truth.float), PlantedReference.model(truth.file))
    let map = try SiteMap(
      PreparedModels(float: float, quantized: quantized), pairing: Pairing(float: float, quantized: quantized))
    #expect(
      map.sites.map { "\($0.kind.rawValue) \($0.tensor)" } == reference.sites.map { "\($0.kind) \($0.t)" })
    #expect(map.skipped == [])
    for (site, theirs) in zip(map.sites, reference.sites) where site.kind == .weights {
      let ours = try #require(map.weightFacts(of: site))
      let facts: [(String, Double, Double?)] = [
        ("nsr", ours.nsr, theirs.nsr), ("nsr_same", ours.nsrSame, theirs.nsrSame),
        ("nsr_pc", ours.nsrPerChannel, theirs.nsrPc), ("rho", ours.rho, theirs.rho), ("mean", ours.mean, theirs.mean),
        ("clip", ours.clip, theirs.clip), ("ch_own", ours.channelOwn, theirs.chOwn),
        ("ch_pc", ours.channelPerChannel, theirs.chPc), ("spread", ours.channelSpread, theirs.spread),
        ("fit", ours.fit.residual, theirs.fit), ("bits", Double(ours.bits), theirs.bits.map(Double.init)),
      ]
      for (name, ours, theirs) in facts {
        #expect(
          agrees(ours, try #require(theirs), least: 1e-9), "\(name) of \(site.tensor): \(ours) for \(theirs ?? 0)")
      }
    }
  }
}
