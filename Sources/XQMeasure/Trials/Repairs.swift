// The quantizers by which a suspicion is tried: what a site would have to be to be without the fault.

import XQFormats

extension ActivationSite {
  /// DequantizeLinear takes QuantizeLinear's scale and zero point.
  public var withOneSetOfParameters: SiteState {
    .affine(scale: quantizer.scale, zeroPoint: Int64(quantizer.zeroPoint))
  }

  /// The best range, same integers.
  public func covering(_ range: IdealRange) -> SiteState { covering(low: range.low, high: range.high) }

  /// The best range of 255 steps, whatever the integers.
  public func coveringInEightBits(_ range: IdealRange) -> SiteState {
    .affineBits(low: range.low, high: range.high, steps: 255)
  }

  /// A range for each channel, from its least to its greatest element with 0 between them; `nil` keeps the number of steps.
  ///
  /// `nil` where channels were not told apart.
  public func coveringChannels(_ statistics: SiteStatistics, steps: Int? = nil) -> SiteState? {
    guard !statistics.channelMinima.isEmpty else { return nil }
    let steps = steps ?? quantizer.steps
    let ranges = zip(statistics.channelMinima, statistics.channelMaxima).map { low, high in
      AffineRange(low: low, high: high, steps: steps, smallestScale: 1e-9)
    }
    return .perChannel(
      scales: ranges.map { Float($0.scale) }, zeroPoints: ranges.map { Float($0.zeroPoint) },
      steps: steps, axis: nil)
  }
}

extension SiteMap {
  /// The weights that read an activation directly, quantized after multiplication by each channel's range and divided
  /// again: same bits, same granularity.
  ///
  /// Scaling a channel into the next layer moves both sides; the activation alone could hide what it gains. Only where it
  /// halves Σ(range · error)², for Conv without groups, ConvTranspose, Gemm and MatMul.
  ///
  /// - Parameters:
  ///   - statistics: of the activation's channels.
  ///   - rank: dimensions of the activation's tensor.
  ///   - free: sites that may be changed so; others have causes of their own.
  public func partners(of site: Int, _ statistics: SiteStatistics, rank: Int, free: Set<Int>) -> TrialSetup {
    guard let activation = sites[site].activation else { return [:] }
    let widths = zip(statistics.channelMinima, statistics.channelMaxima).map { max($1, 0) - min($0, 0) }
    let least = 1e-4 * (widths.max() ?? 0)
    guard least > 0 else { return [:] }
    let ranges = widths.map { Float(max($0, least)) }
    let isLast = activation.channelAxis(rank: rank) == rank - 1
    var setup: TrialSetup = [:]
    for index in free.sorted() where sites[index].kind == .weights {
      guard let axis = inputAxis(of: index, reading: sites[site].tensor, channels: ranges.count, isLast: isLast),
        let constant = sites[index].constant, let values = values(of: sites[index])
      else { continue }
      let scaled = Scaling(ranges, along: axis, of: constant.shape)
      let quantized = scaled.divide(
        WeightQuantization.symmetric(
          scaled.multiply(values.float), shape: constant.shape, bits: constant.bits, axis: constant.scaleAxis))
      if scaled.noise(quantized, values.float) < scaled.noise(values.dequantized, values.float) / 2 {
        setup[index] = .values(quantized)
      }
    }
    return setup
  }

  /// The axis along which weights meet the channels of the tensor that they multiply; `nil` where they do not.
  private func inputAxis(of index: Int, reading tensor: String, channels: Int, isLast: Bool) -> Int? {
    guard let weights = sites[index].constant, weights.inputIndex == 1, weights.shape.count >= 2 else { return nil }
    let node = models.float.graph.nodes[weights.consumer]
    guard node.inputs.first == tensor else { return nil }
    if case .int(let groups)? = node.attributes["group"], groups > 1 { return nil }
    let axis: Int
    switch weights.consumerOp {
    case "Conv": axis = 1
    case "ConvTranspose": axis = 0
    case "Gemm": axis = 1 - weights.outputAxis
    case "MatMul" where isLast: axis = weights.shape.count - 2
    default: return nil
    }
    return weights.shape.indices.contains(axis) && weights.shape[axis] == channels ? axis : nil
  }
}

/// Factors along one axis of a tensor.
private struct Scaling {
  private let factors: [Float]
  private let inner: Int

  init(_ factors: [Float], along axis: Int, of shape: [Int]) {
    self.factors = factors
    inner = max(shape[(axis + 1)...].reduce(1, *), 1)
  }

  private func factor(_ place: Int) -> Float { factors[place / inner % factors.count] }

  func multiply(_ values: [Float]) -> [Float] { values.indices.map { values[$0] * factor($0) } }

  func divide(_ values: [Float]) -> [Float] { values.indices.map { values[$0] / factor($0) } }

  /// Σ(factor · (x - y))².
  func noise(_ x: [Float], _ y: [Float]) -> Double {
    x.indices.reduce(0) { sum, place in
      let error = (Double(x[place]) - Double(y[place])) * Double(factor(place))
      return sum + error * error
    }
  }
}
