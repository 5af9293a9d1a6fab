// What is added up while a pass runs.

import XQFormats
import XQRuntime

/// The accumulators of all pairs, and the agreement of outputs that look like class scores.
struct Tally {
  private let pairs: [LayerPair]
  private(set) var results: [Measurement.LayerResult]
  /// For each pair the relative error of the first batch; `nil` where there is none.
  private(set) var firstErrors: [Double?]
  private var agreementOfPair: [Int: OutputAgreement] = [:]

  init(_ pairs: [LayerPair], convention: MetricConvention) {
    self.pairs = pairs
    results = pairs.map { _ in .measured(ErrorAccumulator(convention: convention)) }
    firstErrors = pairs.map { _ in nil }
  }

  /// Agreements in the order of the pairs.
  var agreements: [OutputAgreement] {
    agreementOfPair.sorted { $0.key < $1.key }.map { $1.withFittingLabels }
  }

  /// Leaves a pair out, for a reason that is a sentence without a full stop.
  mutating func leaveOut(_ index: Int, _ reason: String) { results[index] = .notComparable(reason) }

  /// Adds one batch of one pair. A pair that turns out not to be comparable is left out from then on.
  mutating func add(_ index: Int, _ float: Tensor?, _ quantized: Tensor?, labels: [Int64]?) {
    guard case .measured(var accumulator) = results[index] else { return }
    let pair = pairs[index]
    // Frees the accumulator's storage from the array, so that it is changed in place and not copied.
    results[index] = .notComparable("")
    guard let float, let quantized else {
      results[index] = .notComparable("\(float == nil ? "the float" : "the quantized") tensor holds no numbers")
      return
    }
    do {
      let other = try pair.dequantization.map { dequantization throws(PairSums.Failure) in
        try dequantization.apply(to: quantized)
      }
      accumulator.add(try PairSums(reference: float, other: other ?? quantized))
      if accumulator.batches == 1 { firstErrors[index] = accumulator.pooled.nrmse }
      results[index] = .measured(accumulator)
      if pair.isOutput {
        if float.type.isFloat {
          addAgreement(index, float, other ?? quantized, labels)
        } else {
          addEquality(index, float, quantized)
        }
      }
    } catch {
      results[index] = .notComparable(Self.sentence(error))
    }
  }

  private mutating func addAgreement(_ index: Int, _ float: Tensor, _ quantized: Tensor, _ labels: [Int64]?) {
    var agreement = agreementOfPair[index] ?? OutputAgreement(output: pairs[index].tensor)
    if agreement.add(float, quantized, labels: labels) { agreementOfPair[index] = agreement }
  }

  /// Elements are compared as decisions: equal or not.
  private mutating func addEquality(_ index: Int, _ float: Tensor, _ quantized: Tensor) {
    guard float.shape == quantized.shape, let equal = float.countEqualElements(quantized) else { return }
    var agreement =
      agreementOfPair[index] ?? OutputAgreement(output: pairs[index].tensor, looksLikeScores: false, isDiscrete: true)
    agreement.total += float.count
    agreement.same += equal
    agreementOfPair[index] = agreement
  }

  private static func sentence(_ failure: PairSums.Failure) -> String {
    switch failure {
    case .shapesDiffer(let float, let quantized): "shapes differ: float \(float), quantized \(quantized)"
    case .notReal(let type): "its elements are no real numbers (\(type.name))"
    case .tooFewBytes: "the engine gave fewer elements than the shape has"
    }
  }
}
