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

  /// Everything that profiles decide besides limits, as rows of a name and a value.
  var settings: [(name: String, value: Value)] {
    [
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
