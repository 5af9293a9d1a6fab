// How a quantized constant lies in its file.

import CMetrics
import XQFormats

/// Where the integers of a constant come from, and what they are worth.
struct ConstantEncoding: Sendable {
  enum Source: Sendable {
    /// A constant of integers, which DequantizeLinear makes real.
    case integers
    /// A constant of real numbers, which is rounded when the model runs; the integers that it may become.
    case rounding(ClosedRange<Int64>)
    /// A constant of real numbers that were rounded before.
    case rounded
    /// There is none: the model computes as if it were 0.
    case missing
  }

  let source: Source
  /// The constant that is read, in the prepared quantized model.
  let tensor: String
  /// s, one or one for each index of `axis`.
  let scales: [Float]
  /// z, as many.
  let zeroPoints: [Int32]
  let axis: Int?

  /// `nil` where scales do not fit the shape, or are none that a quantizer can have.
  init?(_ source: Source, tensor: String, shape: [Int], scales: [Float], zeroPoints: [Int64], axis: Int?) {
    let points = zeroPoints.compactMap { Int32(exactly: $0) }
    guard !scales.isEmpty, scales.allSatisfy({ $0.isFinite && $0 >= 0 }), points.count == scales.count else {
      return nil
    }
    if scales.count > 1 {
      guard let axis, shape.indices.contains(axis), shape[axis] == scales.count else { return nil }
    }
    self.source = source
    self.tensor = tensor
    self.scales = scales
    self.zeroPoints = points
    self.axis = scales.count > 1 ? axis : nil
  }

  /// A bias that is not there.
  init(missing tensor: String) {
    source = .missing
    self.tensor = tensor
    scales = [0]
    zeroPoints = [0]
    axis = nil
  }

  /// The shape as the scales divide it.
  func layout(of shape: [Int]) -> xq_layout { xq_layout(shape, axis: axis) }
}

extension xq_layout {
  /// Without an axis everything is one channel.
  init(_ shape: [Int], axis: Int?) {
    guard let axis, shape.indices.contains(axis) else {
      self.init(outer: 1, channels: 1, inner: shape.reduce(1, *))
      return
    }
    self.init(
      outer: shape[..<axis].reduce(1, *), channels: shape[axis], inner: shape[(axis + 1)...].reduce(1, *))
  }
}
