// Whether two models decide alike.

import XQFormats
import XQRuntime

/// How often the two models give the same class, and how often each is right.
public struct OutputAgreement: Sendable {
  /// The float model's output.
  public let output: String
  /// Whether it is shaped like class scores: samples by classes. Of other shapes the last axis may be anything.
  public private(set) var looksLikeScores: Bool
  /// Whether the output holds integers or bools: then each element is a decision.
  public let isDiscrete: Bool
  /// Decisions: one a row of the last axis.
  public internal(set) var total = 0
  /// Decisions with the same class in both models. Of equal scores the first one counts.
  public internal(set) var same = 0
  /// Whether every label names a class that the output has.
  var labelsFit = true
  /// Decisions that have a label.
  public internal(set) var labelled = 0
  public internal(set) var floatRight = 0
  public internal(set) var quantizedRight = 0

  init(output: String, looksLikeScores: Bool = false, isDiscrete: Bool = false) {
    self.output = output
    self.looksLikeScores = looksLikeScores
    self.isDiscrete = isDiscrete
  }

  /// Adds the decisions of one batch, one a row of the last axis; of equal scores the first one counts.
  ///
  /// - Returns: `false`, and nothing is added, for outputs of rank 0 or 1, of one class or none, and of different shapes.
  @discardableResult
  mutating func add(_ float: Tensor, _ quantized: Tensor, labels: [Int64]?) -> Bool {
    guard float.shape.count >= 2, let classes = float.shape.last, classes > 1, float.shape == quantized.shape,
      let ours = float.rowMaxima(), let theirs = quantized.rowMaxima()
    else { return false }
    looksLikeScores = float.shape.count == 2
    total += ours.count
    same += zip(ours, theirs).count { $0 == $1 }
    if let labels, labels.count == ours.count {
      if labels.contains(where: { $0 < 0 || $0 >= Int64(classes) }) { labelsFit = false }
      labelled += labels.count
      floatRight += zip(ours, labels).count { $0 == $1 }
      quantizedRight += zip(theirs, labels).count { $0 == $1 }
    }
    return true
  }

  /// Without what labels said where they name classes that this output does not have: it holds features, not scores.
  var withFittingLabels: OutputAgreement {
    guard !labelsFit else { return self }
    var unlabelled = self
    (unlabelled.labelled, unlabelled.floatRight, unlabelled.quantizedRight) = (0, 0, 0)
    return unlabelled
  }
}
