// Weights quantized again.

import CMetrics

/// Weights on a symmetric grid, as quantizers for inference make it: scale max |w| / (2^(bits - 1) - 1), rounded half to
/// even, of equal limits on both sides.
public enum WeightQuantization {
  /// The rounded weights, in C order.
  ///
  /// - Parameters:
  ///   - axis: the axis along which each index has a scale of its own; `nil` for one scale.
  ///   - bits: from 2 on. With more than 24 nothing is rounded that float32 can tell.
  public static func symmetric(_ weights: [Float], shape: [Int], bits: Int, axis: Int?) -> [Float] {
    let layout = xq_layout(shape, axis: axis)
    precondition(layout.outer * layout.channels * layout.inner == weights.count, "a shape with other elements")
    let limit = Double(sign: .plus, exponent: max(bits, 2) - 1, significand: 1) - 1
    let sums = [xq_channel_sums](unsafeUninitializedCapacity: layout.channels) { result, count in
      xq_weight_sums(weights, weights, layout, result.baseAddress)
      count = layout.channels
    }
    // A channel of zeros keeps a scale, so small that it says nothing; a whole tensor of zeros stays what it is.
    let scales = sums.map { axis == nil ? $0.largest / limit : max($0.largest / limit, 1e-12) }
    return [Float](unsafeUninitializedCapacity: weights.count) { result, count in
      xq_requantize(weights, layout, scales, limit, result.baseAddress)
      count = weights.count
    }
  }
}

extension SiteMap {
  /// The state in which a site's weights are quantized again from the float model's.
  ///
  /// - Parameters:
  ///   - bits: `nil` keeps the site's.
  ///   - perChannel: one scale for each index of the output axis; otherwise the granularity stays.
  /// - Returns: `nil` for sites that are no constants, and where values cannot be read any more.
  public func requantized(_ site: Int, bits: Int? = nil, perChannel: Bool) -> SiteState? {
    guard let constant = sites[site].constant, let values = values(of: sites[site]) else { return nil }
    let axis = perChannel ? constant.channelAxis : constant.scaleAxis
    return .values(
      WeightQuantization.symmetric(values.float, shape: constant.shape, bits: bits ?? constant.bits, axis: axis))
  }
}

extension ConstantSite {
  /// The output axis, inside the shape; `nil` for a single number.
  public var channelAxis: Int? { shape.isEmpty ? nil : min(outputAxis, shape.count - 1) }
}
