// The error at one end of a model.

import CMetrics
import XQFormats
import XQRuntime

/// How far the quantized model's version of one output is from the float model's: x float, y quantized.
///
/// Values that are infinite or no numbers make the noise so; ratios are capped, see ``nsr`` and ``balanced``.
public struct OutputNoise: Sendable {
  /// The float model's tensor.
  public let tensor: String
  /// Σ(y - x)² of each sample; of each batch where the tensor's first axis does not count samples.
  public private(set) var noise: [Double] = []
  /// Σx² over everything.
  public private(set) var signal = 0.0
  /// Whether `noise` has an element for each sample.
  public private(set) var hasSamples = true
  private var channelSignal: [Double] = []
  private var channelNoise: [Double] = []

  /// What a ratio counts that is larger, or no number.
  public static let cap = 1e3

  init(_ tensor: String) { self.tensor = tensor }

  /// Σ(y - x)² / Σx², at most ``cap``.
  public var nsr: Double { Self.capped(noise.reduce(0, +) / max(signal, 1e-30), Self.cap) }

  /// The mean over the indices of axis 1 of the index's own ratio, at most 1 each: boxes and class scores in one output
  /// count the same. Indices without signal are left out; of rank 1 everything is one index.
  public var balanced: Double {
    let least = 1e-12 * max(channelSignal.max() ?? 0, 1e-30)
    let ratios = zip(channelNoise, channelSignal).filter { $0.1 > least }.map { Self.capped($0.0 / $0.1, 1) }
    return ratios.isEmpty ? min(nsr, 1) : ratios.reduce(0, +) / Double(ratios.count)
  }

  /// Noise by sample in units of the whole signal, each at most ``cap``.
  var shares: [Double] { noise.map { Self.capped($0 / max(signal, 1e-30), Self.cap) } }

  private static func capped(_ ratio: Double, _ cap: Double) -> Double { ratio.isFinite ? min(ratio, cap) : cap }

  /// Adds the part of a batch that scores: `samples` of its `count`.
  ///
  /// A tensor whose first axis does not count samples is added whole, with the batch's first sample. Tensors of different
  /// shapes, and such as hold no real numbers, are nothing but noise.
  mutating func add(_ float: Tensor?, _ quantized: Tensor?, samples: Range<Int>, of count: Int) {
    guard let float, let quantized, float.shape == quantized.shape, float.count > 0 else {
      noise.append(.infinity)
      return
    }
    let shape = float.shape
    let isSampled = shape.first == count
    hasSamples = hasSamples && isSampled
    guard isSampled || samples.lowerBound == 0 else { return }
    let rows = isSampled ? samples : 0..<(shape.first ?? 1)
    let channels = shape.count > 1 ? shape[1] : 1
    let layout = xq_end_layout(
      first: rows.lowerBound, samples: rows.count, channels: channels, inner: shape.dropFirst(2).reduce(1, *))
    let missing = channels - channelNoise.count
    if missing > 0 {
      channelNoise += Array(repeating: 0, count: missing)
      channelSignal += Array(repeating: 0, count: missing)
    }
    var rowSignal = [Double](repeating: 0, count: rows.count)
    var rowNoise = rowSignal
    let status = withExtendedLifetime((float, quantized)) {
      rowSignal.withUnsafeMutableBufferPointer { signal in
        rowNoise.withUnsafeMutableBufferPointer { noise in
          channelSignal.withUnsafeMutableBufferPointer { squares in
            channelNoise.withUnsafeMutableBufferPointer { errors in
              var sums = xq_end_noise(
                sample_squares: signal.baseAddress, sample_noise: noise.baseAddress,
                channel_squares: squares.baseAddress, channel_noise: errors.baseAddress)
              return xq_end_noise_add(&sums, xq_array(float), xq_array(quantized), layout)
            }
          }
        }
      }
    }
    signal += rowSignal.reduce(0, +)
    noise += status != xq_ok ? [.infinity] : isSampled ? rowNoise : [rowNoise.reduce(0, +)]
  }
}
