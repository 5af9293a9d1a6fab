// What the rules say of all sites, before anything is tried.

/// The suspicions of all judges: at most one a site from the rules of this package, and what a host's judges add.
public struct Suspicions: Sendable {
  /// A judge that could not look, and why.
  public struct Skipped: Sendable, Equatable {
    public let judge: String
    /// A sentence without a full stop.
    public let reason: String
  }

  /// In the order of the sites.
  public private(set) var candidates: [Candidate] = []
  public private(set) var skipped: [Skipped] = []

  /// Lets the judges look at a case. One that fails or lacks data is skipped; the others go on.
  public init(_ file: CaseFile, judges: [any Judge] = Judges.standard) {
    let able = judges.filter { judge in
      guard judge.needsRepresentativeData, !file.hasRepresentativeData else { return true }
      skipped.append(
        Skipped(
          judge: judge.name,
          reason:
            "needs the data that the quantizer was calibrated with: compare FLOAT QUANTIZED --repr DATA --val DATA"
        ))
      return false
    }
    applyRules(file, judges: Set(able.map(\.name)))
    nameLastLayers(file)
    joinShiftedSites(file)
    for judge in able {
      do {
        candidates += try judge.examine(file).filter { file.sites.indices.contains($0.site) }
      } catch {
        skipped.append(Skipped(judge: judge.name, reason: "failed: \(error)"))
      }
    }
  }

  /// Notes that a judge cannot look, and why.
  mutating func skip(_ judge: String, _ reason: String) { skipped.append(Skipped(judge: judge, reason: reason)) }

  // MARK: - Site by site

  private mutating func applyRules(_ file: CaseFile, judges: Set<String>) {
    let activation = RuleOrder.activation.filter { judges.contains($0.judge) }
    let weights = RuleOrder.weights.filter { judges.contains($0.judge) }
    let bias = RuleOrder.bias.filter { judges.contains($0.judge) }
    for (index, site) in file.sites.enumerated() where !site.isView {
      let candidate =
        switch site.evidence {
        case .activation(let evidence): activation.candidate(evidence, at: index, file.values)
        case .weights(let evidence): weights.candidate(evidence, at: index, file.values)
        case .bias(let evidence): bias.candidate(evidence, at: index, file.values)
        }
      if let candidate { candidates.append(candidate) }
    }
  }

  // MARK: - All sites together

  /// The last layer is special only if it has fewer bits than the rest of its kind.
  private mutating func nameLastLayers(_ file: CaseFile) {
    let widths = file.sites.map(\.evidence).reduce(into: (activation: [Int](), weights: [Int]())) { widths, evidence in
      switch evidence {
      case .activation(let site): widths.activation.append(site.bits)
      case .weights(let site): widths.weights.append(site.bits)
      case .bias: break
      }
    }
    let (activations, weights) = (Self.median(widths.activation), Self.median(widths.weights))
    for place in candidates.indices where candidates[place].cause == .lastLayerBits {
      if let site = file.activation(candidates[place].site), Double(site.bits) >= activations {
        candidates[place].cause = .activationBits
      } else if let site = file.weights(candidates[place].site), Double(site.bits) >= weights {
        candidates[place].cause = .weightBits
      }
    }
  }

  /// One shifted calibration set is one cause: all ranges that follow it join.
  private mutating func joinShiftedSites(_ file: CaseFile) {
    guard let first = candidates.first(where: { $0.cause == .dataMismatch }) else { return }
    let joining: Set<Cause> = [
      .activationOutlier, .calibrationSmall, .negativeWaste, .clipTight, .rangeWide, .inputMismatch,
    ]
    let known = Dictionary(candidates.map { ($0.site, $0) }, uniquingKeysWith: { first, _ in first })
    var joined: [Candidate] = []
    for (index, site) in file.sites.enumerated() {
      guard let evidence = file.activation(index), !site.isView, evidence.isCalibrated else {
        if let candidate = known[index] { joined.append(candidate) }
        continue
      }
      if let candidate = known[index], candidate.repair == .quantizerParameters || !joining.contains(candidate.cause) {
        joined.append(candidate)
      } else {
        joined.append(
          Candidate(
            site: index, cause: first.cause, judge: first.judge, repair: .range,
            fact: DecidingFact("X", evidence.excess, file.values[.excess])))
      }
    }
    candidates = joined
  }

  /// Of an even number the mean of the two in the middle; 0 of none.
  private static func median(_ values: [Int]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let upper = Double(sorted[sorted.count / 2])
    return sorted.count.isMultiple(of: 2) ? (Double(sorted[sorted.count / 2 - 1]) + upper) / 2 : upper
  }
}
