// The facts of quantized constants: no data are needed, and no model is run.

import CMetrics
import Glibc

extension SiteMap {
  /// The facts of weights. `nil` for other sites, and where the values cannot be read any more.
  public func weightFacts(of site: Site) -> WeightFacts? {
    guard site.kind == .weights, let constant = site.constant, let values = values(of: site),
      let integers = values.integers, !values.float.isEmpty
    else { return nil }
    return WeightMeasurement(constant, values).facts(integers)
  }

  /// The facts of a bias, but for what they are relative to: the mean square of the float layer's output. `nil` for other
  /// sites, and where the values cannot be read any more.
  public func biasFacts(of site: Site, outputPower: Double) -> BiasFacts? {
    guard site.kind == .bias, let constant = site.constant, let values = values(of: site), !values.float.isEmpty else {
      return nil
    }
    return BiasFacts(values, constant, outputPower: outputPower)
  }
}

extension BiasFacts {
  init(_ values: ConstantValues, _ constant: ConstantSite, outputPower: Double) {
    var (noise, power) = (0.0, 0.0)
    var exceeds = false
    let layout = constant.encoding.layout(of: constant.shape)
    for (index, pair) in zip(values.float, values.dequantized).enumerated() {
      let error = Double(pair.1) - Double(pair.0)
      noise += error * error
      power += Double(pair.0) * Double(pair.0)
      let step = Double(values.steps[index / max(layout.inner, 1) % max(layout.channels, 1)])
      if abs(error) > 2 * step + 1e-9 { exceeds = true }
    }
    let count = Double(values.float.count)
    self.init(
      relative: noise / count / max(outputPower, 1e-30), exceedsSteps: exceeds, noise: noise / count,
      power: power / count)
  }
}

/// Lays the two sides of one constant beside each other.
struct WeightMeasurement {
  private let constant: ConstantSite
  private let values: ConstantValues
  private let shape: [Int]
  /// The axis of channels: the output axis, inside the shape.
  private let axis: Int
  private let channels: [xq_channel_sums]
  private let power: Double

  init(_ constant: ConstantSite, _ values: ConstantValues) {
    self.constant = constant
    self.values = values
    // A single number is a tensor of one element.
    shape = constant.shape.isEmpty ? [1] : constant.shape
    axis = min(constant.outputAxis, shape.count - 1)
    channels = Self.sums(values, xq_layout(shape, axis: axis))
    power = channels.reduce(0) { $0 + $1.ww }
  }

  func facts(_ integers: [Int32]) -> WeightFacts {
    let noise = channels.reduce(0) { $0 + $1.ee }
    let product = channels.reduce(0) { $0 + $1.wd }
    let otherPower = channels.reduce(0) { $0 + $1.dd }
    let perChannel = requantized(along: axis)
    let rounding = xq_rounding_sums_of(
      values.float, values.dequantized, integers, constant.encoding.layout(of: constant.shape), values.steps)
    let largest = channels.map(\.largest).sorted()
    return WeightFacts(
      bits: constant.bits, count: values.float.count, power: power, nsr: relative(noise),
      rho: power > 0 ? product / (power * max(otherPower, 1e-30)).squareRoot() : 0,
      nsrSame: relative(requantized(along: constant.scaleAxis).reduce(0, +)),
      nsrPerChannel: relative(perChannel.reduce(0, +)), channelOwn: meanOverChannels(channels.map(\.ee)),
      channelPerChannel: meanOverChannels(perChannel),
      channelSpread: (largest.last ?? 0) / max(median(largest), 1e-12),
      clip: rounding.clipped_noise / max(rounding.noise, 1e-30),
      inside: rounding.unclipped == 0 ? 0 : Double(rounding.inside) / Double(rounding.unclipped), fit: gainFit(),
      mean: rounding.steps / Double(values.float.count),
      isScalar: constant.scaleAxis == nil || (constant.scaleAxis != axis && shape.count > 1),
      minimum: Double(values.float.min() ?? 0), maximum: Double(values.float.max() ?? 0))
  }

  /// A sum of squares over Σw². Weights that are all 0 have no noise, or infinitely much.
  private func relative(_ squares: Double) -> Double {
    power > 0 ? squares / power : squares > 0 ? .infinity : 0
  }

  /// Mean over channels of a sum of squares over the channel's own Σw².
  private func meanOverChannels(_ squares: [Double]) -> Double {
    let shares = zip(squares, channels).map { square, channel in
      square == 0 ? 0 : square / max(channel.ww, 1e-12 * power)
    }
    return shares.reduce(0, +) / Double(max(shares.count, 1))
  }

  private func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted[sorted.count / 2]
    return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + middle) / 2 : middle
  }

  private static func sums(_ values: ConstantValues, _ layout: xq_layout) -> [xq_channel_sums] {
    [xq_channel_sums](unsafeUninitializedCapacity: layout.channels) { result, count in
      xq_weight_sums(values.float, values.dequantized, layout, result.baseAddress)
      count = layout.channels
    }
  }

  // MARK: - Quantizing again

  /// The noise of each channel after quantizing w again: symmetric, greatest value at 2^(bits - 1) - 1, rounded to even;
  /// one scale for each index of the axis, or one for all.
  private func requantized(along axis: Int?) -> [Double] {
    let layout = xq_layout(shape, axis: axis)
    let limit = Double(sign: .plus, exponent: constant.bits - 1, significand: 1) - 1
    let largest = axis == self.axis ? channels.map(\.largest) : Self.sums(values, layout).map(\.largest)
    // One scale may be 0 where all weights are; a channel's may not be so small that it says nothing.
    let scales = largest.map { axis == nil ? $0 / limit : max($0 / limit, 1e-12) }
    return [Double](unsafeUninitializedCapacity: layout.channels) { result, count in
      xq_requantized_noise(values.float, layout, scales, limit, result.baseAddress)
      count = layout.channels
    }
  }

  // MARK: - Gains

  /// The best of: a gain for each index of the first axis, of the second axis, of both in turn.
  private func gainFit() -> WeightFacts.GainFit {
    let candidates: [WeightFacts.GainFit.Axis] = shape.count > 1 ? [.first, .second] : [.first]
    var fits = candidates.enumerated().map { index, name in
      let sums = index == axis ? channels : Self.sums(values, xq_layout(shape, axis: index))
      return fit(sums, name)
    }
    if shape.count > 1 { fits.append(fitOfBoth()) }
    return fits.min { $0.residual < $1.residual } ?? WeightFacts.GainFit(residual: 0, axis: .first, largestLog2Gain: 0)
  }

  private func fit(_ sums: [xq_channel_sums], _ axis: WeightFacts.GainFit.Axis) -> WeightFacts.GainFit {
    let gains = sums.map { Self.gain($0.wd, $0.ww) }
    // Σ(d/g - w)², multiplied out.
    let residual = zip(sums, gains).reduce(0) { sum, channel in
      let (sums, gain) = channel
      return sum + max(sums.dd / (gain * gain) - 2 * sums.wd / gain + sums.ww, 0)
    }
    return WeightFacts.GainFit(
      residual: relative(residual), axis: axis, largestLog2Gain: gains.map { abs(log2(abs($0))) }.max() ?? 0)
  }

  private func fitOfBoth() -> WeightFacts.GainFit {
    let (first, second) = (shape[0], shape[1])
    let inner = shape[2...].reduce(1, *)
    let powers = [0, 1].map { Self.sums(values, xq_layout(shape, axis: $0)).map(\.ww) }
    var factors = [[Double](repeating: 1, count: first), [Double](repeating: 1, count: second)]
    var difference = 0.0
    func products(_ axis: Int) -> [Double] {
      [Double](unsafeUninitializedCapacity: factors[axis].count) { result, count in
        xq_scaled_sums(
          values.float, values.dequantized, first, second, inner, factors[0], factors[1], Int32(axis),
          result.baseAddress, &difference)
        count = factors[axis].count
      }
    }
    for _ in 0..<3 {
      for axis in 0..<2 {
        let gains = zip(products(axis), powers[axis]).map(Self.gain)
        factors[axis] = zip(factors[axis], gains).map { $0 / $1 }
      }
    }
    _ = products(0)
    return WeightFacts.GainFit(residual: relative(difference), axis: .both, largestLog2Gain: 1)
  }

  /// The factor that brings w nearest to ŵ; 1 where it would be as good as 0.
  private static func gain(_ product: Double, _ power: Double) -> Double {
    let gain = product / max(power, 1e-30)
    return abs(gain) < 1e-6 ? 1 : gain
  }
}
