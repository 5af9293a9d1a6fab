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

      Layers are compared behind their quantizers, with what the next layer gets. '--at op' compares at the operators' \
      own outputs; of a model from Model Compression Toolkit (MCT) these are exactly the layers that its reports have, and \
      the model's output. An activation that works in place makes MCT measure behind it: ONNX does not show which ones \
      do, '--inplace' says it.

      The batch size is part of the result where a model quantizes dynamically; without '--batch' the models and the \
      data decide.
      """,
    group: "investigate",
    parameters: [
      .required("float", .object(kind: "model"), "the model before quantization"),
      .required("quantized", .object(kind: "model"), "the model after it"),
      .option("repr", .object(kind: "data"), "the representative data that the quantizer was calibrated with"),
      .option("val", .object(kind: "data"), "validation data, which the quantizer has not seen"),
      .option("log", .object(kind: "log"), "the log of the quantization by MCT: 'layers' then shows what it knows"),
      .option("batch", .count(1...1_000_000), "samples in a batch"),
      .option(
        "at", .choice(["quantizer", "op"]), default: .string("quantizer"),
        "behind the layer's quantizer, or at the operator's own output, where MCT compares"),
      .option("inplace", .list, "MCT's names of layers whose activation works in place, or patterns; with --at op"),
    ],
    output: .value, effects: [.readsFiles],
    examples: [
      .init(
        "compare example:digits/float example:digits/int8 --val example:digits/val", "the models that come with it"),
      .init(
        "compare example:digits/float example:digits/int8 --val example:digits/val --at op", "before the quantizers"),
    ],
    related: ["errors", "pairs", "use", "threshold"], namePrefix: "cmp")

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    guard let float = call.object("float") as? ModelObject, let quantized = call.object("quantized") as? ModelObject
    else { return Value.none }
    var data: [Comparison.Role: DataSet] = [:]
    for role in Comparison.Role.allCases {
      if let object = call.object(role.rawValue) as? DataObject { data[role] = object.data }
    }
    let place = try place(call, float.model, quantized.model)
    let comparison: Comparison
    do throws(MeasureError) {
      comparison = try Comparison(
        float: float.model, quantized: quantized.model, data: data, batch: call.count("batch"), place: place)
    } catch {
      throw Diagnostic(error)
    }
    if !float.model.quantizers.isEmpty, quantized.model.quantizers.isEmpty {
      context.warn(
        .looksSwapped, "the first model is quantized and the second one is not", help: ["compare FLOAT QUANTIZED"])
    }
    for role in comparison.roles { try check(comparison, role, call, context) }
    if let note = MctNotes.betterFile(than: quantized.model, context.files) {
      context.say(.diagnostic(Diagnostic(.smallMatter, note, severity: .note)))
    }
    let log = call.object("log") as? LogObject
    if let log { LogNames(comparison, log.log).report(context) }
    let object = ComparisonObject(comparison, float: float, quantized: quantized, log: log)
    let name = call.assignedName ?? freeName(context.session)
    if call.assignedName == nil { context.session.variables[name] = .object(object) }
    context.session.subject = (name, object)
    return .object(object)
  }

  private func place(
    _ call: Invocation, _ float: OnnxModel, _ quantized: OnnxModel
  ) throws(Diagnostic) -> ComparePlace {
    let patterns = call.list("inplace").map { LayerPattern($0.text) }
    guard call.string("at") == "op" else {
      guard patterns.isEmpty else {
        throw Diagnostic(
          .noSuchLayer, "'--inplace' says where MCT measures, and goes with '--at op'", at: call.place(of: "inplace"))
      }
      return .quantizer
    }
    let names = MctLayers(float: float, quantized: quantized)?.layers.map(\.name) ?? []
    for pattern in patterns where !names.contains(where: pattern.matches) {
      guard !names.isEmpty else {
        throw Diagnostic(
          .noSuchLayer, "'--inplace' is for models that MCT quantized; '\(quantized.path)' is none",
          at: call.place(of: "inplace"))
      }
      throw pattern.noMatch(among: names, at: call.place(of: "inplace"))
    }
    return .op(inPlace: Set(names.filter { name in patterns.contains { $0.matches(name) } }))
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
