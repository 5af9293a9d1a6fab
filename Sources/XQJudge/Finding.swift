// What a judgement says of one cause.

/// One cause with the sites that have it, and what its repair brings.
public struct Finding: Sendable {
  /// From 1, best first; `nil` for what was skipped.
  public var rank: Int?
  /// `nil` for what was skipped.
  public var cause: Cause?
  public var judge: String
  /// Indices of the sites, worst first.
  public var sites: [Int]
  /// The float tensors of the sites, worst first; the first one names the finding.
  public var tensors: [String]
  /// The worst site's name in the quantized model.
  public var name: String
  /// The names that users know the sites' layers by, worst first.
  public var layers: [String]
  public var severity: Severity
  /// What repairing all sites gains at the output, in dB, measured on top of the findings before it.
  public var gain: Double?
  /// The same with the sites in float.
  public var gainFloat: Double?
  /// What the best setting of the advice gains, tried on all sites of its kind; `nil` where none was.
  public var gainAdvice: Double?
  /// The fact that decided at the worst site.
  public var fact: DecidingFact?
  /// One sentence with the numbers; of a skipped judge what to do.
  public var says: String
  public var advice: [AdviceLine] = []
  /// How many samples carry the error, the smaller of before and after the repair.
  public var effectiveSamples: Double?
  /// Whether a gain that few samples carry is no promise.
  public var restsOnFewSamples = false
  /// Whether it has more than half of the sites of its kind.
  public var isWholeModel = false
  public var repair: Repair?

  public init(
    rank: Int? = nil, cause: Cause? = nil, judge: String, sites: [Int], tensors: [String], name: String,
    layers: [String], severity: Severity, gain: Double? = nil, gainFloat: Double? = nil, fact: DecidingFact? = nil,
    says: String, effectiveSamples: Double? = nil, restsOnFewSamples: Bool = false, isWholeModel: Bool = false,
    repair: Repair? = nil
  ) {
    self.rank = rank
    self.cause = cause
    self.judge = judge
    self.sites = sites
    self.tensors = tensors
    self.name = name
    self.layers = layers
    self.severity = severity
    self.gain = gain
    self.gainFloat = gainFloat
    self.fact = fact
    self.says = says
    self.effectiveSamples = effectiveSamples
    self.restsOnFewSamples = restsOnFewSamples
    self.isWholeModel = isWholeModel
    self.repair = repair
  }

  /// The float tensor of the worst site.
  public var tensor: String { tensors.first ?? "" }

  /// The name that users know the worst site's layer by.
  public var layer: String { layers.first ?? "" }
}
