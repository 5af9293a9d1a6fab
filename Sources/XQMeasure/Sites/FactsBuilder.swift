// Derives the facts of all sites from what a pass collected.

/// One model's sites, with what was collected of them on the data sets.
struct FactsBuilder {
  private let map: SiteMap
  private let plan: FactsPlan
  private let validation: CollectedParts
  private let representative: CollectedParts?
  /// The quantizer of each tensor that has one.
  private let quantizers: [String: AffineQuantizer]

  /// `validation` and `representative` are in the order of the plan's requests; the latter is `nil` without such data.
  init(_ map: SiteMap, _ plan: FactsPlan, validation: CollectedParts, representative: CollectedParts?) {
    self.map = map
    self.plan = plan
    self.validation = validation
    self.representative = representative
    quantizers = Dictionary(
      map.sites.compactMap { site in site.activation.map { (site.tensor, $0.quantizer) } }, uniquingKeysWith: { $1 })
  }

  /// Sites of which nothing could be collected are skipped in the result.
  func build() -> ModelFacts {
    var facts: [SiteFacts] = []
    var removed: [Int: String] = [:]
    for (index, site) in map.sites.enumerated() {
      do throws(NoSite) {
        facts.append(try self.facts(of: site, index))
      } catch {
        removed[index] = error.reason
      }
    }
    let (ofData, ofHalves) = (shiftOfData, shiftOfHalves)
    return ModelFacts(
      siteMap: map.removing(removed), facts: facts, inputShift: shift(ofInputs: ofData), medianShift: median(ofData),
      inputShiftOfHalves: shift(ofInputs: ofHalves), medianShiftOfHalves: median(ofHalves),
      sampleCount: validation.sampleCount, representativeCount: representative?.sampleCount ?? 0)
  }

  private func facts(of site: Site, _ index: Int) throws(NoSite) -> SiteFacts {
    let unreadable = NoSite("its values cannot be read any more")
    switch site.detail {
    case .activation(let activation):
      guard let place = plan.placeOfSite[index] else { throw NoSite("nothing was collected of it") }
      if let reason = validation.reason(place) ?? representative?.reason(place) { throw NoSite(reason) }
      return .activation(activationFacts(site, activation, place))
    case .constant(let constant):
      if site.kind == .weights {
        guard let facts = map.weightFacts(of: site) else { throw unreadable }
        return .weights(facts)
      }
      guard let power = plan.place(of: constant.consumerOutput).flatMap({ validation.whole($0)?.meanSquare }) else {
        throw NoSite("what its layer writes in the float model could not be measured")
      }
      guard let facts = map.biasFacts(of: site, outputPower: power) else { throw unreadable }
      return .bias(facts)
    }
  }

  // MARK: - Activations

  private func activationFacts(_ site: Site, _ activation: ActivationSite, _ place: Int) -> ActivationFacts {
    let quantizer = activation.quantizer
    let whole = validation.whole(place) ?? SiteAccumulator(quantizer: quantizer)
    let calibration = representative?.whole(place)
    let own = SiteStatistics(whole)
    let other = calibration.map { SiteStatistics($0) }
    let ideal = own.ideal(steps: quantizer.steps)
    let idealOther = other?.ideal(steps: quantizer.steps)
    let eightBits = quantizer.steps == 255 ? ideal : own.ideal(steps: 255)
    let usedOther = other.map { Self.used($0, quantizer) }
    let plain = own.histogram.noisePower(low: min(own.minimum, 0), high: max(own.maximum, 0), steps: 255)
    return ActivationFacts(
      validation: own, halves: validation.halves(place)?.map { SiteStatistics($0) }, representative: other,
      ideal: ideal, idealRepresentative: idealOther,
      idealFit: fit(validation.fitting(place) ?? whole, calibration, quantizer.steps), idealEightBits: eightBits,
      excess: own.noise / max(ideal.noise, 1e-30),
      excessEightBits: quantizer.bits < 8 ? plain / max(eightBits.noise, 1e-30) : 0, used: own.used(of: quantizer),
      usedRepresentative: usedOther,
      followsCalibration: Self.follows(other, used: usedOther, ideal: idealOther), channelSpread: own.channelSpread,
      concatSpread: concatSpread(activation),
      kolmogorovSmirnov: calibration.map { whole.histogram.kolmogorovSmirnov($0.histogram) } ?? 0,
      isSharedConcat: isShared(site, activation, .concat), isSharedAdd: isShared(site, activation, .add))
  }

  /// The best range for representative data and the part of validation data that does not score.
  private func fit(_ fitting: SiteAccumulator, _ calibration: SiteAccumulator?, _ steps: Int) -> IdealRange {
    var both = fitting
    if let calibration { both.merge(calibration) }
    return IdealRange(both.histogram, steps: steps, minimum: both.minimum, maximum: both.maximum)
  }

  /// The share of the range that the calibration data use; of a symmetric range the larger side counts.
  private static func used(_ statistics: SiteStatistics, _ quantizer: AffineQuantizer) -> Double {
    let (low, high) = (quantizer.low, quantizer.high)
    var used = (min(max(statistics.maximum, 0), high) - max(min(statistics.minimum, 0), low)) / (high - low)
    if low < 0, abs(high / -low - 1) < 0.05 {
      used = max(used, high > 0 ? statistics.maximum / high : 0, statistics.minimum / low)
    }
    return min(used, 1)
  }

  private static func follows(_ statistics: SiteStatistics?, used: Double?, ideal: IdealRange?) -> Bool {
    guard let statistics, let used, let ideal else { return false }
    return used >= 0.5 && (statistics.clipShare < 0.5 || statistics.noise < 2 * ideal.noise)
  }

  // MARK: - Neighbours

  private func concatSpread(_ activation: ActivationSite) -> Double {
    let inputs = activation.concatInputs.compactMap { plan.place(of: $0) }.compactMap { validation.whole($0) }
    let sizes = inputs.map { max(abs($0.minimum), abs($0.maximum)) }
    guard let largest = sizes.max(), let smallest = sizes.min() else { return 1 }
    return largest / max(smallest, 1e-30)
  }

  /// Whether a tensor that it meets has the same range, within 2 %, and uses half of it.
  private func isShared(_ site: Site, _ activation: ActivationSite, _ meeting: ActivationSite.Siblings.Meeting) -> Bool
  {
    activation.siblings.filter { $0.meeting == meeting }.flatMap { $0.inputs + [$0.output] }.contains { tensor in
      guard tensor != site.tensor, let other = quantizers[tensor],
        let whole = plan.place(of: tensor).flatMap({ validation.whole($0) })
      else { return false }
      let own = activation.quantizer
      return abs((other.high - other.low) / (own.high - own.low) - 1) < 0.02
        && SiteStatistics(whole).used(of: other) >= 0.5
    }
  }

  // MARK: - Shift

  /// For each tensor with a site how far the two data sets differ.
  private var shiftOfData: [String: Double] {
    shifts { place in
      guard let calibration = representative?.whole(place), let whole = validation.whole(place) else { return 0 }
      return whole.histogram.kolmogorovSmirnov(calibration.histogram)
    }
  }

  /// The same between the halves of the validation data.
  private var shiftOfHalves: [String: Double] {
    shifts { place in
      validation.halves(place).map { $0[0].histogram.kolmogorovSmirnov($0[1].histogram) } ?? 0
    }
  }

  private func shifts(_ shift: (_ place: Int) -> Double) -> [String: Double] {
    Dictionary(
      map.sites.enumerated().compactMap { index, site in
        plan.placeOfSite[index].map { (site.tensor, shift($0)) }
      }, uniquingKeysWith: { $1 })
  }

  private func shift(ofInputs shifts: [String: Double]) -> Double {
    map.sites.filter { $0.activation?.isModelInput == true }.compactMap { shifts[$0.tensor] }.max() ?? 0
  }

  private func median(_ shifts: [String: Double]) -> Double {
    let sorted = shifts.values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let upper = sorted[sorted.count / 2]
    return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + upper) / 2 : upper
  }
}
