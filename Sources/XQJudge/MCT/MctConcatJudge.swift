// Unbalanced "concatenation": two operators of very different range that were merged into one.

import XQFormats
import XQMeasure

/// The tool's judge 'Unbalanced "concatenation"', which is not about the Concat operator.
///
/// Of each degraded layer that the toolkit merged (`X_bn`, `bn_X`, `..._collapsed`): A is the range of the first operator's
/// input, B that of the second one's input, of an addition that of its result, over the representative data. It fires where
/// B/A or A/B is the threshold or more. Which two operators belong together is read from the float model's structure; what
/// the tool says by the names in its log stands beside it.
struct MctConcatJudge {
  private let subject: MctCase
  private let graph: Graph
  private let candidates: [(layer: MctCase.Layer, joint: MctJoint.Result)]
  /// `nil` without a log: the tool then skips this judge.
  private let named: MctNamedPairs?
  private let moduleInputs: [String: String]

  init(_ subject: MctCase) {
    self.subject = subject
    graph = subject.comparison.float.graph
    let graph = graph
    let layers = subject.limits.concatRatio == nil ? [] : subject.degraded.filter { MctJoint.isCandidate($0.name) }
    candidates = layers.map { layer in (layer, layer.mct.map { MctJoint.of($0, in: graph) } ?? .none) }
    var inputs: [String: String] = [:]
    for index in graph.order {
      let node = graph.nodes[index]
      guard let path = MctNames.modulePath(ofNode: node.name)?.path, !path.isEmpty, inputs[path] == nil else {
        continue
      }
      inputs[path] = node.inputs.first { graph.dependsOnInput.contains($0) }
    }
    moduleInputs = inputs
    let logged = subject.log?.preparedNodes.map(\.shortName) ?? []
    named = logged.isEmpty ? nil : MctNamedPairs(layers.map(\.name), logged: logged, modules: Set(inputs.keys))
  }

  /// The tensors whose ranges it needs.
  var tensors: [String] {
    candidates.flatMap { candidate -> [String] in
      if case .joint(let joint) = candidate.joint { [joint.input, joint.output] } else { [] }
    } + (named?.pairs ?? []).flatMap { pair in places(pair).map { [$0.input, $0.output] } ?? [] }
  }

  /// The layer at which the tool stops with an error, after which it writes no findings.
  var failure: String? { named?.failure }

  func findings(_ evidence: MctEvidence) -> [MctFinding] {
    candidates.compactMap { layer, result in
      switch result {
      case .joint(let joint): finding(layer, joint, evidence)
      case .isFolded: folded(layer)
      case .none: nil
      }
    }
  }

  /// What the tool itself reports, in its words; empty without a log.
  func reported(_ evidence: MctEvidence) -> [MctTroubleshoot.Entry] {
    guard let threshold = subject.limits.concatRatio else { return [] }
    return (named?.pairs ?? []).compactMap { pair in
      guard let places = places(pair), let ratio = ratio(places.input, places.output, evidence),
        Self.isUnbalanced(ratio, threshold)
      else { return nil }
      let second = pair.isAddition ? named?.lastSecond ?? pair.second : pair.second
      return MctTroubleshoot.Entry(kind: .concat, texts: [pair.first, second, MctWarnings.scaling(ratio)])
    }
  }

  // MARK: - One layer

  private func finding(_ layer: MctCase.Layer, _ joint: MctJoint, _ evidence: MctEvidence) -> MctFinding? {
    guard let threshold = subject.limits.concatRatio, let ratio = ratio(joint.input, joint.output, evidence),
      Self.isUnbalanced(ratio, threshold), let from = evidence.ranges[joint.input],
      let to = evidence.ranges[joint.output]
    else { return nil }
    let place = joint.second.hasPrefix("add") ? "the result of '\(joint.second)'" : "the input of '\(joint.second)'"
    let change = ratio >= 1 ? "\(Figures.text(ratio)) times wider" : "\(Figures.text(1 / ratio)) times narrower"
    return MctFinding(
      .concat, [joint.first, joint.second], tensor: layer.tensor, value: ratio, threshold: threshold,
      sentence: "\(place) is \(change) than the input of '\(joint.first)': \(Self.text(to)) against \(Self.text(from))",
      warning: "first layer:\(joint.first), second layer:\(joint.second), if you add a scaling operation, "
        + "recommended scaling:\(MctWarnings.scaling(ratio))",
      differs: difference(layer.name, joint, ratio))
  }

  private func folded(_ layer: MctCase.Layer) -> MctFinding {
    let file = subject.comparison.float.path
    return MctFinding(
      .concat, [layer.name], tensor: layer.tensor, threshold: subject.limits.concatRatio,
      sentence:
        "the tensor before BatchNormalization is not in '\(file)', which has it folded into the operator before",
      warning: "",
      missing:
        "a float export that keeps BatchNormalization, such as float_unfolded.onnx: compare it with the quantized model"
    )
  }

  private func difference(_ layer: String, _ joint: MctJoint, _ ratio: Double) -> String? {
    guard let named else { return "MCT skips this judge without the log of its quantization" }
    if let failure = named.failure { return "MCT stops with an error at '\(failure)', and reports nothing" }
    guard let pair = named.pairs.first(where: { $0.layer == layer }) else {
      return joint.second.hasPrefix("add")
        ? "MCT knows no addition but one named 'add'" : "MCT takes no module whose path has an underscore"
    }
    if pair.isAddition {
      guard joint.second == "add" else { return "MCT takes 'add' for the second one" }
      let shown = named.lastSecond ?? pair.second
      return shown == joint.second
        ? nil : "MCT's report names '\(shown)' as the second one, left over from the layer it examined last"
    }
    guard (pair.first, pair.second) != (joint.first, joint.second) else { return nil }
    return "MCT pairs '\(pair.first)' with '\(pair.second)', which stands beside it in the log"
  }

  // MARK: - Numbers

  private func places(_ pair: MctNamedPairs.Pair) -> (input: String, output: String)? {
    guard let input = moduleInputs[pair.first] else { return nil }
    if pair.isAddition {
      guard let tensor = subject.degraded.first(where: { $0.name == pair.layer })?.mct?.tensor else { return nil }
      return (input, tensor)
    }
    return moduleInputs[pair.second].map { (input, $0) }
  }

  private func ratio(_ input: String, _ output: String, _ evidence: MctEvidence) -> Double? {
    guard let from = evidence.ranges[input], let to = evidence.ranges[output], !from.isEmpty, !to.isEmpty else {
      return nil
    }
    return to.width / (from.width + 1e-10)
  }

  private static func isUnbalanced(_ ratio: Double, _ threshold: Double) -> Bool {
    max(ratio, ratio == 0 ? .infinity : 1 / ratio) >= threshold
  }

  private static func text(_ range: ValueRange) -> String {
    "\(Figures.text(range.low)) to \(Figures.text(range.high))"
  }
}
