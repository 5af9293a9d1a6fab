// The error metrics and their definitions.

import Glibc

/// How far the tensor y of the quantized model is from the tensor x of the float model.
///
/// Metrics are missing (`nil`) where no pair of finite elements is left, so also for empty tensors. They are no numbers
/// only where sums of float64 elements beyond 1e154 overflowed, or for a mean of +inf and -inf.
public struct ErrorMetrics: Sendable, Equatable {
  /// Mean squared error, Σ(x-y)²/n, in the square of the tensor's unit. Low is good.
  public let mse: Double?
  /// Cosine similarity, Σxy/√(Σx²Σy²), from -1 to 1. 1 is good. 1 where both tensors are zero, 0 where one is.
  public let cosine: Double?
  /// Signal to quantization noise, 10 log10(Σx²/Σ(x-y)²), in decibels. High is good. +inf without noise, also without
  /// signal; -inf with noise and no signal.
  public let sqnrDecibels: Double?
  /// The same as a ratio, Σx²/Σ(x-y)². High is good. +inf without noise; 0 with noise and no signal.
  public let sqnrRatio: Double?
  /// Root mean squared error relative to that of x, √(Σ(x-y)²/Σx²). Low is good. 0 without noise; +inf with noise and
  /// no signal.
  public let nrmse: Double?
  /// max |x-y|, in the tensor's unit. Low is good.
  public let maxAbsolute: Double?
  /// Mean of y-x, in the tensor's unit. 0 is good.
  public let bias: Double?
  /// Elements of x that are infinite or no numbers.
  public let referenceNonfinite: Int
  /// Elements of y that are infinite or no numbers.
  public let otherNonfinite: Int
  /// Pairs of finite elements, which are what the metrics are made of.
  public let count: Int
}

/// What the metrics mean at their edges.
public enum MetricConvention: Sendable {
  /// As the documentation of ``ErrorMetrics`` says.
  case standard
  /// As Model Compression Toolkit's XQuant computes them: the cosine of two zero tensors is 0 and norms below 1e-8
  /// count as 1e-8; the signal to noise ratio of zero signal and zero noise is no number.
  case modelCompressionToolkit
}

/// The sums that the metrics of one batch, or of all, are computed from.
struct ErrorSums {
  var count = 0
  var referenceNonfinite = 0
  var otherNonfinite = 0
  var referenceSquares = 0.0
  var otherSquares = 0.0
  var products = 0.0
  var errorSquares = 0.0
  var errors = 0.0
  var largestError = 0.0
}

extension ErrorMetrics {
  init(_ sums: ErrorSums, convention: MetricConvention) {
    referenceNonfinite = sums.referenceNonfinite
    otherNonfinite = sums.otherNonfinite
    count = sums.count
    guard sums.count > 0 else {
      (mse, cosine, sqnrDecibels, sqnrRatio, nrmse, maxAbsolute, bias) = (nil, nil, nil, nil, nil, nil, nil)
      return
    }
    let (signal, noise, elements) = (sums.referenceSquares, sums.errorSquares, Double(sums.count))
    mse = noise / elements
    cosine = Self.cosine(sums, convention)
    let ratio = Self.ratio(signal: signal, noise: noise, convention)
    sqnrRatio = ratio
    sqnrDecibels = 10 * log10(ratio)
    nrmse = noise == 0 ? 0 : (noise / signal).squareRoot()
    maxAbsolute = sums.largestError
    // Subtracted from 0, so that no error is 0 and not -0.
    bias = (0 - sums.errors) / elements
  }

  private static func cosine(_ sums: ErrorSums, _ convention: MetricConvention) -> Double {
    let norms = (sums.referenceSquares.squareRoot(), sums.otherSquares.squareRoot())
    switch convention {
    case .standard:
      if norms.0 == 0 || norms.1 == 0 { return norms.0 == norms.1 ? 1 : 0 }
      return sums.products / (norms.0 * norms.1)
    case .modelCompressionToolkit:
      return sums.products / (max(norms.0, 1e-8) * max(norms.1, 1e-8))
    }
  }

  private static func ratio(signal: Double, noise: Double, _ convention: MetricConvention) -> Double {
    if noise == 0 { return signal == 0 && convention == .modelCompressionToolkit ? .nan : .infinity }
    return signal / noise
  }
}

extension ErrorMetrics {
  /// The metrics of one batch.
  public init(_ sums: PairSums, convention: MetricConvention = .standard) {
    self.init(
      ErrorSums(
        count: sums.count, referenceNonfinite: sums.referenceNonfinite, otherNonfinite: sums.otherNonfinite,
        referenceSquares: sums.referenceSquares, otherSquares: sums.otherSquares, products: sums.products,
        errorSquares: sums.errorSquares, errors: sums.errors, largestError: sums.largestError),
      convention: convention)
  }
}
