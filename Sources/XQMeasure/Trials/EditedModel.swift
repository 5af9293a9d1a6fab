// A quantized model with other quantizers, as a model of its own.

import XQFormats
import XQRuntime

extension SiteMap {
  /// The quantized model with the states of a setup built in: what was an input of a trial is a constant here.
  ///
  /// In memory; external data stay where they are. Views follow, see ``withViews(_:)``. It computes what a trial of the
  /// same setup computes. Activations keep QuantizeLinear and DequantizeLinear, fewer bits become a Clip of the integers
  /// between them; only what these operators cannot express becomes arithmetic.
  ///
  /// - Parameter ranks: dimensions of the tensors of activations that get channels of their own, by site.
  /// - Throws: ``MeasureError/data(_:)`` for a state that the site cannot take.
  public func edited(_ setup: TrialSetup, ranks: [Int: Int] = [:]) throws(MeasureError) -> OnnxModel {
    var editor = ModelEditing(self)
    do throws(StateRefused) {
      for (index, state) in withViews(setup).sorted(by: { $0.key < $1.key }) {
        let site = sites[index]
        try site.check(state, index: index)
        switch site.detail {
        case .constant(let constant): try editor.set(constant, of: site, to: state, index)
        case .activation(let activation): try editor.set(activation, to: state, index, rank: ranks[index])
        }
      }
    } catch {
      throw .data(formatError(error))
    }
    do throws(FormatError) { return try editor.rewiring.editor.model() } catch { throw .data(error) }
  }
}

/// Writes states into a graph.
private struct ModelEditing {
  let siteMap: SiteMap
  var rewiring: SiteRewiring

  init(_ siteMap: SiteMap) {
    self.siteMap = siteMap
    rewiring = SiteRewiring(siteMap)
  }

  // MARK: - Constants

  /// `state` was checked to be one for constants.
  mutating func set(
    _ constant: ConstantSite, of site: Site, to state: SiteState, _ index: Int
  ) throws(StateRefused) {
    let values: [Float]
    if case .values(let given) = state {
      values = given
    } else {
      guard let read = siteMap.values(of: site) else {
        throw StateRefused(site: index, reason: "its values cannot be read any more")
      }
      values = read.float
    }
    let name = rewiring.freeSource(of: constant)
    rewiring.editor.add(NewConstant(name, values, shape: constant.shape))
  }

  // MARK: - Activations

  /// `state` was checked to be one for activations.
  mutating func set(
    _ site: ActivationSite, to state: SiteState, _ index: Int, rank: Int?
  ) throws(StateRefused) {
    guard let nodes = rewiring.nodes(of: site) else {
      throw StateRefused(site: index, reason: "no operator writes what comes out of it")
    }
    // With another range the quantizer would let through what the Relu or Clip held back.
    rewiring.restoreActivation(site)
    switch state {
    case .float: replace(site, nodes, by: site.source)
    case .affine(let scale, let zeroPoint):
      let own = site.quantizer
      try set(site, nodes, scale, Int(zeroPoint), limits: own.minimum...own.maximum, index)
    case .affineBits(let low, let high, let steps):
      let range = AffineRange(low: low, high: high, steps: steps)
      let base = site.firstInteger(steps: steps)
      try set(
        site, nodes, Float(range.scale), Int(range.zeroPoint) + base, limits: base...base + steps, index)
    case .perChannel(let scales, let zeroPoints, let steps, let axis):
      guard let rank, let axis = axis ?? site.channelAxis(rank: rank), (-rank..<rank).contains(axis) else {
        throw StateRefused(site: index, reason: "its tensor has no channels")
      }
      let inner = Array(repeating: 1, count: rank - 1 - (axis < 0 ? axis + rank : axis))
      try replace(
        site, nodes, scales: scales, zeroPoints: zeroPoints, shape: [scales.count] + inner, steps: steps, index)
    case .values: break
    }
  }

  /// One scale and one zero point, integers within `limits`.
  private mutating func set(
    _ site: ActivationSite, _ nodes: QuantizerNodes, _ scale: Float, _ zeroPoint: Int, limits: ClosedRange<Int>,
    _ index: Int
  ) throws(StateRefused) {
    switch nodes.form {
    case .linear(let quantize, _) where site.canStore(limits) && (site.canHold(limits) || hasIntegerClip):
      let scale = constant("scale", scale)
      let zero = rewiring.editor.freeName("\(site.source)/zeroPoint")
      rewiring.editor.add(NewConstant(zero, integers: [Int64(zeroPoint)], site.storage, shape: []))
      rewiring.setParameters(
        nodes,
        SiteRewiring.Parameters(
          scale: scale, zeroPoint: zero, dequantizedScale: scale, dequantizedZeroPoint: zero))
      if !site.canHold(limits) { rewiring.clip(quantize, of: site, to: limits) }
    case .scaled:
      let scale = constant("scale", scale)
      rewiring.setParameters(
        nodes,
        SiteRewiring.Parameters(
          scale: scale, zeroPoint: constant("low", Float(limits.lowerBound - zeroPoint)), dequantizedScale: scale,
          dequantizedZeroPoint: constant("high", Float(limits.upperBound - zeroPoint))))
    default:
      try replace(
        site, nodes, scales: [scale], zeroPoints: [Float(zeroPoint - limits.lowerBound)], shape: [],
        steps: limits.count - 1, index)
    }
  }

  /// Clip takes integers of 8 bits from this version on.
  private var hasIntegerClip: Bool { siteMap.models.quantized.opsets[""].map { $0 >= 12 } ?? false }

  private mutating func constant(_ name: String, _ value: Float) -> String {
    let name = rewiring.editor.freeName("edited/\(name)")
    rewiring.editor.add(NewConstant(name, scalar: value))
    return name
  }

  /// Puts arithmetic in the place of the quantizer.
  private mutating func replace(
    _ site: ActivationSite, _ nodes: QuantizerNodes, scales: [Float], zeroPoints: [Float], shape: [Int], steps: Int,
    _ index: Int
  ) throws(StateRefused) {
    guard rewiring.hasRoundAndClip else {
      throw StateRefused(
        site: index, reason: "the model's opset has no operators for such a quantizer; wanted opset 11 or newer")
    }
    let names = ["scales", "zeroPoints"].map { rewiring.editor.freeName("edited/\($0)") }
    rewiring.editor.add(NewConstant(names[0], scales, shape: shape))
    rewiring.editor.add(NewConstant(names[1], zeroPoints, shape: shape))
    let quantized = rewiring.addQuantizer(
      of: site.source, scale: names[0], zeroPoint: names[1], steps: constant("steps", Float(steps)), nodes)
    replace(site, nodes, by: quantized)
  }

  private mutating func replace(_ site: ActivationSite, _ nodes: QuantizerNodes, by tensor: String) {
    for (result, writer) in zip(site.results, nodes.writers) {
      rewiring.editor.replace(node: writer, with: [NewNode("Identity", [tensor], [result])])
    }
  }
}

extension ActivationSite {
  /// The integer that stands for the lower end of a range with so many steps: 0, or of signed integers half of them
  /// below 0.
  fileprivate func firstInteger(steps: Int) -> Int { quantizer.minimum < 0 ? -(steps + 1) / 2 : 0 }

  /// Whether the type of the integers holds all of them.
  fileprivate func canStore(_ limits: ClosedRange<Int>) -> Bool {
    guard let bits = storage.bits, bits >= 8, bits <= 16 else { return false }
    let first = quantizer.minimum < 0 ? -(1 << (bits - 1)) : 0
    return first <= limits.lowerBound && limits.upperBound < first + 1 << bits
  }

  /// Whether these are the limits that the quantizer has already.
  fileprivate func canHold(_ limits: ClosedRange<Int>) -> Bool {
    limits == quantizer.minimum...quantizer.maximum
  }
}
