// What a pass collected, by the parts of a data set that facts are about.

/// The results of one pass: of all samples, of each half, and of those that do not score in trials.
struct CollectedParts {
  let sampleCount: Int
  private let results: [CollectedSite]
  private let splits: [Int]

  init(_ measurement: Measurement) {
    sampleCount = measurement.sampleCount
    results = measurement.sites
    splits = measurement.facts.splits
  }

  /// Where the samples of a data set are to be split.
  static func splits(of samples: Int) -> [Int] {
    Set([ModelFacts.scoringCount(of: samples), samples / 2]).filter { $0 > 0 && $0 < samples }.sorted()
  }

  /// Why nothing was collected for a request.
  func reason(_ place: Int) -> String? {
    if case .notCollected(let reason) = results[place] { reason } else { nil }
  }

  func whole(_ place: Int) -> SiteAccumulator? { results[place].whole }

  /// `nil` where a half has no elements.
  func halves(_ place: Int) -> [SiteAccumulator]? {
    guard let first = part(place, { $0 <= sampleCount / 2 }), let second = part(place, { $0 > sampleCount / 2 }) else {
      return nil
    }
    return [first, second]
  }

  /// Of the samples that do not score; `nil` where there are none.
  func fitting(_ place: Int) -> SiteAccumulator? {
    part(place) { $0 > ModelFacts.scoringCount(of: sampleCount) }
  }

  /// The parts whose end is wanted, together; `nil` where they have no elements.
  private func part(_ place: Int, _ isWanted: (_ end: Int) -> Bool) -> SiteAccumulator? {
    guard case .collected(let parts) = results[place] else { return nil }
    let wanted = zip(splits + [sampleCount], parts).filter { isWanted($0.0) }.map(\.1)
    guard var sum = wanted.first else { return nil }
    for part in wanted.dropFirst() { sum.merge(part) }
    return sum.count > 0 ? sum : nil
  }
}
