// compare: two models side by side.

import XQConsole
import XQFormats
import XQLanguage
import XQMeasure

/// Pairs the layers of two models and becomes what the following commands work on. Runs nothing yet.
struct CompareCommand: Command {
  static let declaration = CommandDeclaration(
    name: "compare",
    summary: "put a float and a quantized model side by side",
    details: """
      Pairs each layer of the float model with its counterpart in the quantized one; 'pairs' shows how. The models are \
      run when a command wants to know the errors. The comparison becomes the one that commands work on.

      The batch size is part of the result where a model quantizes dynamically; without '--batch' the models and the \
      data decide.
      """,
    group: "investigate",
    parameters: [
      .required("float", .object(kind: "model"), "the model before quantization"),
      .required("quantized", .object(kind: "model"), "the model after it"),
      .option("repr", .object(kind: "data"), "the representative data that the quantizer was calibrated with"),
      .option("val", .object(kind: "data"), "validation data, which the quantizer has not seen"),
      .option("batch", .count(1...1_000_000), "samples in a batch"),
    ],
    output: .value, effects: [.readsFiles],
    examples: [
      .init(
        "compare example:digits/float example:digits/int8 --val example:digits/val", "the models that come with it")
    ],
    related: ["errors", "pairs", "use", "threshold"], namePrefix: "cmp")

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    guard let float = call.object("float") as? ModelObject, let quantized = call.object("quantized") as? ModelObject
    else { return Value.none }
    var data: [Comparison.Role: DataSet] = [:]
    for role in Comparison.Role.allCases {
      if let object = call.object(role.rawValue) as? DataObject { data[role] = object.data }
    }
    let comparison: Comparison
    do throws(MeasureError) {
      comparison = try Comparison(
        float: float.model, quantized: quantized.model, data: data, batch: call.count("batch"))
    } catch {
      throw Diagnostic(error)
    }
    for role in comparison.roles { try check(comparison, role, call, context) }
    let object = ComparisonObject(comparison, float: float, quantized: quantized)
    let name = call.assignedName ?? freeName(context.session)
    if call.assignedName == nil { context.session.variables[name] = .object(object) }
    context.session.subject = (name, object)
    return .object(object)
  }

  private func check(
    _ comparison: Comparison, _ role: Comparison.Role, _ call: Invocation, _ context: Context
  ) throws(Diagnostic) {
    do throws(MeasureError) {
      for notice in try comparison.check(role) {
        context.say(.diagnostic(Diagnostic(.smallMatter, "\(role.rawValue): \(notice)", severity: .note)))
      }
    } catch {
      var diagnostic = Diagnostic(error)
      diagnostic.place = call.place(of: role.rawValue)
      throw diagnostic
    }
  }

  /// `cmp1`, `cmp2`, … of which none is taken.
  private func freeName(_ session: Session) -> String {
    var number = 1
    while session.variables["cmp\(number)"] != nil { number += 1 }
    return "cmp\(number)"
  }
}
