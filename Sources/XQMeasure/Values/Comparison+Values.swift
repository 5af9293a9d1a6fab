// Passes that look at the values of layers: ranges, channels, histograms.

import XQFormats
import XQRuntime
import XQSystem

/// Why the values of a layer could not be had.
public enum ValueError: Error, Sendable {
  case pass(MeasureError)
  /// The layer's tensors hold no numbers, have other shapes, or no finite value; a sentence without a full stop.
  case noValues(layer: String, reason: String)
}

extension Comparison {
  /// How a pass over the values of some layers is made, and who is told of it.
  public struct ValuePass {
    public let options: MeasureOptions
    public let engine: any Engine
    public let cancellation: Cancellation
    /// Called after each batch with the samples done and the samples in all.
    public let progress: (_ done: Int, _ total: Int) -> Void

    public init(
      options: MeasureOptions = MeasureOptions(), engine: any Engine, cancellation: Cancellation = Cancellation(),
      progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
      self.options = options
      self.engine = engine
      self.cancellation = cancellation
      self.progress = progress
    }
  }

  /// The ranges of layers over a data set, by one pass. What is not comparable has no values in its ranges.
  ///
  /// - Parameter perChannel: one range a channel instead of one a tensor.
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func ranges(
    of pairs: [LayerPair], _ role: Role, perChannel: Bool = false, _ pass: ValuePass
  ) throws(MeasureError) -> [LayerRanges] {
    let collectors = pairs.map { Share(RangeCollector($0, isPerChannel: perChannel)) }
    try walk(pairs, role, pass) { index, float, quantized in collectors[index].value.add(float, quantized) }
    return collectors.map(\.value.ranges)
  }

  /// The histograms of one layer over a data set.
  ///
  /// Takes two passes, the first one for the ranges; memory does not grow with the number of samples.
  public func histogram(of pair: LayerPair, _ role: Role, _ pass: ValuePass) throws(ValueError) -> LayerHistogram {
    let ranges: LayerRanges?
    do { ranges = try self.ranges(of: [pair], role, pass).first } catch { throw .pass(error) }
    guard let float = ranges?.float.first, let quantized = ranges?.quantized.first, let range = float.values,
      let otherRange = quantized.values
    else {
      throw .noValues(layer: pair.layer, reason: "its two tensors hold no finite numbers of one shape")
    }
    let histograms = Share(
      (
        float: Histogram(range, binCount: LayerHistogram.binCount), quantized: Self.bins(otherRange, pair.quantizer),
        failure: PairSums.Failure?.none
      ))
    do {
      try walk([pair], role, pass) { _, ours, theirs in
        guard let ours, let theirs, histograms.value.failure == nil else { return }
        do throws(PairSums.Failure) {
          try histograms.value.float.add(ours)
          try histograms.value.quantized.add(try pair.dequantization?.apply(to: theirs) ?? theirs)
        } catch { histograms.value.failure = error }
      }
    } catch {
      throw .pass(error)
    }
    if histograms.value.failure != nil {
      throw .noValues(layer: pair.layer, reason: "its elements are no real numbers")
    }
    return LayerHistogram(
      pair: pair, float: histograms.value.float, quantized: histograms.value.quantized, floatNonfinite: float.nonfinite,
      quantizedNonfinite: quantized.nonfinite)
  }

  // MARK: - Private

  /// A bin a level where the quantizer has few and all values lie on them.
  private static func bins(_ values: ClosedRange<Double>, _ quantizer: Quantizer?) -> Histogram {
    if let range = quantizer?.range, range.step > 0 {
      let levels = ((range.high - range.low) / range.step).rounded() + 1
      let edges = (low: range.low - range.step / 2, high: range.high + range.step / 2)
      if levels <= Double(LayerHistogram.mostLevels), edges.low <= values.lowerBound, edges.high >= values.upperBound {
        return Histogram(edges.low...edges.high, binCount: Int(levels))
      }
    }
    return Histogram(values, binCount: LayerHistogram.binCount)
  }

  private func walk(
    _ pairs: [LayerPair], _ role: Role, _ values: ValuePass,
    each: @Sendable (_ pair: Int, _ float: Tensor?, _ quantized: Tensor?) -> Void
  ) throws(MeasureError) {
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    let pass = try Pass(
      float: float, quantized: quantized, pairs: pairs, data: set, batch: batch, options: values.options,
      facts: FactsRequest(sites: []), engine: values.engine, known: findings)
    _ = try pass.walk(Plan(pairs, sites: []), cancellation: values.cancellation, progress: values.progress) {
      pair, float, quantized, _ in each(pair, float, quantized)
    }
  }
}
