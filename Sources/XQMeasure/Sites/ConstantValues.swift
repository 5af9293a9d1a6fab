// The values of a constant on both sides.

import CMetrics
import XQFormats
import XQRuntime

/// What a quantized constant should be and what it is: read one site at a time, and dropped.
public struct ConstantValues: Sendable {
  /// w: the float model's, in C order.
  public let float: [Float]
  /// ŵ: what the quantized model computes with.
  public let dequantized: [Float]
  /// q: as stored, without regard to zero points; `nil` for a bias that is missing.
  public let integers: [Int32]?
  /// z, one for all or one along the scales' axis.
  public let zeroPoints: [Int32]
  /// s: as many as zero points.
  public let steps: [Float]
}

extension SiteMap {
  /// Reads both sides of a constant.
  ///
  /// - Returns: `nil` for sites of activations, and where a file changed so that a constant cannot be read any more.
  public func values(of site: Site) -> ConstantValues? {
    guard let constant = site.constant, let float = models.float.constant(site.tensor)?.fastFloats(),
      float.count == constant.shape.reduce(1, *)
    else { return nil }
    let encoding = constant.encoding
    let layout = encoding.layout(of: constant.shape)
    guard let (integers, dequantized) = models.quantized.read(encoding, layout) else { return nil }
    return ConstantValues(
      float: float, dequantized: dequantized, integers: integers, zeroPoints: encoding.zeroPoints,
      steps: encoding.scales)
  }
}

extension OnnxModel {
  /// The integers and the real numbers of a constant.
  func read(_ encoding: ConstantEncoding, _ layout: xq_layout) -> (integers: [Int32]?, values: [Float])? {
    let count = layout.outer * layout.channels * layout.inner
    switch encoding.source {
    case .missing: return (nil, [Float](repeating: 0, count: count))
    case .integers:
      guard let integers = constant(encoding.tensor)?.fastIntegers(), integers.count == count else { return nil }
      return (integers, encoding.dequantized(integers, layout))
    case .rounding(let limits):
      guard let values = constant(encoding.tensor)?.fastFloats(), values.count == count else { return nil }
      let integers = encoding.quantized(values, layout, within: limits)
      return (integers, encoding.dequantized(integers, layout))
    case .rounded:
      guard let values = constant(encoding.tensor)?.fastFloats(), values.count == count else { return nil }
      return (encoding.quantized(values, layout, within: Int64(Int32.min)...Int64(Int32.max)), values)
    }
  }

  /// The largest |q - z| of a constant; `nil` where it cannot be read.
  func largestStep(_ encoding: ConstantEncoding, _ layout: xq_layout) -> Int64? {
    guard let integers = read(encoding, layout)?.integers else { return nil }
    return xq_largest_step(integers, layout, encoding.zeroPoints)
  }
}

extension ConstantEncoding {
  fileprivate func dequantized(_ integers: [Int32], _ layout: xq_layout) -> [Float] {
    [Float](unsafeUninitializedCapacity: integers.count) { result, count in
      // The kernel writes as many elements as the layout has: `integers` was checked to hold those.
      xq_dequantize_channels(integers, layout, zeroPoints, scales, result.baseAddress)
      count = integers.count
    }
  }

  fileprivate func quantized(_ values: [Float], _ layout: xq_layout, within limits: ClosedRange<Int64>) -> [Int32] {
    let low = Int32(clamping: limits.lowerBound)
    let high = Int32(clamping: limits.upperBound)
    return [Int32](unsafeUninitializedCapacity: values.count) { result, count in
      xq_quantize_channels(values, layout, zeroPoints, scales, low, high, result.baseAddress)
      count = values.count
    }
  }
}

extension TensorValues {
  private var array: xq_array {
    xq_array(type: type.rawValue, bytes: view.bytes.baseAddress, byte_count: view.bytes.count)
  }

  /// ``floats()`` at the speed of C in every build.
  func fastFloats() -> [Float] {
    guard xq_is_exact_in_f32(type.rawValue) else { return floats() }
    return withExtendedLifetime(view) {
      [Float](unsafeUninitializedCapacity: count) { result, initialized in
        initialized = xq_convert_to_f32(array, 0, count, result.baseAddress) == xq_ok ? count : 0
      }
    }
  }

  /// Integers of at most 32 bits; `nil` for other types.
  func fastIntegers() -> [Int32]? {
    withExtendedLifetime(view) {
      var status = xq_ok
      let integers = [Int32](unsafeUninitializedCapacity: count) { result, initialized in
        status = xq_convert_to_i32(array, count, result.baseAddress)
        initialized = status == xq_ok ? count : 0
      }
      return status == xq_ok ? integers : nil
    }
  }
}
