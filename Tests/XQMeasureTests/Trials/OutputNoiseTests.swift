// The error at the end of a model, by hand.

import Testing
import XQFormats
import XQRuntime

@testable import XQMeasure

@Suite struct OutputNoiseTests {
  private func outcome(_ noise: OutputNoise, samples: Int) -> TrialOutcome {
    TrialOutcome(sampleCount: samples, outputs: [noise], logits: [noise], answers: nil)
  }

  @Test func sumsAreThoseOfSamplesAndChannels() {
    var noise = OutputNoise("y")
    noise.add(
      Tensor(floats: [1, 2, 3, 4], shape: [2, 2]), Tensor(floats: [1, 1, 3, 6], shape: [2, 2]), samples: 0..<2, of: 2)
    #expect(noise.noise == [1, 4] && noise.signal == 30 && noise.hasSamples)
    #expect(abs(noise.nsr - 0.1666666666666667) < 1e-15)
    #expect(noise.balanced == 0.125)
    let result = outcome(noise, samples: 2)
    #expect(abs(result.effectiveSamples(at: .output) - 1.4705882352941178) < 1e-12)
    #expect(abs(result.decibels(at: .logits) - 7.7815) < 1e-4)
    #expect(abs(result.decibels(at: .balanced) - 9.0309) < 1e-4)
  }

  @Test func onlyTheSamplesThatScoreCount() {
    var noise = OutputNoise("y")
    noise.add(
      Tensor(floats: [1, 2, 3, 4, 5, 6], shape: [3, 1, 2]), Tensor(floats: [9, 9, 3, 5, 9, 9], shape: [3, 1, 2]),
      samples: 1..<2, of: 3)
    #expect(noise.noise == [1] && noise.signal == 25)
  }

  @Test func aTensorWithoutSamplesIsTakenOnceABatch() {
    var noise = OutputNoise("y")
    let (x, y) = (Tensor(floats: [2, 1, 1], shape: [3]), Tensor(floats: [2, 2, 1], shape: [3]))
    noise.add(x, y, samples: 0..<2, of: 8)
    noise.add(x, y, samples: 2..<8, of: 8)
    #expect(noise.noise == [1] && noise.signal == 6 && !noise.hasSamples)
    #expect(outcome(noise, samples: 8).effectiveSamples(at: .output) == 8)
  }

  @Test func ratiosAreCapped() {
    var noise = OutputNoise("y")
    noise.add(Tensor(floats: [1], shape: [1, 1]), Tensor(floats: [.nan], shape: [1, 1]), samples: 0..<1, of: 1)
    #expect(noise.nsr == 1000 && noise.balanced == 1)
    var silent = OutputNoise("y")
    silent.add(Tensor(floats: [0], shape: [1, 1]), Tensor(floats: [1], shape: [1, 1]), samples: 0..<1, of: 1)
    #expect(silent.nsr == 1000)
    var different = OutputNoise("y")
    different.add(Tensor(floats: [1], shape: [1, 1]), Tensor(floats: [1, 2], shape: [1, 2]), samples: 0..<1, of: 1)
    different.add(Tensor(floats: [1], shape: [1, 1]), nil, samples: 0..<1, of: 1)
    #expect(different.nsr == 1000)
    #expect(outcome(different, samples: 2).decibels(at: .output) == -30)
  }

  @Test func withoutAnErrorItIs150Decibels() {
    var noise = OutputNoise("y")
    let x = Tensor(floats: [1, -1], shape: [2, 1])
    noise.add(x, x, samples: 0..<2, of: 2)
    let result = outcome(noise, samples: 2)
    #expect(result.decibels(at: .output) == 150 && result.effectiveSamples(at: .output) == 2)
  }
}
