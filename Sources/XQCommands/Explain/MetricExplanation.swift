// A metric of one layer: its formula, and the formula with the sums that were measured.

import XQLanguage
import XQMeasure

/// Explains how the figure of a layer comes about.
struct MetricExplanation {
  let metric: String
  let pair: LayerPair
  let accumulator: ErrorAccumulator
  let sampleCount: Int
  let thresholds: Thresholds

  var lines: [String] {
    guard let formula = MetricTopics.formula(of: metric) else { return [] }
    let errors = accumulator.pooled
    guard accumulator.count > 0, let value = text(of: figure(errors)) else {
      return ["\(metric) = \(formula)", "\(pair.layer) has no pair of finite elements: there is no figure"]
    }
    let indent = String(repeating: " ", count: metric.count)
    let filled = filledIn.map { "\(indent) = \($0) = \(value)" } ?? "\(indent) = \(value)"
    return ["\(metric) = \(formula)     x: float, y: quantized, over \(extent)", filled] + meaning(errors) + [limit]
      + meanOverBatches
  }

  // MARK: - Private

  /// `360 samples × 2048 values`.
  private var extent: String {
    let samples = Counted.text(sampleCount, "sample")
    guard sampleCount > 0, accumulator.count.isMultiple(of: sampleCount) else {
      return "\(accumulator.count) values of \(samples)"
    }
    return "\(samples) × \(Counted.text(accumulator.count / sampleCount, "value"))"
  }

  private func figure(_ errors: ErrorMetrics) -> Double? {
    switch metric {
    case "mse": errors.mse
    case "cs": errors.cosine
    case "sqnr": errors.sqnrDecibels
    case "nrmse": errors.nrmse
    case "max_abs": errors.maxAbsolute
    default: errors.bias
    }
  }

  private func text(of value: Double?) -> String? {
    guard let value else { return nil }
    if metric == "sqnr" { return NumberText.decimals(value, 1) + " dB" }
    return NumberText.display(value)
  }

  /// The right side of the formula with the sums in it.
  private var filledIn: String? {
    let totals = accumulator.totals
    let (signal, noise) = (short(totals.referenceSquares), short(totals.errorSquares))
    return switch metric {
    case "mse": "\(noise) / \(accumulator.count)"
    case "cs": "\(short(totals.products)) / √(\(signal) × \(short(totals.otherSquares)))"
    case "sqnr": "10 log10(\(signal) / \(noise))"
    case "nrmse": "√(\(noise) / \(signal))"
    case "bias": "\(short(totals.errors)) / \(accumulator.count)"
    default: nil
    }
  }

  private func short(_ value: Double) -> String { NumberText.significant(value, 3) }

  private func meaning(_ errors: ErrorMetrics) -> [String] {
    let totals = accumulator.totals
    let size = (totals.referenceSquares / Double(accumulator.count)).squareRoot()
    let error = (totals.errorSquares / Double(accumulator.count)).squareRoot()
    switch metric {
    case "sqnr", "nrmse":
      guard totals.referenceSquares > 0 else { return ["\(pair.layer) has no signal: all its float values are 0"] }
      let share = AlignedText.percent(totals.errorSquares / totals.referenceSquares)
      return ["\(pair.layer): the error has \(share) of the signal's power; at 15 dB it has 3 %"]
    case "mse":
      return ["its root is \(short(error)); \(pair.layer)'s float values have a root mean square of \(short(size))"]
    case "cs":
      guard let cosine = errors.cosine else { return [] }
      return ["1 - cs² = \(AlignedText.percent(max(0, 1 - cosine * cosine))) of y's power points another way than x"]
    case "max_abs":
      guard let range = accumulator.referenceRange else { return [] }
      return ["\(pair.layer)'s float values lie in \(short(range.lowerBound))…\(short(range.upperBound))"]
    default: return ["the root mean squared error is \(short(error)): what is left of it in the mean is a shift"]
    }
  }

  private var limit: String {
    guard let declaration = thresholds[metric] else { return "no threshold is held against it" }
    guard let limit = thresholds.limit(of: declaration) else {
      return "no threshold is set: threshold \(metric) NUMBER"
    }
    let errors = thresholds.profile.aggregate == .batch ? accumulator.batch : accumulator.pooled
    let side = thresholds.isBadAbove(declaration) ? "at and above" : "at and below"
    let crossed = thresholds.isDegraded(errors, by: declaration) ? "degraded" : "not degraded"
    return "\(crossed): bad is \(side) \(declaration.value(of: limit).text) (threshold \(metric))"
  }

  /// Profile mct shows the mean of batches, which the formula over all elements is not.
  private var meanOverBatches: [String] {
    guard thresholds.profile.aggregate == .batch, let value = text(of: figure(accumulator.batch)) else { return [] }
    return ["under this profile 'errors' shows the mean over batches, \(accumulator.batches) of them: \(value)"]
  }
}
