// The graph inputs by which a trial changes one site, and what they are fed with.

import XQFormats
import XQRuntime

/// The inputs of one site in a trial's graph. Each is fed in every run.
enum SiteControl {
  case activation(ActivationControl)
  /// The constant's values are the input.
  case constant(ConstantControl)

  typealias Feed = (name: String, tensor: Tensor)
}

/// The input that is a constant's values.
struct ConstantControl {
  let input: String
  let shape: [Int]
  /// As the quantized model has them, and as the float model has them.
  let quantized: Tensor
  let float: Tensor

  /// `state` was checked to be one for constants; `nil` leaves it as it is.
  func feeds(_ state: SiteState?) -> [SiteControl.Feed] {
    switch state {
    case .float?: [(input, float)]
    case .values(let values)?: [(input, Tensor(floats: values, shape: shape))]
    default: [(input, quantized)]
    }
  }
}

/// The inputs of an activation's quantizer.
struct ActivationControl {
  /// How the quantizer's own parameters are fed.
  enum Form {
    /// Scale and zero point of QuantizeLinear and DequantizeLinear, in the type of the integers.
    case linear(ElementType)
    /// The step, and the bounds of the Clip.
    case scaled
    /// They are not: the branch takes its place.
    case fixed
  }

  /// The quantizer that can be put in the place of the site's own.
  struct Branch {
    /// Whether it is used, a bool.
    let isUsed: String
    let scale: String
    let zeroPoint: String
    let steps: String
  }

  let site: ActivationSite
  let form: Form
  /// Whether the site's own quantizer is used, a bool.
  let isOn: String
  let parameters: SiteRewiring.Parameters
  let branch: Branch?
  /// What a Relu or Clip that the quantizer took over would hold the tensor within.
  let clamp: (low: Float?, high: Float?)?
  /// Dimensions of the tensor, where they are known.
  let rank: Int?

  /// What the inputs are fed with; `state` was checked to be one for activations, `nil` leaves the site as it is.
  ///
  /// - Throws: where the graph was not built for the state.
  func feeds(_ state: SiteState?, index: Int) throws(StateRefused) -> [SiteControl.Feed] {
    var values = Values(site.quantizer)
    switch state {
    case .float?: values.isOn = false
    case .affine(let scale, let zeroPoint)?:
      if needsBranch(scale, zeroPoint) {
        let zero = Float(Int(zeroPoint) - site.quantizer.minimum)
        try values.useBranch(self, [scale], [zero], shape: [], steps: site.quantizer.steps, index)
      } else {
        (values.scale, values.zeroPoint) = (scale, Int(zeroPoint))
        (values.dequantizedScale, values.dequantizedZeroPoint) = (scale, Int(zeroPoint))
      }
    case .affineBits(let low, let high, let steps)?:
      let range = AffineRange(low: low, high: high, steps: steps)
      try values.useBranch(self, [Float(range.scale)], [Float(range.zeroPoint)], shape: [], steps: steps, index)
    case .perChannel(let scales, let zeroPoints, let steps, let axis)?:
      guard let rank, let axis = axis ?? site.channelAxis(rank: rank), (-rank..<rank).contains(axis) else {
        throw StateRefused(site: index, reason: "its tensor has no channels")
      }
      // Trailing dimensions of 1 lay the channels along the axis.
      let inner = Array(repeating: 1, count: rank - 1 - (axis < 0 ? axis + rank : axis))
      try values.useBranch(self, scales, zeroPoints, shape: [scales.count] + inner, steps: steps, index)
    case .values?, nil: break
    }
    return feeds(values)
  }

  /// Whether the site's own quantizer cannot take a range: it has no inputs for it, or would let through what an
  /// activation that it took over held back.
  private func needsBranch(_ scale: Float, _ zeroPoint: Int64) -> Bool {
    if case .fixed = form { return true }
    guard let clamp else { return false }
    let own = site.quantizer
    let (low, high) = (Float(Int64(own.minimum) - zeroPoint) * scale, Float(Int64(own.maximum) - zeroPoint) * scale)
    return clamp.low.map { low < $0 - scale / 2 } ?? false || clamp.high.map { high > $0 + scale / 2 } ?? false
  }

  private func feeds(_ values: Values) -> [SiteControl.Feed] {
    var feeds: [SiteControl.Feed] = [(isOn, Tensor(bool: values.isOn))]
    switch form {
    case .linear(let type):
      feeds += [
        (parameters.scale, Tensor(floats: [values.scale], shape: [])),
        (parameters.zeroPoint, Tensor(integer: values.zeroPoint, type)),
        (parameters.dequantizedScale, Tensor(floats: [values.dequantizedScale], shape: [])),
        (parameters.dequantizedZeroPoint, Tensor(integer: values.dequantizedZeroPoint, type)),
      ]
    case .scaled:
      feeds += [
        (parameters.scale, Tensor(floats: [values.scale], shape: [])),
        (parameters.zeroPoint, Tensor(floats: [Float(site.quantizer.minimum - values.zeroPoint)], shape: [])),
        (
          parameters.dequantizedZeroPoint, Tensor(floats: [Float(site.quantizer.maximum - values.zeroPoint)], shape: [])
        ),
      ]
    case .fixed: break
    }
    guard let branch else { return feeds }
    return feeds + [
      (branch.isUsed, Tensor(bool: values.isBranched)),
      (branch.scale, Tensor(floats: values.branchScales, shape: values.branchShape)),
      (branch.zeroPoint, Tensor(floats: values.branchZeroPoints, shape: values.branchShape)),
      (branch.steps, Tensor(floats: [Float(values.branchSteps)], shape: [])),
    ]
  }

  /// What all inputs say together.
  private struct Values {
    var isOn = true
    var scale: Float
    var zeroPoint: Int
    var dequantizedScale: Float
    var dequantizedZeroPoint: Int
    var isBranched = false
    var branchScales: [Float] = [1]
    var branchZeroPoints: [Float] = [0]
    var branchShape: [Int] = []
    var branchSteps = 1

    init(_ own: AffineQuantizer) {
      scale = own.scale
      zeroPoint = own.zeroPoint
      dequantizedScale = own.dequantizedScale
      dequantizedZeroPoint = own.dequantizedZeroPoint
    }

    mutating func useBranch(
      _ control: ActivationControl, _ scales: [Float], _ zeroPoints: [Float], shape: [Int], steps: Int, _ index: Int
    ) throws(StateRefused) {
      guard control.branch != nil else {
        throw StateRefused(site: index, reason: "the trial was built without a second quantizer for it")
      }
      isOn = false
      isBranched = true
      (branchScales, branchZeroPoints, branchShape, branchSteps) = (scales, zeroPoints, shape, steps)
    }
  }
}
