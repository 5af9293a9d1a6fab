// All that judges look at: the sites of a model with their facts.

/// One quantizer in the case: where it is, and its facts.
public struct SiteCase: Sendable {
  /// The float model's tensor, or the name of the constant. Findings name the site by it.
  public var tensor: String
  /// The site's name in the quantized model.
  public var name: String
  /// The name that users know the layer by.
  public var layer: String
  public var evidence: Evidence
  /// Sites that repeat this one's quantizer; they go when it goes.
  public var views: [Int]

  public init(tensor: String, name: String? = nil, layer: String? = nil, evidence: Evidence, views: [Int] = []) {
    self.tensor = tensor
    self.name = name ?? tensor
    self.layer = layer ?? tensor
    self.evidence = evidence
    self.views = views
  }

  var isView: Bool { if case .activation(let site) = evidence { site.isView } else { false } }
}

/// How the distributions of representative and validation data differ: largest distances of cumulative histograms (ks).
public struct ShiftEvidence: Sendable, Equatable {
  /// At the model's input, and the median over the sites.
  public var input: Double
  public var median: Double
  /// The same between the halves of the validation data: what sampling alone does.
  public var inputOfHalves: Double
  public var medianOfHalves: Double

  public init(input: Double, median: Double, inputOfHalves: Double, medianOfHalves: Double) {
    self.input = input
    self.median = median
    self.inputOfHalves = inputOfHalves
    self.medianOfHalves = medianOfHalves
  }
}

/// The sites of one comparison with everything that rules look at.
public struct CaseFile: Sendable {
  /// In the order of the quantized model.
  public var sites: [SiteCase]
  /// `nil` without representative data.
  public var shift: ShiftEvidence?
  public var hasRepresentativeData: Bool
  public var values: ParameterValues

  /// Sets ``ActivationEvidence/isShifted`` of all sites by `shift`.
  public init(
    sites: [SiteCase], shift: ShiftEvidence?, hasRepresentativeData: Bool, values: ParameterValues = ParameterValues()
  ) {
    self.shift = shift
    self.hasRepresentativeData = hasRepresentativeData
    self.values = values
    let isShifted = shift.map { CalibrationJudge.isShifted($0, values) } ?? false
    self.sites = sites.map { site in
      guard case .activation(var evidence) = site.evidence else { return site }
      evidence.isShifted = isShifted
      var site = site
      site.evidence = .activation(evidence)
      return site
    }
  }

  func activation(_ index: Int) -> ActivationEvidence? {
    guard sites.indices.contains(index), case .activation(let site) = sites[index].evidence else { return nil }
    return site
  }

  func weights(_ index: Int) -> WeightEvidence? {
    guard sites.indices.contains(index), case .weights(let site) = sites[index].evidence else { return nil }
    return site
  }

  func bias(_ index: Int) -> BiasEvidence? {
    guard sites.indices.contains(index), case .bias(let site) = sites[index].evidence else { return nil }
    return site
  }
}
