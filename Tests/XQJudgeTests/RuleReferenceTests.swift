// The rules give every site of the reference models the cause that the reference implementation gave it, and the ranking
// the same findings, from the same facts and runs.

import Testing
import XQJudge
import XQMeasure

@Suite struct RuleReferenceTests {
  @Test func thereAreModels() {
    #expect(ReferenceModel.all.count >= 40)
    let causes = Set(ReferenceModel.all.flatMap { $0.expected.compactMap(\.cause) + $0.findings.map(\.cause) })
    #expect(causes == Set(Cause.allCases.map(\.rawValue)))
  }

  @Test(arguments: ReferenceModel.all)
  func causesOfAllSites(_ model: ReferenceModel) {
    let suspicions = Suspicions(model.file)
    let bySite = Dictionary(suspicions.candidates.map { ($0.site, $0) }, uniquingKeysWith: { first, _ in first })
    for (index, expected) in model.expected.enumerated() {
      let found = bySite[index]
      #expect(found?.cause.rawValue == expected.cause, "site \(index), \(model.file.sites[index].tensor)")
      #expect(found?.repair.rawValue == expected.repair, "site \(index), \(model.file.sites[index].tensor)")
    }
    #expect(suspicions.skipped.isEmpty)
  }

  @Test(arguments: ReferenceModel.all)
  func findingsFromTheSameRuns(_ model: ReferenceModel) throws {
    let bench = ReplayedBench(model)
    let verdict = try Judgement(model.file, Suspicions(model.file), bench).verdict()
    #expect(bench.unknown.isEmpty, "no such run: \(bench.unknown)")
    #expect(verdict.findings.map { $0.cause?.rawValue } == model.findings.map(\.cause))
    #expect(verdict.notes.map { $0.cause?.rawValue } == model.notes.map(\.cause))
    for (found, expected) in zip(verdict.findings + verdict.notes, model.findings + model.notes) {
      #expect(abs((found.gain ?? .nan) - expected.gain) < 1e-6)
      #expect(abs((found.gainFloat ?? .nan) - expected.float) < 1e-6)
    }
    #expect(verdict.findings.map(\.tensor) == model.findings.map(\.layer))
    #expect(verdict.findings.map(\.rank) == Array(1...20).prefix(model.findings.count).map { $0 })
  }
}
