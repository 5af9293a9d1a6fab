// The order of findings: the repair that gains most first, then the next on top of it.

import Glibc
import XQMeasure

/// Repairs groups of sites one after the other, at each step the group whose repair leaves the least error.
///
/// The first group is what to do first; the gain of each is measured with those before it repaired, so that faults which
/// hide each other are told apart.
struct Peeling {
  /// A group that was tried.
  struct Step {
    /// Worst first.
    var candidates: [Candidate]
    /// By the repair, and with the sites in float, on top of the steps before.
    var gain: Double
    var gainFloat: Double
    var effectiveSamples: Double
  }

  /// Rounds after which a repair that gains nothing ends the peeling: each costs a run for every group that is left.
  private static let certainRounds = 3
  /// Sites of a group that are run alone to find the worst.
  private static let sitesRunAlone = 8

  private let file: CaseFile
  private let bench: any TrialBench
  private let measuresAllSites: Bool
  private var groups: [[Candidate]]
  private var partners: [Int: [Int]] = [:]
  private(set) var steps: [Step] = []
  /// Output noise of a site alone, all others in float.
  private(set) var noiseAlone: [Int: Double] = [:]
  private(set) var runCount = 0
  private(set) var base: TrialResult
  private(set) var plain: TrialResult

  /// - Parameter measuresAllSites: runs every site of the model alone, also those that nobody suspects.
  init(
    _ file: CaseFile, _ suspicions: Suspicions, _ bench: any TrialBench, measuresAllSites: Bool
  ) throws(MeasureError) {
    self.file = file
    self.bench = bench
    self.measuresAllSites = measuresAllSites
    var order: [Cause] = []
    for candidate in suspicions.candidates where !order.contains(candidate.cause) { order.append(candidate.cause) }
    groups = order.map { cause in suspicions.candidates.filter { $0.cause == cause } }
    base = try bench.run(Trial())
    plain = try bench.run(Trial(float: Set(file.sites.indices)))
    runCount = 2
    try findPartners(suspicions)
    try peel()
  }

  // MARK: - Private

  private mutating func findPartners(_ suspicions: Suspicions) throws(MeasureError) {
    let suspected = Set(suspicions.candidates.map(\.site))
    let free = Set(file.sites.indices.filter { file.weights($0) != nil && !suspected.contains($0) })
    for candidate in suspicions.candidates where candidate.repair == .perChannelActivation {
      partners[candidate.site] = try bench.partners(of: candidate.site, free: free)
    }
  }

  private mutating func peel() throws(MeasureError) {
    if measuresAllSites {
      for site in file.sites.indices { try runAlone(site) }
    }
    var (fixed, current) = (Trial(), base)
    while !groups.isEmpty {
      let results = try tryAll(on: fixed)
      guard let best = results.indices.min(by: { results[$0].noise < results[$1].noise }) else { break }
      let gain = results[best].decibels - current.decibels
      let group = try worstFirst(groups.remove(at: best), gain: gain)
      let float = try run(adding(group, to: fixed, asFloat: true))
      steps.append(
        Step(
          candidates: group, gain: gain, gainFloat: float.decibels - current.decibels,
          effectiveSamples: min(current.effectiveSamples, results[best].effectiveSamples)))
      fixed = adding(group, to: fixed, asFloat: false)
      current = results[best]
      if steps.count >= Self.certainRounds, gain < file.values[.note] { break }
    }
  }

  private mutating func tryAll(on fixed: Trial) throws(MeasureError) -> [TrialResult] {
    var results: [TrialResult] = []
    for group in groups { results.append(try run(adding(group, to: fixed, asFloat: false))) }
    return results
  }

  private mutating func run(_ trial: Trial) throws(MeasureError) -> TrialResult {
    runCount += 1
    return try bench.run(trial)
  }

  /// A trial with a group repaired, or in float, on top of another. The views of a site go with it.
  private func adding(_ group: [Candidate], to trial: Trial, asFloat: Bool) -> Trial {
    var trial = trial
    for candidate in group {
      let sites = [candidate.site] + (partners[candidate.site] ?? [])
      for site in sites {
        if asFloat || candidate.repair == .float {
          trial.repaired[site] = nil
          trial.float.insert(site)
        } else {
          trial.repaired[site] = candidate.repair
        }
        trial.float.formUnion(file.sites[site].views)
      }
    }
    return trial
  }

  private mutating func runAlone(_ site: Int) throws(MeasureError) {
    guard noiseAlone[site] == nil else { return }
    noiseAlone[site] = try run(Trial(float: Set(file.sites.indices).subtracting([site]))).noise
  }

  /// By the noise that each site makes alone, of a group that gains; of the others by what its facts say.
  private mutating func worstFirst(_ group: [Candidate], gain: Double) throws(MeasureError) -> [Candidate] {
    let proxies = group.map { file.sites[$0.site].evidence.proxy }
    let byProxy = group.indices.sorted { (proxies[$1], $0) < (proxies[$0], $1) }.map { group[$0] }
    if gain >= file.values[.finding], group.count > 1 {
      for candidate in byProxy.prefix(Self.sitesRunAlone) { try runAlone(candidate.site) }
    }
    let noises = byProxy.map { noiseAlone[$0.site] ?? -1 }
    return byProxy.indices.sorted { (noises[$1], $0) < (noises[$0], $1) }.map { byProxy[$0] }
  }
}
