// pair: what the rules of pairing could not tell, or told wrongly.

import XQConsole
import XQFormats
import XQLanguage
import XQMeasure

/// Pairs a float tensor with a quantized one by hand, in the current comparison.
struct PairCommand: Command {
  static let declaration = CommandDeclaration(
    name: "pair",
    summary: "say which tensor of the quantized model belongs to a layer",
    details: """
      Comes before every rule. Both are given by layer or by tensor; a layer means the tensor that it writes. What is \
      named is compared exactly: behind a quantizer stands the output of its DequantizeLinear, which 'pairs --all' and \
      'layers $q' help to find. Integers are taken times their scale. What was measured is measured anew when it is \
      asked for next.
      """,
    group: "investigate",
    parameters: [
      .required("layer", .pattern(of: "float tensor"), "the layer or tensor of the float model"),
      .required("partner", .pattern(of: "quantized tensor"), "the tensor or layer of the quantized model"),
    ],
    output: .nothing,
    examples: [.init("pair conv5 conv5_DequantizeLinear_Output", "compare conv5 with exactly this tensor")],
    related: ["pairs", "compare"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let object = try MeasuredSubject.object(call, in: context).requireModels(call)
    let comparison = object.comparison
    let layer = call.string("layer") ?? ""
    let partner = call.string("partner") ?? ""
    let tensor = Self.tensor(layer, of: comparison.float)
    let counterpart = Self.tensor(partner, of: comparison.quantized)
    let shared = comparison.pairing.pairs.first { $0.partner == counterpart && $0.tensor != tensor }
    let before: LayerPair?
    do throws(HandPairError) {
      before = try comparison.pair(tensor, with: counterpart)
    } catch {
      throw Self.diagnostic(error, call)
    }
    var answer = "\(layer) is compared with '\(counterpart)' now"
    if let before, before.partner != counterpart {
      answer += ", not with '\(before.partner)' (\(before.rule.rawValue)) any more"
    }
    if let shared { answer += "; '\(shared.layer)' is compared with it too" }
    context.say(.message(answer))
    return nil
  }

  /// A tensor's own name comes first; else the name is a layer's, and means what the layer writes.
  private static func tensor(_ name: String, of model: OnnxModel) -> String {
    let graph = model.graph
    if graph.producer[name] != nil || graph.inputs.contains(where: { $0.name == name }) { return name }
    let names = LayerNames(graph)
    return graph.nodes.lazy.flatMap(\.outputs).first { !$0.isEmpty && names[$0] == name } ?? name
  }

  private static func diagnostic(_ error: HandPairError, _ call: Invocation) -> Diagnostic {
    switch error {
    case .noFloatTensor(let name, let names):
      Diagnostic(
        .noSuchLayer, "the float model has no tensor or layer '\(name)'", at: call.place(of: "layer"),
        caption: Suggestions.question(Suggestions.close(to: name, among: names)), help: ["list them: pairs --all"])
    case .notComparable(let name, let reason):
      Diagnostic(
        .cannotPair, "'\(name)' cannot be compared: \(reason)", at: call.place(of: "layer"),
        help: ["list what can: pairs"])
    case .noQuantizedTensor(let name, let names):
      Diagnostic(
        .noSuchLayer, "the quantized model has no tensor or layer '\(name)'", at: call.place(of: "partner"),
        caption: Suggestions.question(Suggestions.close(to: name, among: names)),
        help: ["list its layers: let q = load FILE; layers $q"])
    case .notReal(let name, let reason):
      Diagnostic(
        .cannotPair, "'\(name)' cannot be compared: \(reason)", at: call.place(of: "partner"),
        help: ["name the tensor behind its DequantizeLinear"])
    }
  }
}
