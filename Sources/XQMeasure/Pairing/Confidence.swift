// How sure it is that two tensors belong together.

/// Confidence of pairs, from 0 to 1.
///
/// By hand, and by quantizers and tensors of the same name: 1. By weights: their correlation, times how far the next
/// best lies below it. By structure: 0.95, or 0.85 where only a part of what leads to the tensor was paired before.
/// What ``afterCheck(_:rule:relativeError:)`` makes of it once something ran comes on top.
enum Confidence {
  /// Below it a pair is worth a warning.
  static let doubtful = 0.8
  /// All inputs of the operator, or its output, were paired, and it is the only one that fits.
  static let structure = 0.95
  /// The only one that fits, seen from some of its inputs; or an output of the model, by its position.
  static let partialStructure = 0.85

  /// The correlation, in full while the runner-up stays at 0.9 or below, and less of it in proportion above.
  static func weights(correlation: Double, runnerUp: Double) -> Double {
    correlation * min(1, max(0, 1 - runnerUp) / 0.1)
  }

  /// Halved where the first batch shows errors as large as the signal, which a wrong pair gives and a very bad layer too.
  static func afterCheck(_ confidence: Double, rule: LayerPair.Rule, relativeError: Double?) -> Double {
    switch rule {
    case .byHand, .afterQuantizer, .integerDequantized, .absorbedActivation, .atOperator, .mctOutput: return confidence
    case .sameNameDequantized, .sameName, .weights, .structure, .mctLayer, .mctInPlace, .mctModule, .mctStructure:
      guard let relativeError, relativeError >= 1 else { return confidence }
      return confidence / 2
    }
  }
}
