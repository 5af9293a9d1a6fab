// How the graph around a site is changed, for trials and for edited models alike.

import XQFormats

/// Changes the quantizers of a quantized model, site by site.
///
/// Where numbers come from is the caller's: they are names of graph inputs (trials) or of constants (edited models).
struct SiteRewiring {
  let siteMap: SiteMap
  var editor: GraphEditor
  private let model: OnnxModel
  /// Tensors in front of which an activation was put back.
  private var restored: Set<String> = []

  /// Names of a quantizer's parameters.
  struct Parameters {
    var scale: String
    var zeroPoint: String
    var dequantizedScale: String
    var dequantizedZeroPoint: String
  }

  init(_ siteMap: SiteMap) {
    self.siteMap = siteMap
    model = siteMap.models.quantized
    editor = GraphEditor(model)
  }

  func nodes(of site: ActivationSite) -> QuantizerNodes? { QuantizerNodes(site, in: editor.graph) }

  /// Whether Round, and Clip with bounds as inputs, exist in the model's version of the standard operators.
  var hasRoundAndClip: Bool { model.opsets[""].map { $0 >= 11 } ?? false }

  // MARK: - Activations

  /// The tensor that goes into an activation's quantizer, with the Relu or Clip that the quantizer took over.
  mutating func unquantized(_ site: ActivationSite, _ nodes: QuantizerNodes) -> String {
    guard let absorbed = site.absorbed else { return site.source }
    let clamped = editor.freeName("\(site.source)/clamped")
    editor.insert([activation(absorbed, of: site.source, output: clamped)], before: nodes.first)
    return clamped
  }

  /// Puts the Relu or Clip that the quantizer took over in front of everybody who reads the quantizer's source, under the
  /// source's name: where the quantizer is taken out, the tensor then is what its name says.
  mutating func restoreActivation(_ site: ActivationSite) {
    guard let absorbed = site.absorbed, let producer = editor.graph.producer[site.source],
      restored.insert(site.source).inserted
    else { return }
    let plain = editor.freeName("\(site.source)/unclamped")
    editor.rename(output: site.source, to: plain)
    editor.insert([activation(absorbed, of: plain, output: site.source)], after: producer)
  }

  /// The float model's Relu or Clip, in the quantized model's version of the operators.
  private mutating func activation(_ node: Int, of input: String, output: String) -> NewNode {
    let node = siteMap.models.float.graph.nodes[node]
    guard node.op == "Clip" else { return NewNode(node.op, [input], [output]) }
    let bounds = clipBounds(node)
    guard hasRoundAndClip else {
      let attributes = [("min", bounds.low), ("max", bounds.high)].compactMap { name, bound in
        bound.map { (name: name, value: NewNode.Value.float($0)) }
      }
      return NewNode("Clip", [input], [output], attributes: attributes)
    }
    let names = [bounds.low, bounds.high].map { bound -> String in
      guard let bound else { return "" }
      let name = editor.freeName("\(output)/bound")
      editor.add(NewConstant(name, scalar: bound))
      return name
    }
    return NewNode("Clip", [input] + names, [output])
  }

  /// What the Relu or Clip that the quantizer took over holds its tensor within; `nil` where it took over none.
  func clamp(_ site: ActivationSite) -> (low: Float?, high: Float?)? {
    site.absorbed.map { index in
      let node = siteMap.models.float.graph.nodes[index]
      return node.op == "Clip" ? clipBounds(node) : (0, nil)
    }
  }

  /// The bounds of the float model's Clip: attributes in old versions, inputs since.
  private func clipBounds(_ node: Node) -> (low: Float?, high: Float?) {
    func bound(_ attribute: String, _ position: Int) -> Float? {
      if case .float(let value)? = node.attributes[attribute] { return value }
      guard node.inputs.indices.contains(position), !node.inputs[position].isEmpty else { return nil }
      return siteMap.models.float.constant(node.inputs[position])?.floats().first
    }
    return (bound("min", 1), bound("max", 2))
  }

  /// Adds a quantizer with parameters of its own: (clip(round(x / scale) + zeroPoint, 0, steps) - zeroPoint) · scale.
  ///
  /// - Returns: its output.
  mutating func addQuantizer(
    of tensor: String, scale: String, zeroPoint: String, steps: String, _ nodes: QuantizerNodes
  ) -> String {
    let parts = (0..<6).map { _ in editor.freeName("\(tensor)/requantized") }
    let zero = editor.freeName("\(tensor)/zero")
    editor.add(NewConstant(zero, scalar: 0))
    editor.insert(
      [
        NewNode("Div", [tensor, scale], [parts[0]]), NewNode("Round", [parts[0]], [parts[1]]),
        NewNode("Add", [parts[1], zeroPoint], [parts[2]]), NewNode("Clip", [parts[2], zero, steps], [parts[3]]),
        NewNode("Sub", [parts[3], zeroPoint], [parts[4]]), NewNode("Mul", [parts[4], scale], [parts[5]]),
      ], before: nodes.first)
    return parts[5]
  }

  /// Gives the quantizer of a site other parameters. For MCT's form `zeroPoint` and `dequantizedZeroPoint` are the bounds
  /// of its Clip. Nothing for other forms.
  mutating func setParameters(_ nodes: QuantizerNodes, _ parameters: Parameters) {
    switch nodes.form {
    case .linear(let quantize, let dequantize):
      editor.setInput(of: quantize, at: 1, to: parameters.scale)
      editor.setInput(of: quantize, at: 2, to: parameters.zeroPoint)
      for node in dequantize {
        editor.setInput(of: node, at: 1, to: parameters.dequantizedScale)
        editor.setInput(of: node, at: 2, to: parameters.dequantizedZeroPoint)
      }
    case .scaled(let divide, let clip, let multiply):
      editor.setInput(of: divide, at: 1, to: parameters.scale)
      editor.setInput(of: clip, at: 1, to: parameters.zeroPoint)
      editor.setInput(of: clip, at: 2, to: parameters.dequantizedZeroPoint)
      for node in multiply { editor.setInput(of: node, at: 1, to: parameters.dequantizedScale) }
    case .other: break
    }
  }

  /// Holds the integers of a QuantizeLinear within limits that their type does not have: by the Clip that is there, or by
  /// a new one.
  mutating func clip(_ quantize: Int, of site: ActivationSite, to limits: ClosedRange<Int>) {
    let graph = editor.graph
    guard let integers = graph.nodes[quantize].outputs.first else { return }
    let bounds = [limits.lowerBound, limits.upperBound].map { bound -> String in
      let name = editor.freeName("\(integers)/bound")
      editor.add(NewConstant(name, integers: [Int64(bound)], site.storage, shape: []))
      return name
    }
    let present = (graph.consumers[integers] ?? []).map(\.node).filter { graph.nodes[$0].op == "Clip" }
    guard present.isEmpty else {
      for node in present {
        for (place, bound) in bounds.enumerated() { editor.setInput(of: node, at: place + 1, to: bound) }
      }
      return
    }
    let all = editor.freeName("\(integers)/all")
    editor.rename(output: integers, to: all)
    editor.insert([NewNode("Clip", [all] + bounds, [integers])], after: quantize)
  }

  /// Puts one node behind each result of a site, under the result's name: `make` gets the name of what was there.
  mutating func putBehind(
    _ site: ActivationSite, _ nodes: QuantizerNodes, _ make: (_ quantized: String, _ result: String) -> NewNode
  ) {
    for (result, writer) in zip(site.results, nodes.writers) {
      let quantized = editor.freeName("\(result)/quantized")
      editor.rename(output: result, to: quantized)
      editor.insert([make(quantized, result)], after: writer)
    }
  }

  // MARK: - Constants

  /// Takes the place of whatever gives a constant's values, so that a graph input or a constant of the returned name can.
  ///
  /// A bias that is missing becomes the third input of its operator.
  mutating func freeSource(of site: ConstantSite) -> String {
    guard let name = site.dequantized else {
      let bias = editor.freeName("bias")
      editor.setInput(of: site.quantizedConsumer, at: site.inputIndex, to: bias)
      return bias
    }
    for result in site.results.isEmpty ? [name] : site.results {
      let copy = result == name ? [] : [NewNode("Identity", [name], [result])]
      if let writer = editor.graph.producer[result] {
        editor.replace(node: writer, with: copy)
      } else {
        editor.drop(constant: result)
        editor.prepend(copy)
      }
    }
    return name
  }
}
