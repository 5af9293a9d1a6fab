// The facts of a quantizer by the plainest code, for comparison.

import XQFormats
import XQRuntime

@testable import XQMeasure

/// Values of all kinds: mostly numbers of middling size, some 0, subnormal, huge, infinite, or no numbers.
func siteValues(_ count: Int, _ generator: inout Generator) -> [Float] {
  (0..<count).map { _ in
    switch Int.random(in: 0..<60, using: &generator) {
    case 0: Float(bitPattern: UInt32.random(in: 0...0x7f_ffff, using: &generator))
    case 1: -0.0
    case 2, 3, 4: 0
    case 5: [Float.infinity, -.infinity, .nan, -.nan][Int.random(in: 0..<4, using: &generator)]
    case 6: Float.random(in: -1e12...1e12, using: &generator)
    case 7: Float.random(in: -1e-6...1e-6, using: &generator)
    default: Float.random(in: -3...3, using: &generator)
    }
  }
}

/// What ``SiteAccumulator`` is to find in the elements of one tensor.
struct SiteReference {
  struct Channel {
    var values: [Float] = []
    var errors: [Double] = []
  }

  var channels: [Channel]
  var nonfinite = 0

  init(_ values: [Float], outer: Int, channels count: Int, inner: Int, _ quantizer: AffineQuantizer, isRectified: Bool)
  {
    channels = Array(repeating: Channel(), count: count)
    for (index, element) in values.enumerated() {
      guard element.isFinite else {
        nonfinite += 1
        continue
      }
      let value = isRectified ? max(element, 0) : element
      channels[index / inner % count].values.append(value)
      channels[index / inner % count].errors.append(Double(quantizer.quantized(value) - value))
    }
  }

  var values: [Float] { channels.flatMap(\.values) }
  var errors: [Double] { channels.flatMap(\.errors) }

  /// Mean square of the errors at values for which something holds, over all values.
  func noise(where holds: (Double) -> Bool) -> Double {
    zip(values, errors).reduce(0) { $0 + (holds(Double($1.0)) ? $1.1 * $1.1 : 0) } / Double(values.count)
  }
}

/// Whether two numbers are equal but for the rounding of sums.
func isNear(_ found: Double, _ wanted: Double, within tolerance: Double = 1e-9) -> Bool {
  found == wanted || abs(found - wanted) <= tolerance * max(abs(found), abs(wanted))
}
