// Rule 2, where the name of a Relu or Clip was lost: the quantizer behind its producer clamps at the same bounds.

import XQFormats

/// Pairs the output of a Relu or Clip that is gone with what comes out behind its producer's quantizer. The producer's
/// own output, before the clamp, then has no counterpart.
struct AbsorbedActivationRule {
  func apply(to ladder: inout PairingLadder) {
    let byTensor = Dictionary(ladder.candidates.map { ($0.tensor, $0) }, uniquingKeysWith: { first, _ in first })
    for candidate in ladder.open {
      guard let activation = absorbed(behind: candidate.tensor, ladder) else { continue }
      if candidate.node != nil {
        ladder.close(
          candidate.tensor,
          "before \(activation.op) '\(ladder.names[activation.tensor])', whose clamp the quantizer took over")
      }
      guard ladder.pair(of: activation.tensor) == nil, absorbed(behind: activation.tensor, ladder) == nil,
        let target = byTensor[activation.tensor],
        let counterpart = ladder.quantized.counterpart(of: candidate.tensor)
      else { continue }
      ladder.add(counterpart.with(.absorbedActivation), to: target)
    }
  }

  /// The Relu or Clip that alone reads this tensor and is gone from the quantized model.
  private func absorbed(behind tensor: String, _ ladder: PairingLadder) -> (op: String, tensor: String)? {
    let graph = ladder.float.graph
    guard let readers = graph.consumers[tensor], readers.count == 1, !ladder.outputs.contains(tensor) else {
      return nil
    }
    let node = graph.nodes[readers[0].node]
    guard readers[0].position == 0, let clamp = Clamp(node, ladder.float), let output = node.outputs.first,
      ladder.quantized.counterpart(of: output) == nil,
      let counterpart = ladder.quantized.counterpart(of: tensor),
      let quantizer = counterpart.quantizer, clamp.isTaken(by: quantizer)
    else { return nil }
    return (node.op, output)
  }
}

/// The lower bound of a Relu or Clip.
struct Clamp {
  private let low: Double

  /// `nil` for any other operator. Without a constant lower bound the clamp cannot be told; Relu's is 0.
  init?(_ node: Node, _ model: OnnxModel) {
    switch node.op {
    case "Relu": low = 0
    case "Clip":
      if case .float(let value)? = node.attributes["min"] {
        low = Double(value)
      } else {
        let bound = node.inputs.count > 1 ? model.constant(node.inputs[1])?.floats().first : nil
        low = Double(bound ?? 0)
      }
    default: return nil
    }
  }

  /// Whether a quantizer represents nothing below the bound, within half a step.
  func isTaken(by quantizer: Quantizer) -> Bool {
    guard let range = quantizer.range else { return false }
    return low - range.step / 2 < range.low
  }
}
