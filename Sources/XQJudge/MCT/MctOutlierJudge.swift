// Outlier removal: values far from the mean stretch a layer's range.

import XQFormats
import XQMeasure

/// The tool's judge "Outlier Removal".
///
/// Of each degraded layer whose own output is quantized: the histogram of the float model's output on the representative
/// data. It fires where the left edge of any bin is `threshold` standard deviations or more from the mean. A layer that is
/// fused with its activation is passed over, as by the tool: the toolkit has no histogram of it.
enum MctOutlierJudge {
  /// The layers that it looks at.
  static func layers(_ subject: MctCase) -> [MctCase.Layer] {
    subject.limits.zScore == nil ? [] : subject.degraded.filter(subject.hasOwnQuantizer)
  }

  static func findings(_ subject: MctCase, _ evidence: MctEvidence) -> [MctFinding] {
    guard let threshold = subject.limits.zScore else { return [] }
    return layers(subject).compactMap { layer in
      guard let scores = evidence.scores[layer.tensor], scores.largest >= threshold else { return nil }
      let range = evidence.ranges[layer.tensor] ?? ValueRange()
      return MctFinding(
        .outliers, [layer.name], tensor: layer.tensor, value: scores.largest, threshold: threshold,
        sentence: "values reach \(Figures.text(scores.largest)) standard deviations from their mean: "
          + "\(Figures.text(range.low)) to \(Figures.text(range.high)), mean \(Figures.text(scores.mean)), deviation "
          + Figures.text(scores.standardDeviation),
        warning: "\(layer.name).png")
    }
  }
}
