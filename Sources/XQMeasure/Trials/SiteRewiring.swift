// How the graph around a site is changed, for trials and for edited models alike.

import XQFormats

/// Changes the quantizers of a quantized model, site by site.
///
/// Where numbers come from is the caller's: they are names of graph inputs (trials) or of constants (edited models).
struct SiteRewiring {
  let siteMap: SiteMap
  var editor: GraphEditor
  private let model: OnnxModel

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
    let node = siteMap.models.float.graph.nodes[absorbed]
    let clamped = editor.freeName("\(site.source)/clamped")
    guard node.op == "Clip" else {
      editor.insert([NewNode(node.op, [site.source], [clamped])], before: nodes.first)
      return clamped
    }
    let bounds = clipBounds(node)
    if hasRoundAndClip {
      let names = [bounds.low, bounds.high].map { bound -> String in
        guard let bound else { return "" }
        let name = editor.freeName("\(clamped)/bound")
        editor.add(NewConstant(name, scalar: bound))
        return name
      }
      editor.insert([NewNode("Clip", [site.source] + names, [clamped])], before: nodes.first)
    } else {
      let attributes = [("min", bounds.low), ("max", bounds.high)].compactMap { name, bound in
        bound.map { (name: name, value: NewNode.Value.float($0)) }
      }
      editor.insert([NewNode("Clip", [site.source], [clamped], attributes: attributes)], before: nodes.first)
    }
    return clamped
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
