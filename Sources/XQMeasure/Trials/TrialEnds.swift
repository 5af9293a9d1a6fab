// The tensors at the end of the model by which trials are judged.

import XQFormats
import XQRuntime

/// Outputs and logits of both models.
struct TrialEnds: Sendable {
  let outputs: [EndTensor]
  let logits: [EndTensor]
  /// How integer outputs become real numbers, by the quantized tensor.
  private let dequantization: [String: LayerPair.Dequantization]

  /// Every float output that has a counterpart: the output of the same name, else what it is paired with.
  init(_ siteMap: SiteMap, _ pairing: Pairing) {
    let quantized = siteMap.models.quantized.runnable.graph
    let named = Set(quantized.outputs.map(\.name))
    var dequantization: [String: LayerPair.Dequantization] = [:]
    outputs = siteMap.models.float.graph.outputs.compactMap { output in
      let pair = pairing.pairs.first { $0.tensor == output.name }
      if let pair, quantized.producer[pair.partner] != nil, pair.rule == .byHand || !named.contains(output.name) {
        dequantization[pair.partner] = pair.dequantization
        return EndTensor(float: output.name, quantized: pair.partner)
      }
      return named.contains(output.name) ? EndTensor(float: output.name, quantized: output.name) : nil
    }
    self.dequantization = dequantization
    logits = siteMap.logits(behind: outputs)
  }

  /// Each once, in a fixed order.
  var floatTensors: [String] { Set((outputs + logits).map(\.float)).sorted() }
  var quantizedTensors: [String] { Set((outputs + logits).map(\.quantized)).sorted() }

  func tally() -> EndTally { EndTally(self) }

  fileprivate func real(_ tensor: Tensor?, _ name: String) -> Tensor? {
    guard let tensor, let dequantization = dequantization[name] else { return tensor }
    return try? dequantization.apply(to: tensor)
  }
}

/// The errors of one run, added up.
struct EndTally {
  private let ends: TrialEnds
  private let floatPlaces: [String: Int]
  private let quantizedPlaces: [String: Int]
  private var outputs: [OutputNoise]
  private var logits: [OutputNoise]
  private var agreements: [OutputAgreement]

  fileprivate init(_ ends: TrialEnds) {
    self.ends = ends
    floatPlaces = Dictionary(uniqueKeysWithValues: ends.floatTensors.enumerated().map { ($1, $0) })
    quantizedPlaces = Dictionary(uniqueKeysWithValues: ends.quantizedTensors.enumerated().map { ($1, $0) })
    outputs = ends.outputs.map { OutputNoise($0.float) }
    logits = ends.logits.map { OutputNoise($0.float) }
    agreements = ends.outputs.map { OutputAgreement(output: $0.float) }
  }

  /// Adds `samples` of a batch: the float model's tensors and the quantized model's, in the orders of the ends.
  mutating func add(_ float: [Tensor?], _ quantized: [Tensor?], samples: Range<Int>, of batch: Batch) {
    func both(_ end: EndTensor) -> (Tensor?, Tensor?) {
      let ours = floatPlaces[end.float].flatMap { float[$0] }
      let theirs = quantizedPlaces[end.quantized].flatMap { quantized[$0] }
      return (ours, ends.real(theirs, end.quantized))
    }
    for (index, end) in ends.outputs.enumerated() {
      let (ours, theirs) = both(end)
      outputs[index].add(ours, theirs, samples: samples, of: batch.samples)
      // Decisions are counted batch by batch.
      if samples.lowerBound == 0, let ours, let theirs, ours.type.isFloat {
        agreements[index].add(ours, theirs, labels: batch.labels)
      }
    }
    for (index, end) in ends.logits.enumerated() {
      let (ours, theirs) = both(end)
      logits[index].add(ours, theirs, samples: samples, of: batch.samples)
    }
  }

  func outcome(sampleCount: Int) -> TrialOutcome {
    TrialOutcome(
      sampleCount: sampleCount, outputs: outputs, logits: logits,
      answers: Measurement.answers(among: agreements.filter { $0.total > 0 }.map(\.withFittingLabels)))
  }
}
