// What helps in general, ordered by what was measured.

import Glibc
import XQJudge
import XQLanguage
import XQMeasure

/// Puts the general countermeasures in order, and says why in this order.
struct GeneralAdvice {
  /// `nil` where nothing was judged.
  let verdict: Verdict?
  let facts: ModelFacts?

  /// What gains comes first, then what the measurement speaks for, then the rest; what loses stands at the end.
  var measures: [Entry] {
    let all = GeneralMeasure.all.map { measure in
      Entry(
        measure: measure,
        lines: measure.lines(verdict?.settings ?? []).map { line in
          (line, line.imitated.flatMap { verdict?.expected($0) })
        })
    }
    let order = all.indices.sorted { (rank(all[$0]), $0) < (rank(all[$1]), $1) }
    return order.map { all[$0] }
  }

  var notes: [String] { [exceeded, concentration].compactMap { $0 } }

  /// One countermeasure: its settings, each with what it brings where that was tried.
  struct Entry {
    let measure: GeneralMeasure
    let lines: [(line: AdviceLine, expected: ExpectedGain?)]

    /// Of its settings the best that was tried.
    var best: ExpectedGain? { lines.compactMap(\.expected).max { $0.gain < $1.gain } }
  }

  // MARK: - Private

  /// Smaller is earlier.
  private func rank(_ entry: Entry) -> Double {
    if let best = entry.best, best.isWorthwhile || best.isLoss { return best.isLoss ? 3 - best.gain : -best.gain }
    if entry.measure.page == GeneralMeasure.moreData.page, exceeded != nil { return 0 }
    return entry.best == nil ? 1 : 2
  }

  /// Calibrated ranges that validation leaves.
  private var exceeded: String? {
    guard let facts else { return nil }
    let sites = facts.facts.compactMap(\.activation).filter { $0.representative != nil }
    let beyond = sites.count { $0.followsCalibration && $0.validation.clippedElements > 0 }
    guard beyond > 0 else { return nil }
    return "validation leaves the calibrated range at \(beyond) of \(Counted.text(sites.count, "quantizer")): more data"
  }

  /// How the noise is spread, where each quantizer was measured alone.
  private var concentration: String? {
    guard let verdict else { return nil }
    let sites = facts?.siteMap.sites.count { $0.activation?.head == nil } ?? 0
    guard verdict.worth.count >= max(sites, 1) else {
      return "how the noise is spread over the quantizers: judge --worth all, then advise"
    }
    let noise = verdict.worth.values.map { pow(10, -$0 / 10) }.sorted(by: >)
    let (largest, total) = (noise.prefix(5).reduce(0, +), noise.reduce(0, +))
    guard total > 0 else { return nil }
    let count = min(5, noise.count)
    return
      "the \(count) largest of \(Counted.text(noise.count, "quantizer")) hold \(AlignedText.percent(largest / total)) "
      + "of the noise at \(verdict.place.words)"
  }
}
