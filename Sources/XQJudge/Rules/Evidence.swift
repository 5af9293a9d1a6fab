// What the fact rules look at: one quantizer in plain numbers.

/// What was measured of one data set at an activation site, in the float model.
public struct DataEvidence: Sendable, Equatable {
  public var minimum: Double
  public var maximum: Double
  /// Mean of x².
  public var power: Double
  /// Mean of (y - x)², y what the quantizer makes of x.
  public var noise: Double
  /// The part of `noise` at values below the range, and above it.
  public var clippedLow: Double
  public var clippedHigh: Double

  public init(
    minimum: Double, maximum: Double, power: Double, noise: Double, clippedLow: Double, clippedHigh: Double
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.power = power
    self.noise = noise
    self.clippedLow = clippedLow
    self.clippedHigh = clippedHigh
  }

  /// The share of the noise that comes from values beyond the range; 0 without noise.
  public var clippedShare: Double { (clippedLow + clippedHigh) / max(noise, Evidence.tiny) }
}

/// What rules know of an activation quantizer. Symbols are those of the facts' definitions: s, z, L, X, N*.
public struct ActivationEvidence: Sendable, Equatable {
  // The quantizer: Q and DQ.
  public var scale: Double
  public var zeroPoint: Int64
  public var dequantizedScale: Double
  public var dequantizedZeroPoint: Int64
  /// Integer limits.
  public var lowestLevel: Int64
  public var highestLevel: Int64
  public var bits: Int

  // Where it stands.
  public var isModelInput = false
  public var isModelOutput = false
  /// Inside a normalization, softmax or erf.
  public var isSensitive = false
  /// Read by nothing but a Relu.
  public var isRectified = false
  /// It adds no noise of its own: it repeats the quantizer of another site.
  public var isView = false
  /// It has the range of a sibling at a Concat, or at an Add, that uses the range.
  public var sharesRangeAtConcat = false
  public var sharesRangeAtAdd = false

  // What was measured.
  public var validation: DataEvidence
  /// `nil` without representative data.
  public var representative: DataEvidence?
  /// N*: noise of the best range of the same number of steps, on validation data.
  public var idealNoise: Double
  /// X8: what an 8-bit quantizer over the whole range would lose against the best one; 0 at 8 bits and more.
  public var excessAtEightBits: Double
  /// How far the range of one channel is beyond the median channel's.
  public var channelSpread: Double
  /// The same between the inputs of the Concat that writes the tensor; 1 elsewhere.
  public var concatSpread: Double
  /// Whether the range follows the representative data; `nil` without them.
  public var followsCalibration: Bool?
  /// Whether validation and representative data differ beyond what halves of the validation data do.
  public var isShifted: Bool
  /// The best range of the same number of steps on validation data.
  public var idealRange: ClosedRange<Double>?

  public init(
    scale: Double, zeroPoint: Int64, dequantizedScale: Double? = nil, dequantizedZeroPoint: Int64? = nil,
    levels: ClosedRange<Int64>, bits: Int, validation: DataEvidence, representative: DataEvidence?,
    idealNoise: Double, excessAtEightBits: Double = 0, channelSpread: Double = 1, concatSpread: Double = 1,
    followsCalibration: Bool?, isShifted: Bool = false
  ) {
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.dequantizedScale = dequantizedScale ?? scale
    self.dequantizedZeroPoint = dequantizedZeroPoint ?? zeroPoint
    lowestLevel = levels.lowerBound
    highestLevel = levels.upperBound
    self.bits = bits
    self.validation = validation
    self.representative = representative
    self.idealNoise = idealNoise
    self.excessAtEightBits = excessAtEightBits
    self.channelSpread = channelSpread
    self.concatSpread = concatSpread
    self.followsCalibration = followsCalibration
    self.isShifted = isShifted
  }
}

extension ActivationEvidence {
  /// What the quantizer can represent.
  public var low: Double { (Double(lowestLevel) - Double(zeroPoint)) * scale }
  public var high: Double { (Double(highestLevel) - Double(zeroPoint)) * scale }

  /// L.
  public var steps: Double { Double(highestLevel) - Double(lowestLevel) }

  /// X: how many times the noise of the best range of the same number of steps.
  public var excess: Double { validation.noise / max(idealNoise, Evidence.tiny) }

  /// The share of the range that the validation data reach; 0 and their sign included.
  public var used: Double {
    let width = high - low
    guard width > 0 else { return 0 }
    return (min(max(validation.maximum, 0), high) - max(min(validation.minimum, 0), low)) / width
  }

  /// The range is known to follow the representative data.
  var isCalibrated: Bool { followsCalibration == true }

  /// The range is known not to follow the representative data.
  var isForeign: Bool { followsCalibration == false }
}

/// What rules know of quantized weights. Definitions: facts of weight sites.
public struct WeightEvidence: Sendable, Equatable {
  public var bits: Int
  public var count: Int
  public var rank: Int
  /// Of the last Conv, Gemm or MatMul.
  public var isLast = false
  /// The axis along which the scales lie; `nil` for one scale.
  public var scaleAxis: Int?
  public var outputAxis: Int
  /// Σe²/Σw², and the same of the weights quantized again, in the same granularity.
  public var noise: Double
  public var noiseRequantized: Double
  /// Means over output channels of their own noise: as it is, and quantized per channel.
  public var channelNoise: Double
  public var channelNoisePerChannel: Double
  /// The share of Σe² at clipped elements, and the share of the others that are off by more than half a step.
  public var clippedShare: Double
  public var roughShare: Double
  /// Σ(ŵ/g - w)²/Σw² for the best gains along axes, the axis (2: both), and the largest abs(log2 g).
  public var gainResidual: Double
  public var gainAxis: Int
  public var largestLog2Gain: Double
  /// Mean of e/s.
  public var meanError: Double

  public init(
    bits: Int, count: Int, rank: Int, scaleAxis: Int?, outputAxis: Int, noise: Double, noiseRequantized: Double,
    channelNoise: Double, channelNoisePerChannel: Double, clippedShare: Double = 0, roughShare: Double = 0,
    gainResidual: Double, gainAxis: Int = 0, largestLog2Gain: Double = 0, meanError: Double = 0
  ) {
    self.bits = bits
    self.count = count
    self.rank = rank
    self.scaleAxis = scaleAxis
    self.outputAxis = outputAxis
    self.noise = noise
    self.noiseRequantized = noiseRequantized
    self.channelNoise = channelNoise
    self.channelNoisePerChannel = channelNoisePerChannel
    self.clippedShare = clippedShare
    self.roughShare = roughShare
    self.gainResidual = gainResidual
    self.gainAxis = gainAxis
    self.largestLog2Gain = largestLog2Gain
    self.meanError = meanError
  }

  /// X: noise over that of the weights quantized again.
  public var excess: Double { noise / max(noiseRequantized, Evidence.tiny) }

  /// Whether output channels share a scale.
  var hasOneScale: Bool { scaleAxis == nil || (scaleAxis != outputAxis && rank > 1) }
}

/// What rules know of a bias.
public struct BiasEvidence: Sendable, Equatable {
  /// Mean squared error over the mean square of the layer's output.
  public var relativeNoise: Double
  /// Some element is off by more than two steps.
  public var exceedsSteps: Bool
  /// The quantized layer has none.
  public var isMissing: Bool

  public init(relativeNoise: Double, exceedsSteps: Bool, isMissing: Bool = false) {
    self.relativeNoise = relativeNoise
    self.exceedsSteps = exceedsSteps
    self.isMissing = isMissing
  }
}

/// One quantizer as rules see it.
public enum Evidence: Sendable, Equatable {
  case activation(ActivationEvidence)
  case weights(WeightEvidence)
  case bias(BiasEvidence)

  /// Below this a noise power counts as none where it divides.
  static let tiny = 1e-30

  /// What orders the sites of a group before any trial: the noise that a repair can take away.
  public var proxy: Double {
    switch self {
    case .activation(let site):
      let avoidable = site.validation.noise - (site.bits >= 8 ? site.idealNoise : 0)
      return avoidable / max(site.validation.power, Self.tiny)
    case .weights(let site): return site.noise
    case .bias(let site): return site.relativeNoise
    }
  }
}
