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
      Layers without a partner say why. Where names do not tell, the weights do, and the structure between what is \
      paired; 'confidence' says how sure that is, and falls where the first batch disagrees. Below 0.8 a pair is worth a \
      look; 'pair' sets one by hand. In models of Model Compression Toolkit (MCT) 'module' is its name of the layer, \
      which commands accept too. '--all' also lists what is no candidate: constants, integers, inputs that both \
      models are fed alike, sequences and texts, tensors inside If, Loop and functions; and what only the quantized \
      model computes.
      """,
    group: "investigate",
    parameters: [
      Subject.parameter,
      .option("all", .bool, "also what is no candidate"),
    ],
    output: .table, outputColumns: .fixed(columns(hasModules: false).map(\.name)),
    examples: [
      .init("pairs | where missing(partner)", "what is not compared, and why"),
      .init("pairs | where confidence < 0.8", "what may be compared with the wrong tensor"),
    ],
    related: ["pair", "compare", "layers", "errors"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let subject = try Subject(call, in: context, takesUnpaired: true)
    let comparison = subject.comparison
    let pairing = comparison.pairing
    let checks = comparison.checks
    let isWhole = call.list("layers").allSatisfy { if case .object = $0 { true } else { false } }
    let unpaired = pairing.unpaired.filter {
      subject.includes($0) && ($0.isCandidate || call.isOn("all") || !isWhole)
    }
    var rows: [[Value]] = zip(pairing.pairs, checks).filter { subject.includes($0.0) }.map { pair, check in
      [
        .string(pair.layer), pair.module.map { .string($0) } ?? .none, .string(pair.op), .string(pair.tensor),
        check.dropped == nil ? .string(pair.partner) : .none, .string(pair.rule.rawValue),
        check.dropped == nil ? .number(check.confidence) : .none,
        check.dropped.map { .string("not '\(pair.partner)': \($0)") } ?? .none, .bool(check.isDoubtful),
      ]
    }
    rows += unpaired.map { tensor in
      [
        .string(tensor.layer), .none, .string(tensor.op), .string(tensor.tensor), .none, .none, .none,
        .string(tensor.reason), .bool(false),
      ]
    }
    if isWhole, call.isOn("all") {
      rows += pairing.unreachable.map { node in
        let inside =
          node.tensors > 0
          ? "\(Counted.text(node.tensors, "tensor")) inside a subgraph, where they cannot be fetched"
          : "tensors inside a function of the model cannot be fetched"
        return [
          .string(node.layer), .none, .string(node.op), .none, .none, .none, .none, .string(inside), .bool(false),
        ]
      }
      rows += Pairing.quantizedOnly(
        float: subject.comparison.float, quantized: subject.comparison.quantized, pairs: pairing.pairs
      ).map { tensor in
        [
          .string(tensor.layer), .none, .string(tensor.op), .none, .string(tensor.tensor), .none, .none,
          .string("only in the quantized model"), .bool(false),
        ]
      }
    }
    return .table(
      Table(
        columns: Self.columns(hasModules: pairing.mct != nil), rows: rows,
        notes: notes(pairing, checks, isWhole && !call.isOn("all")) + MctNotes.inPlace(comparison)))
  }

  private static func columns(hasModules: Bool) -> [Column] {
    [
      Column("layer", .string, help: "the layer's name in the float model", isKey: true, isName: true),
      Column("module", .string, help: "MCT's name of the layer, as in its reports", isDetail: !hasModules),
      Column("op", .string, help: "the operator"),
      Column("tensor", .string, help: "the float model's tensor", isDetail: true),
      Column("partner", .string, help: "the quantized model's tensor; none: not compared"),
      Column("rule", .string, help: "how the partner was found"),
      Column("confidence", .number, help: "how sure it is, from 0 to 1", good: .one, format: .decimals(2)),
      Column("reason", .string, help: "why there is no partner", isProse: true),
      Column("doubtful", .bool, help: "whether the confidence is below 0.8", isFlag: true),
    ]
  }

  private func notes(_ pairing: Pairing, _ checks: [PairCheck], _ hidesOthers: Bool) -> [String] {
    let others = pairing.unpaired.count { !$0.isCandidate }
    let compared = checks.count { $0.dropped == nil }
    let counts = "\(compared) of \(Counted.text(pairing.candidateCount, "layer")) are compared"
    var notes =
      hidesOthers && others + pairing.unreachable.count > 0
      ? [counts + "; \(others) tensors could not be: pairs --all"] : [counts]
    let doubtful = checks.count(where: \.isDoubtful)
    if doubtful > 0 {
      notes.append("\(Counted.text(doubtful, "pair")) below 0.8: set one by hand with pair LAYER TENSOR")
    }
    return notes
  }
}
