// Profiles: thresholds and the meaning of figures at their edges, set together.

import XQLanguage
import XQMeasure

/// A set of conventions by which layers are judged.
enum Profile: String, CaseIterable, Sendable {
  /// This program's own.
  case standard = "default"
  /// Those of Model Compression Toolkit and its XQuant Extension Tool.
  case mct

  /// What a metric means where there is no signal.
  var convention: MetricConvention { self == .mct ? .modelCompressionToolkit : .standard }

  /// Over what figures are taken unless an option says otherwise.
  var aggregate: ErrorTable.Aggregate { self == .mct ? .batch : .pooled }

  /// Whether a layer is degraded for the sole reason that one model gives nan or inf where the other does not.
  var degradesNonfinite: Bool { self == .standard }

  /// The limit of a metric until somebody sets another one; `nil`: none.
  ///
  /// MCT's limit for SQNR is the ratio 0.1, which is -10 dB.
  func limit(of metric: Thresholds.Metric) -> Double? {
    guard self == .mct else { return metric.defaultLimit }
    return switch metric.name {
    case "mse", "cs": 0.1
    case "sqnr": -10
    default: nil
    }
  }

  /// Everything that profiles decide, as rows of a name and a value.
  var settings: [(name: String, value: Value)] {
    Thresholds.metrics.map { metric in ("threshold \(metric.name)", metric.value(of: limit(of: metric))) } + [
      ("aggregate of 'errors'", .string(aggregate.rawValue)),
      ("cs of two zero tensors", .number(convention == .standard ? 1 : 0)),
      (
        "sqnr of two zero tensors",
        convention == .standard ? .quantity(Quantity(base: .infinity, unit: .decibels)) : .string("nan")
      ),
      ("nan or inf in one model", .string(degradesNonfinite ? "degraded" : "not judged")),
    ]
  }
}
