// What a trial gave.

import Glibc

/// The errors at the ends of the model under one setup.
public struct TrialOutcome: Sendable {
  /// Samples that scored.
  public let sampleCount: Int
  /// One an output.
  public let outputs: [OutputNoise]
  /// The same at the logits; equal to `outputs` where the model ends in no Softmax, LogSoftmax or Sigmoid.
  public let logits: [OutputNoise]
  /// How often both models name the same class and how often each is right, of the output that tells: see
  /// ``Measurement/answers``.
  public let answers: OutputAgreement?

  /// Output NSR: the mean over the outputs of Σ(y - x)²/Σx², each at most 1000.
  public func nsr(at place: GainPlace) -> Double {
    let ends = ends(at: place)
    return ends.reduce(0) { $0 + (place == .balanced ? $1.balanced : $1.nsr) } / Double(max(ends.count, 1))
  }

  /// -10 log10 of the NSR, 150 at most.
  public func decibels(at place: GainPlace) -> Double { -10 * log10(max(nsr(at: place), 1e-15)) }

  /// n_eff: (Σ N_k)²/Σ N_k², N_k the squared error of sample k in units of each output's signal. So many samples carry the
  /// error: as many as there are where all have the same, 1 where one has all of it; without any error, all.
  public func effectiveSamples(at place: GainPlace) -> Double {
    let ends = ends(at: place)
    guard let first = ends.first, ends.allSatisfy({ $0.hasSamples && $0.noise.count == first.noise.count }) else {
      return Double(sampleCount)
    }
    var noise = [Double](repeating: 0, count: first.noise.count)
    for end in ends {
      for (index, share) in end.shares.enumerated() { noise[index] += share }
    }
    let (sum, squares) = (noise.reduce(0, +), noise.reduce(0) { $0 + $1 * $1 })
    return squares > 0 ? sum * sum / squares : Double(sampleCount)
  }

  private func ends(at place: GainPlace) -> [OutputNoise] { place == .logits ? logits : outputs }
}
