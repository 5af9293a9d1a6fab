// From measured facts to what rules look at.

import XQMeasure

extension CaseFile {
  /// The case of a comparison whose sites were measured.
  public init(_ facts: ModelFacts, values: ParameterValues = ParameterValues()) {
    let sites = zip(facts.siteMap.sites, facts.facts).map { site, facts in
      SiteCase(
        tensor: site.tensor, name: site.name, layer: site.layer, evidence: Evidence(site, facts),
        views: site.activation?.views ?? [])
    }
    let hasRepresentativeData = facts.representativeCount > 0
    let shift = ShiftEvidence(
      input: facts.inputShift, median: facts.medianShift, inputOfHalves: facts.inputShiftOfHalves,
      medianOfHalves: facts.medianShiftOfHalves)
    self.init(
      sites: sites, shift: hasRepresentativeData ? shift : nil, hasRepresentativeData: hasRepresentativeData,
      values: values)
  }
}

extension Evidence {
  /// What was measured at a site.
  init(_ site: Site, _ facts: SiteFacts) {
    switch facts {
    case .activation(let facts): self = .activation(ActivationEvidence(site.activation, facts))
    case .weights(let facts): self = .weights(WeightEvidence(site.constant, facts))
    case .bias(let facts):
      self = .bias(
        BiasEvidence(
          relativeNoise: facts.relative, exceedsSteps: facts.exceedsSteps, isMissing: site.constant?.isMissing ?? false)
      )
    }
  }
}

extension ActivationEvidence {
  fileprivate init(_ site: ActivationSite?, _ facts: ActivationFacts) {
    let quantizer = site?.quantizer
    self.init(
      scale: Double(quantizer?.scale ?? 1), zeroPoint: Int64(quantizer?.zeroPoint ?? 0),
      dequantizedScale: quantizer.map { Double($0.dequantizedScale) },
      dequantizedZeroPoint: quantizer.map { Int64($0.dequantizedZeroPoint) },
      levels: Int64(quantizer?.minimum ?? 0)...Int64(quantizer?.maximum ?? 1), bits: quantizer?.bits ?? 1,
      validation: DataEvidence(facts.validation), representative: facts.representative.map(DataEvidence.init),
      idealNoise: facts.ideal.noise, excessAtEightBits: facts.excessEightBits, channelSpread: facts.channelSpread,
      concatSpread: facts.concatSpread,
      followsCalibration: facts.representative == nil ? nil : facts.followsCalibration)
    idealRange = facts.ideal.low <= facts.ideal.high ? facts.ideal.low...facts.ideal.high : nil
    sharesRangeAtConcat = facts.isSharedConcat
    sharesRangeAtAdd = facts.isSharedAdd
    guard let site else { return }
    isModelInput = site.isModelInput
    isModelOutput = site.isModelOutput
    isSensitive = site.isSensitive
    isRectified = site.isRectified
    isView = site.head != nil
  }
}

extension DataEvidence {
  fileprivate init(_ statistics: SiteStatistics) {
    self.init(
      minimum: statistics.minimum, maximum: statistics.maximum, power: statistics.power, noise: statistics.noise,
      clippedLow: statistics.noiseBelow, clippedHigh: statistics.noiseAbove)
  }
}

extension WeightEvidence {
  fileprivate init(_ site: ConstantSite?, _ facts: WeightFacts) {
    let rank = site?.shape.count ?? 1
    self.init(
      bits: facts.bits, count: facts.count, rank: rank, scaleAxis: site?.scaleAxis,
      outputAxis: min(site?.outputAxis ?? 0, max(rank - 1, 0)), noise: facts.nsr, noiseRequantized: facts.nsrSame,
      channelNoise: facts.channelOwn, channelNoisePerChannel: facts.channelPerChannel, clippedShare: facts.clip,
      roughShare: facts.inside, gainResidual: facts.fit.residual, gainAxis: facts.fit.axis.index,
      largestLog2Gain: facts.fit.largestLog2Gain, meanError: facts.mean)
    isLast = site?.isLast ?? false
  }
}

extension WeightFacts.GainFit.Axis {
  fileprivate var index: Int {
    switch self {
    case .first: 0
    case .second: 1
    case .both: 2
    }
  }
}
