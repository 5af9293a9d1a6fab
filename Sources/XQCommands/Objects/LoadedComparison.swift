// Measurements from files as a value of the language.

import XQConsole
import XQLanguage
import XQMeasure

/// What was measured somewhere else: figures, and no models.
final class LoadedComparison: MeasuredObject {
  let parts: MeasurementParts
  private let sides: [Comparison.Role: DataSide]

  init(_ parts: MeasurementParts) {
    self.parts = parts
    sides = Dictionary(
      uniqueKeysWithValues: parts.measurements.map { stored in
        let measurement = stored.measurement
        return (
          stored.role,
          DataSide(stored.role, samples: measurement.sampleCount) { _ throws(Diagnostic) in measurement }
        )
      })
  }

  let kind = "comparison"

  var modelNames: (float: String, quantized: String) { (label("float model"), label("quantized model")) }
  var pairs: [LayerPair] { parts.measurements.first?.pairs ?? [] }
  let unpaired: [UnpairedTensor] = []
  var roles: [Comparison.Role] { parts.measurements.map(\.role) }

  /// - Throws: XQ0447 where the profile in use gives figures another meaning than they were measured with.
  func measurement(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> Measurement {
    let measurement = try stored(role, in: context).measurement
    let profile = Workbench.of(context).thresholds.profile
    guard measurement.options.convention == profile.convention else {
      let other = Profile.allCases.first { $0.convention == measurement.options.convention } ?? .standard
      throw Diagnostic(
        .noModels,
        "what was loaded was measured with 'profile \(other.rawValue)', and without models it cannot be measured anew",
        help: ["profile \(other.rawValue)"])
    }
    return measurement
  }

  func stored(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> StoredMeasurement {
    guard let stored = parts.measurements.first(where: { $0.role == role }) else {
      throw Diagnostic(.noData, "what was loaded has no figures on '\(role.rawValue)'")
    }
    return stored
  }

  var summary: String {
    let samples = parts.measurements.map { stored in
      "\(stored.role.rawValue): \(CoverageText.samples(stored.measurement))"
    }
    let source = parts.files.count == 1 ? "" : "  ·  from \(parts.files.count) parts"
    return
      "measurement of \(label("float model")) and \(label("quantized model"))  ·  "
      + "\(Counted.text(pairs.count, "layer"))  ·  \(samples.joined(separator: ", "))\(source)"
  }

  let memberNames = ["float", "quant", "repr", "val", "paired", "layers"]

  func member(_ name: String) -> Value? {
    switch name {
    case "float": .string(label("float model"))
    case "quant": .string(label("quantized model"))
    case "repr": sides[.representative].map { .object($0) } ?? Value.none
    case "val": sides[.validation].map { .object($0) } ?? Value.none
    case "paired": .number(Double(pairs.count))
    case "layers": .number(Double(parts.measurements.first?.candidateCount ?? 0))
    default: nil
    }
  }

  func member(_ name: String, in context: Context) throws(Diagnostic) -> Value? { member(name) }

  var details: Value {
    guard let first = parts.measurements.first else { return .none }
    var record = Record(
      first.identity.facts.filter { !["data set", "data"].contains($0.name) }.map { ($0.name, .string(words($0))) })
    for stored in parts.measurements {
      let data = stored.identity.facts.first { $0.name == "data" }.map { "  ·  \(words($0))" } ?? ""
      record[stored.role.rawValue] = .string(CoverageText.samples(stored.measurement) + data)
    }
    record["machines"] = .list(first.machines.map { .string($0) })
    record["parts"] = .list(parts.files.map { .string($0) })
    return .record(record)
  }

  /// Digests by their first digits: to compare by eye.
  private func words(_ fact: MeasurementIdentity.Fact) -> String {
    fact.value.utf8.count == 64 ? "\(fact.label)  ·  sha256 \(fact.value.prefix(8))" : fact.value
  }

  private func label(_ fact: String) -> String {
    parts.measurements.first?.identity.facts.first { $0.name == fact }?.label ?? "?"
  }
}
