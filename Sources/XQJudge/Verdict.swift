// All that a judgement found.

import XQMeasure

/// The findings of a comparison, best first, and how the output stands.
public struct Verdict: Sendable {
  /// Confirmed by a trial; in the order in which repairs were added to each other.
  public var findings: [Finding] = []
  /// Suspicions whose repair gains something, but less than a finding has to.
  public var notes: [Finding] = []
  /// Judges that could not look.
  public var skipped: [Finding] = []
  /// Judges that had data and suspect nothing.
  public var silent: [String] = []
  /// Quantizers that were looked at.
  public var quantizerCount = 0
  /// The output as it is, and with every quantizer taken out, in dB.
  public var decibels: Double
  public var plainDecibels: Double
  /// Samples that score, and how many of them carry the error.
  public var sampleCount: Int
  public var effectiveSamples: Double
  /// What settings gain, best first.
  public var settings: [SettingGain] = []
  /// Output noise of each site alone, in dB, all others in float, where it was measured.
  public var worth: [Int: Double] = [:]
  /// Where the gains were measured: of a model that ends in no Softmax or Sigmoid the logits are the output.
  public var place = GainPlace.output
  /// The output with each index of axis 1 counting the same, in dB; `nil` where it was not measured.
  public var balancedDecibels: Double?
  /// How often both models name the same class; `nil` where no output tells.
  public var answers: OutputAgreement?
  /// Runs of the quantized model that it took.
  public var runCount: Int

  /// Findings, then notes, then what was skipped.
  public var rows: [Finding] { findings + notes + skipped }

  /// Settings that gain what a finding has to, and that no finding advises.
  public var furtherSettings: [SettingGain] = []
}
