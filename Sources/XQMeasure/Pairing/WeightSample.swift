// Weights as pairing compares them: a fixed sample, dequantized, rows by output channel.

import XQFormats

/// Some elements of a constant tensor.
///
/// Up to 24 output channels, evenly spaced, and up to 48 elements of each, evenly spaced too: which ones depends on the
/// shape alone, so that two tensors of one shape are sampled at the same places, whatever their layout.
struct WeightSample {
  /// Output channels first, then the other dimensions in order.
  let shape: [Int]
  let rows: Int
  let columns: Int
  /// Row by row.
  let values: [Float]
  /// Whether they are integers that stand for themselves: axes, indices.
  let isInteger: Bool

  private static let mostRows = 24
  private static let mostColumns = 48
  /// Smaller tensors are decoded as a whole, which is faster than element by element.
  private static let wholeUpTo = 8192

  /// - Parameter channelAxis: the axis of the output channels; negative counts from the end.
  /// - Returns: `nil` for constants that cannot be read, and for quantizers whose scales are not known.
  init?(_ name: String, channelAxis: Int, of model: OnnxModel, quantizer: Quantizer?) {
    guard let tensor = model.constant(name), tensor.type.isReal, tensor.count > 0 else { return nil }
    let shape = tensor.shape
    let axis = shape.isEmpty ? 0 : channelAxis < 0 ? shape.count + channelAxis : channelAxis
    guard axis >= 0, axis < max(shape.count, 1) else { return nil }
    let channels = shape.isEmpty ? 1 : shape[axis]
    let inner = shape.isEmpty ? 1 : shape[(axis + 1)...].reduce(1, *)
    let perChannel = tensor.count / channels
    let scaling = quantizer.flatMap { Scaling($0, shape: shape, of: model) }
    guard quantizer == nil || scaling != nil else { return nil }
    rows = min(channels, Self.mostRows)
    columns = min(perChannel, Self.mostColumns)
    let whole = tensor.count <= Self.wholeUpTo ? tensor.floats() : nil
    var values: [Float] = []
    values.reserveCapacity(rows * columns)
    for row in 0..<rows {
      let channel = Self.spread(row, of: rows, over: channels)
      for column in 0..<columns {
        let element = Self.spread(column, of: columns, over: perChannel)
        let offset = (element / inner * channels + channel) * inner + element % inner
        let value = whole.map { $0[offset] } ?? tensor.float(at: offset)
        values.append(scaling?.real(value, at: offset) ?? value)
      }
    }
    guard values.count == rows * columns else { return nil }
    self.values = values
    isInteger = !tensor.type.isFloat && quantizer == nil
    self.shape = [channels] + (shape.isEmpty ? [] : shape[..<axis] + shape[(axis + 1)...])
  }

  /// At most 16 elements of so many channels that there are 32 or more: unrelated weights do not agree on them by chance.
  var glance: WeightSample { WeightSample(glanceAt: self) }

  private init(glanceAt whole: WeightSample) {
    let (width, columns) = (whole.columns, min(whole.columns, 16))
    let rows = min(whole.rows, max(2, (32 + columns - 1) / columns))
    (shape, isInteger, self.rows, self.columns) = (whole.shape, whole.isInteger, rows, columns)
    values = (0..<rows).flatMap { whole.values[($0 * width)..<($0 * width + columns)] }
  }

  private static func spread(_ index: Int, of count: Int, over total: Int) -> Int {
    // Quotient first: the product could leave the range of Int.
    total / count * index + total % count * index / count
  }

  /// How well a multiple of the other sample gives this one, from 0 to 1: the larger of |Σxy|/√(Σx²Σy²) and the same
  /// with a factor for each channel, √(Σ_c (Σxy)²/Σy² / Σx²), as folding a BatchNormalization gives.
  ///
  /// 0 for other shapes, and where one of the two is all zero or not finite. With one element a channel there is
  /// nothing to tell a factor from: then only the former counts.
  func correlation(with other: WeightSample) -> Double {
    guard shape == other.shape, values.count == other.values.count else { return 0 }
    var (xx, yy, xy, explained) = (0.0, 0.0, 0.0, 0.0)
    for row in 0..<rows {
      var (rowXX, rowYY, rowXY) = (0.0, 0.0, 0.0)
      for place in row * columns..<(row + 1) * columns {
        let (x, y) = (Double(values[place]), Double(other.values[place]))
        rowXX += x * x
        rowYY += y * y
        rowXY += x * y
      }
      xx += rowXX
      yy += rowYY
      xy += rowXY
      if rowYY > 0 { explained += rowXY * rowXY / rowYY }
    }
    guard xx > 0, yy > 0, xx.isFinite, yy.isFinite else { return 0 }
    let plain = abs(xy) / (xx * yy).squareRoot()
    return min(1, columns > 1 ? max(plain, (explained / xx).squareRoot()) : plain)
  }
}

/// How integers of a weight tensor become real numbers.
private struct Scaling {
  private let quantizer: Quantizer
  /// Of the quantizer's axis; 1 where one scale serves all.
  private let size: Int
  private let stride: Int
  private let unscaledZeroPoint: Float?

  /// Integers whose scale is not stated are taken as they are, less a zero point that serves all: a correlation does not
  /// depend on the scale.
  init?(_ quantizer: Quantizer, shape: [Int], of model: OnnxModel) {
    self.quantizer = quantizer
    if quantizer.scales.isEmpty {
      let zeroPoints = quantizer.zeroPointName.flatMap { model.constant($0)?.integers() } ?? [0]
      guard zeroPoints.count == 1, let zeroPoint = zeroPoints.first else { return nil }
      (size, stride, unscaledZeroPoint) = (1, 1, Float(zeroPoint))
      return
    }
    unscaledZeroPoint = nil
    guard quantizer.zeroPoints.count == quantizer.scales.count else { return nil }
    guard let axis = quantizer.axis else {
      guard quantizer.scales.count == 1 else { return nil }
      (size, stride) = (1, 1)
      return
    }
    guard shape.indices.contains(axis) else { return nil }
    size = shape[axis]
    stride = shape[(axis + 1)...].reduce(1, *)
  }

  func real(_ value: Float, at offset: Int) -> Float? {
    if let unscaledZeroPoint { return value - unscaledZeroPoint }
    var place = 0
    if quantizer.axis != nil {
      place = offset / stride % size
      if quantizer.blockSize > 0 {
        let blocks = (size - 1) / quantizer.blockSize + 1
        place = (offset / stride / size * blocks + place / quantizer.blockSize) * stride + offset % stride
      }
    }
    guard quantizer.scales.indices.contains(place) else { return nil }
    return (value - Float(quantizer.zeroPoints[place])) * quantizer.scales[place]
  }
}
