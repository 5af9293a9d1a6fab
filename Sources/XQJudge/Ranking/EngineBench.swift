// Trials on the real model.

import XQMeasure
import XQSystem

/// Runs trials in one session of the engine.
final class EngineBench: TrialBench {
  let sampleCount: Int
  private let trials: TrialModel
  private let facts: ModelFacts
  private let states: RepairStates
  private let place: GainPlace
  private let cancellation: Cancellation
  private let progress: (Int) -> Void
  private var outcomes: [Trial: TrialOutcome] = [:]

  /// - Parameter progress: called after each run with the runs so far.
  init(
    _ trials: TrialModel, _ facts: ModelFacts, place: GainPlace, cancellation: Cancellation,
    progress: @escaping (Int) -> Void
  ) {
    self.trials = trials
    self.facts = facts
    self.place = place
    self.cancellation = cancellation
    self.progress = progress
    states = RepairStates(facts, rank: trials.rank(of:))
    sampleCount = trials.sampleCount
  }

  /// The quantized model as it is.
  func unchanged() throws(MeasureError) -> TrialOutcome { try outcome(Trial()) }

  func run(_ trial: Trial) throws(MeasureError) -> TrialResult {
    let outcome = try outcome(trial)
    return TrialResult(
      noise: outcome.nsr(at: place), effectiveSamples: outcome.effectiveSamples(at: place))
  }

  func partners(of site: Int, free: Set<Int>) throws(MeasureError) -> [Int] {
    states.partners(of: site, free: free)
  }

  func firstDifferingTensor() throws(MeasureError) -> String? {
    try trials.firstDifferingTensor(cancellation: cancellation)
  }

  func imitateSettings() throws(MeasureError) -> [SettingGain] {
    let before = try unchanged()
    var gains: [SettingGain] = []
    for imitated in facts.imitatedSettings(scored: sampleCount) {
      guard let setting = AdvisedSetting(imitated.setting) else { continue }
      let after = try trials.run(imitated, cancellation: cancellation)
      progress(trials.runs)
      gains.append(
        SettingGain(
          setting: setting, gain: after.decibels(at: place) - before.decibels(at: place),
          effectiveSamples: min(before.effectiveSamples(at: place), after.effectiveSamples(at: place))))
    }
    return gains
  }

  private func outcome(_ trial: Trial) throws(MeasureError) -> TrialOutcome {
    if let known = outcomes[trial] { return known }
    var setup: TrialSetup = [:]
    for (site, repair) in trial.repaired { setup[site] = try states.state(of: site, repair) }
    for site in trial.float { setup[site] = .float }
    let outcome = try trials.run(setup, cancellation: cancellation)
    progress(trials.runs)
    outcomes[trial] = outcome
    return outcome
  }
}
