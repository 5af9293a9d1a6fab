// What has figures of layers: a comparison of models, or measurements that were loaded.

import XQConsole
import XQLanguage
import XQMeasure

/// A comparison as commands see it that need figures and no models.
protocol MeasuredObject: ComputedMembers {
  /// What the two models are called.
  var modelNames: (float: String, quantized: String) { get }
  /// What is compared, in the order of the network.
  var pairs: [LayerPair] { get }
  /// What is not compared, as far as it is known.
  var unpaired: [UnpairedTensor] { get }
  /// The data sets there are, representative data first.
  var roles: [Comparison.Role] { get }

  /// The figures on one of the data sets; runs the models where that is needed and possible.
  func measurement(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> Measurement

  /// The same, for a file.
  func stored(_ role: Comparison.Role, in context: Context) throws(Diagnostic) -> StoredMeasurement
}

extension MeasuredObject {
  /// The comparison of models that it is.
  ///
  /// - Parameter option: what needs them, where it is an option and not the command as such.
  /// - Throws: XQ0447 for measurements that were loaded.
  func requireModels(_ call: Invocation, option: String? = nil) throws(Diagnostic) -> ComparisonObject {
    guard let object = self as? ComparisonObject else {
      let user = option.map { "--\($0)" } ?? call.commandName
      throw Diagnostic(
        .noModels, "'\(user)' needs the models, and a loaded measurement holds figures alone",
        at: call.place(of: option ?? "layers"), help: ["compare FLOAT QUANTIZED --val DATA"])
    }
    return object
  }
}

/// `$cmp.val`: one of the data sets of a comparison, and what was measured on it.
final class DataSide: ComputedMembers {
  let role: Comparison.Role
  private let sampleCount: Int
  private let measure: @Sendable (Context) throws(Diagnostic) -> Measurement

  init(
    _ role: Comparison.Role, samples: Int,
    measure: @escaping @Sendable (Context) throws(Diagnostic) -> Measurement
  ) {
    self.role = role
    sampleCount = samples
    self.measure = measure
  }

  let kind = "measurement"

  var summary: String { "measurement on \(role.rawValue)  ·  \(Counted.text(sampleCount, "sample"))" }

  let memberNames = ["samples", "accuracy", "accuracy_float", "accuracy_quant", "top1_agreement", "batch"]

  func member(_ name: String) -> Value? { name == "samples" ? .number(Double(sampleCount)) : nil }

  func member(_ name: String, in context: Context) throws(Diagnostic) -> Value? {
    if let known = member(name) { return known }
    guard memberNames.contains(name) else { return nil }
    let measurement = try measure(context)
    let agreement = measurement.answers
    return switch name {
    case "accuracy", "accuracy_quant": share(agreement?.quantizedRight, agreement?.labelled)
    case "accuracy_float": share(agreement?.floatRight, agreement?.labelled)
    case "top1_agreement": share(agreement?.same, agreement?.total)
    default: measurement.batchSize.map { .number(Double($0)) } ?? Value.none
    }
  }

  private func share(_ part: Int?, _ whole: Int?) -> Value {
    guard let part, let whole, whole > 0 else { return .none }
    return .number(Double(part) / Double(whole))
  }

  var details: Value { .record(Record([("samples", member("samples") ?? .none)])) }
}
