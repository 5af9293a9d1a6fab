// pairs: which tensors are compared, and why others are not.

import XQConsole
import XQLanguage
import XQMeasure

/// Shows for every layer its counterpart and the rule that found it, or why there is none.
struct PairsCommand: Command {
  static let declaration = CommandDeclaration(
    name: "pairs",
    summary: "which layers are compared with what, and which are not",
    details: """
      Each float tensor that depends on an input is a candidate. A quantizer absorbs a Relu or Clip: then the tensor \
      that keeps the name holds the values before the clamp, and what comes out behind the quantizer is compared. \
      Layers without a partner say why. '--all' also lists what is no candidate: constants, integers, inputs that both \
      models are fed alike, tensors inside If and Loop.
      """,
    group: "investigate",
    parameters: [
      Subject.parameter,
      .option("all", .bool, "also what is no candidate"),
    ],
    output: .table,
    examples: [.init("pairs | where missing(partner)", "what is not compared, and why")],
    related: ["compare", "layers", "errors"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let subject = try Subject(call, in: context, takesUnpaired: true)
    let pairing = subject.comparison.pairing
    let isWhole = call.list("layers").allSatisfy { if case .object = $0 { true } else { false } }
    let unpaired = pairing.unpaired.filter {
      subject.includes($0) && ($0.isCandidate || call.isOn("all") || !isWhole)
    }
    var rows: [[Value]] = pairing.pairs.filter(subject.includes).map { pair in
      [
        .string(pair.layer), .string(pair.op), .string(pair.tensor), .string(pair.partner),
        .string(pair.rule.rawValue), .none,
      ]
    }
    rows += unpaired.map { tensor in
      [.string(tensor.layer), .string(tensor.op), .string(tensor.tensor), .none, .none, .string(tensor.reason)]
    }
    if isWhole, call.isOn("all") {
      rows += pairing.unreachable.map { node in
        let inside = "inside a subgraph, where tensors cannot be fetched: \(Counted.text(node.tensors, "tensor"))"
        return [.string(node.layer), .string(node.op), .none, .none, .none, .string(inside)]
      }
    }
    return .table(Table(columns: Self.columns, rows: rows, notes: notes(pairing, isWhole && !call.isOn("all"))))
  }

  private static let columns = [
    Column("layer", .string, help: "the layer's name in the float model", isKey: true),
    Column("op", .string, help: "the operator"),
    Column("tensor", .string, help: "the float model's tensor", isDetail: true),
    Column("partner", .string, help: "the quantized model's tensor; none: not compared"),
    Column("rule", .string, help: "how the partner was found"),
    Column("reason", .string, help: "why there is no partner", isProse: true),
  ]

  private func notes(_ pairing: Pairing, _ hidesOthers: Bool) -> [String] {
    let others = pairing.unpaired.count { !$0.isCandidate }
    let counts = "\(pairing.pairs.count) of \(Counted.text(pairing.candidateCount, "layer")) are compared"
    return hidesOthers && others + pairing.unreachable.count > 0
      ? [counts + "; \(others) tensors could not be: pairs --all"] : [counts]
  }
}
