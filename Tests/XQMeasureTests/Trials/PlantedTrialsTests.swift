// Trials of the models with one planted fault each: what another implementation measured at the output.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQMeasure

@Suite(.enabled(if: FileManager.default.fileExists(atPath: PlantedReference.folder.path)))
struct PlantedTrialsTests {
  @Test(arguments: PlantedReference.models)
  func outputsAgreeInDecibels(id: String) throws {
    let truth = try #require(try PlantedReference.truth().first { $0.id == id })
    let reference = try #require(PlantedReference.facts[id])
    let data = try PlantedReference.data(truth.val)
    let comparison = try Comparison(
      float: PlantedReference.model(truth.float), quantized: PlantedReference.model(truth.file),
      data: [.validation: data])
    let map = try comparison.siteMap()
    let trial = try TrialModel(map, pairing: comparison.pairing, data: data, engine: ReferenceFolder.engine())
    #expect(trial.sampleCount == 64)
    let base = try trial.run([:])
    #expect(abs(base.decibels(at: .output) - reference.baseDb) < 0.1, "as it is")
    let float = Dictionary(uniqueKeysWithValues: map.sites.indices.map { ($0, SiteState.float) })
    let plain = try trial.run(float)
    let (found, wanted) = (plain.decibels(at: .output), reference.plainDb)
    // Beyond 100 dB only the order of float additions differs.
    #expect(abs(found - wanted) < 0.1 || min(found, wanted) > 100, "all float: \(found) dB, wanted \(wanted)")
    // The site that costs most, alone.
    guard map.sites.count == reference.sites.count else {
      Issue.record("\(map.sites.count) sites, wanted \(reference.sites.count)")
      return
    }
    let solo = try #require(map.sites.indices.min { reference.sites[$0].soloDb < reference.sites[$1].soloDb })
    var setup = float
    setup[solo] = nil
    let alone = try trial.run(setup)
    #expect(abs(alone.decibels(at: .output) - reference.sites[solo].soloDb) < 0.1, "\(map.sites[solo].name) alone")
  }
}
