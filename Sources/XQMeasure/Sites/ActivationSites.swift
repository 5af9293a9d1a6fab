// Sites of tensors that depend on what is fed.

import XQFormats

/// Makes a site of one activation's quantizer.
struct ActivationSites {
  private let models: PreparedModels
  private let twins: SiteTwins
  private let names: SiteNames
  private let sensitivity: SiteSensitivity
  private let absorption: AbsorbedActivations
  private let inputs: Set<String>
  private let outputs: Set<String>

  private var graph: Graph { models.float.graph }

  init(_ models: PreparedModels, _ twins: SiteTwins, _ names: SiteNames) {
    self.models = models
    self.twins = twins
    self.names = names
    sensitivity = SiteSensitivity(models.float.graph)
    absorption = AbsorbedActivations(models)
    inputs = Set(models.float.graph.inputs.map(\.name))
    outputs = Set(models.float.graph.outputs.map(\.name))
  }

  func site(of quantizer: Quantizer) throws(NoSite) -> Site {
    guard !quantizer.results.isEmpty else { throw NoSite("nothing turns its integers back into real numbers") }
    let affine = try affine(quantizer)
    let aliases = [quantizer.integerTensor] + quantizer.results
    guard let twin = twins.float(quantizer.source, aliases: aliases) else {
      throw NoSite("no tensor of the float model is known to hold these values")
    }
    guard graph.dependsOnInput.contains(twin.tensor) else {
      throw NoSite("its counterpart in the float model, '\(twin.tensor)', is a constant")
    }
    let lost = twin.isByName ? absorption.lost(behind: twin.tensor, quantizer) : nil
    let tensor = lost?.outputs.first ?? twin.tensor
    let readers = graph.consumers[tensor] ?? []
    let producer = graph.producer[tensor].map { graph.nodes[$0] }
    let isOutput = outputs.contains(tensor)
    let isRectified =
      lost == nil && !isOutput && readers.count == 1 && readers.allSatisfy { graph.nodes[$0.node].op == "Relu" }
    let absorbed = lost ?? absorption.absorbed(producer, affine, source: quantizer.source)
    let detail = ActivationSite(
      quantizer: affine, storage: quantizer.storage, source: quantizer.source, results: quantizer.results,
      producerOp: producer?.op ?? "Input", consumerOps: Set(readers.map { graph.nodes[$0.node].op }).sorted(),
      isModelInput: inputs.contains(tensor), isModelOutput: isOutput,
      isSensitive: sensitivity.isSensitive(tensor),
      concatAxis: producer.flatMap { $0.op == "Concat" ? $0.integer("axis") : nil }, absorbed: absorbed?.index,
      isRectified: isRectified, concatInputs: producer?.op == "Concat" ? producer?.inputs ?? [] : [],
      siblings: siblings(of: tensor, producer, readers.map { graph.nodes[$0.node] }))
    return Site(
      kind: .activation, tensor: tensor, name: quantizer.source, layer: names[tensor], detail: .activation(detail))
  }

  // MARK: - The quantizer

  private func affine(_ quantizer: Quantizer) throws(NoSite) -> AffineQuantizer {
    guard let scale = quantizer.scales.first else {
      throw NoSite("its scale is no constant, so that its range is not known before a run")
    }
    guard quantizer.scales.count == 1 else {
      throw NoSite("it has \(quantizer.scales.count) scales, one a channel; wanted one for the tensor")
    }
    guard let integers = integers(quantizer) else {
      throw NoSite("it rounds to \(quantizer.storage.name), which is no integer type")
    }
    let zeroPoint = quantizer.zeroPoints.first ?? 0
    let back = wayBack(quantizer, scale, zeroPoint)
    guard
      let affine = AffineQuantizer(
        scale: scale, zeroPoint: Int(zeroPoint), dequantizedScale: back.scale,
        dequantizedZeroPoint: Int(back.zeroPoint), minimum: Int(integers.lowerBound), maximum: Int(integers.upperBound))
    else {
      throw NoSite("its scale \(scale) or zero point \(zeroPoint) is none that a quantizer can have")
    }
    return affine
  }

  /// The integers of the storage type, within the bounds of a Clip on the way back.
  private func integers(_ quantizer: Quantizer) -> ClosedRange<Int64>? {
    guard var range = quantizer.integerRange else { return nil }
    let graph = models.quantized.graph
    for result in quantizer.results {
      var tensor = graph.producer[result].flatMap { graph.nodes[$0].inputs.first }
      while let name = tensor, name != quantizer.integerTensor, let index = graph.producer[name],
        graph.nodes[index].op == "Clip"
      {
        range = range.clamped(to: bounds(graph.nodes[index], within: range))
        tensor = graph.nodes[index].inputs.first
      }
    }
    return range
  }

  private func bounds(_ clip: Node, within range: ClosedRange<Int64>) -> ClosedRange<Int64> {
    let given = clip.inputs.dropFirst().prefix(2).map { models.quantized.constant($0)?.integers()?.first }
    let low = given.first.flatMap { $0 } ?? range.lowerBound
    let high = given.count > 1 ? given[1] ?? range.upperBound : range.upperBound
    return low <= high ? low...high : range
  }

  /// Scale and zero point of the way back: of several the first ones that differ from those of the way there.
  private func wayBack(
    _ quantizer: Quantizer, _ scale: Float, _ zeroPoint: Int64
  ) -> (scale: Float, zeroPoint: Int64) {
    let graph = models.quantized.graph
    for result in quantizer.results {
      guard let index = graph.producer[result], graph.nodes[index].op == "DequantizeLinear" else { continue }
      let inputs = graph.nodes[index].inputs
      let back = inputs.count > 1 ? models.quantized.constant(inputs[1])?.floats().first ?? scale : scale
      let zero = inputs.count > 2 ? models.quantized.constant(inputs[2])?.integers()?.first ?? 0 : 0
      if back != scale || zero != zeroPoint { return (back, zero) }
    }
    return (scale, zeroPoint)
  }

  // MARK: - Its neighbourhood

  /// Concat and Add around a tensor, those that read it first.
  private func siblings(of tensor: String, _ producer: Node?, _ readers: [Node]) -> [ActivationSite.Siblings] {
    let meetings: [ActivationSite.Siblings.Meeting] = [.concat, .add]
    let reading = meetings.flatMap { meeting in readers.compactMap { siblings(at: $0, meeting) } }
    return reading + meetings.compactMap { meeting in producer.flatMap { siblings(at: $0, meeting) } }
  }

  private func siblings(
    at node: Node, _ meeting: ActivationSite.Siblings.Meeting
  ) -> ActivationSite.Siblings? {
    guard node.op == meeting.rawValue, let output = node.outputs.first,
      node.inputs.allSatisfy(graph.dependsOnInput.contains)
    else { return nil }
    return ActivationSite.Siblings(meeting: meeting, output: output, inputs: node.inputs)
  }
}

extension Node {
  func integer(_ attribute: String) -> Int? {
    guard case .int(let value)? = attributes[attribute] else { return nil }
    return Int(exactly: value)
  }
}
