// The facts of all sites are those of another implementation, on models with planted faults.

import Testing
import XQFormats
import XQMeasure
import XQSystem

@Suite(.enabled(if: PackageFolders.hasShared)) struct PlantedFactsOfSitesTests {
  @Test(arguments: PlantedReference.models)
  func factsAgree(id: String) throws {
    let truth = try #require(PlantedReference.truth().first { $0.id == id })
    let reference = try #require(PlantedReference.facts[id])
    let comparison = try Comparison(
      float: PlantedReference.model(truth.float), quantized: PlantedReference.model(truth.file),
      data: [.representative: PlantedReference.data(truth.repr), .validation: PlantedReference.data(truth.val)])
    var progress: [Int] = []
    let facts = try comparison.facts(engine: ReferenceFolder.engine()) { done, total in progress.append(total - done) }
    #expect(progress.last == 0 && progress == progress.sorted(by: >))
    #expect(facts.siteMap.sites.map(\.tensor) == reference.sites.map(\.t))
    #expect(agrees(facts.inputShift, reference.ksIn, least: 1e-6))
    #expect(agrees(facts.medianShift, reference.ksMed, least: 1e-6))
    for (index, theirs) in reference.sites.enumerated() {
      let name = "\(theirs.kind) \(theirs.t)"
      switch facts.facts[index] {
      case .activation(let ours): try compare(ours, facts.siteMap.sites[index], theirs, name)
      case .bias(let ours): #expect(agrees(ours.relative, try #require(theirs.rel), least: 1e-14), "rel of \(name)")
      case .weights(let ours): #expect(agrees(ours.nsr, try #require(theirs.nsr), least: 1e-9), "nsr of \(name)")
      }
    }
    #expect(comparison.knownFacts?.facts.count == facts.facts.count)
    #expect(comparison.known(.validation, options: MeasureOptions()) != nil)
  }

  private func compare(
    _ ours: ActivationFacts, _ site: Site, _ theirs: PlantedReference.Site, _ name: String
  ) throws {
    let quantizer = try #require(site.activation).quantizer
    let least = 1e-9 * (theirs.val?.power ?? 0)
    for (ours, theirs) in [(ours.validation, theirs.val), (try #require(ours.representative), theirs.repr)] {
      let theirs = try #require(theirs)
      let facts = [
        ("min", ours.minimum, theirs.min), ("max", ours.maximum, theirs.max), ("P", ours.power, theirs.power),
        ("N", ours.noise, theirs.noise), ("Ncl", ours.noiseBelow, theirs.noiseBelow),
        ("Nch", ours.noiseAbove, theirs.noiseAbove),
      ]
      for (fact, ours, theirs) in facts {
        #expect(agrees(ours, theirs, least: least), "\(fact) of \(name): \(ours) for \(theirs)")
      }
    }
    let range = quantizer.high - quantizer.low
    let facts: [(String, Double, Double?, Double)] = [
      ("lo", quantizer.low, theirs.lo, 1e-6 * range), ("hi", quantizer.high, theirs.hi, 1e-6 * range),
      ("bits", Double(quantizer.bits), theirs.bits.map(Double.init), 0), ("used", ours.used, theirs.used, 1e-5),
      ("spread", ours.channelSpread, theirs.spread, 0), ("seg", ours.concatSpread, theirs.seg, 0),
      ("ks", ours.kolmogorovSmirnov, theirs.ks, 1e-6),
    ]
    for case (let fact, let ours, let theirs?, let least) in facts {
      #expect(agrees(ours, theirs, least: least), "\(fact) of \(name): \(ours) for \(theirs)")
    }
    let ideal: [(String, Double, Double?)] = [
      ("ideal", ours.ideal.noise, theirs.ideal), ("ilo", ours.ideal.low, theirs.ilo),
      ("ihi", ours.ideal.high, theirs.ihi),
    ]
    for (fact, ours, theirs) in ideal {
      let theirs = try #require(theirs)
      #expect(agrees(ours, theirs, within: 1e-2, least: least), "\(fact) of \(name): \(ours) for \(theirs)")
    }
  }
}
