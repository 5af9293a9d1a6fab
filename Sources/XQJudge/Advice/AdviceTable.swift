// Advice with this session's numbers: the table's rows, filled in and ordered by what was tried.

/// Fills in the advice of findings.
public enum AdviceTable {
  /// What a cause means and what to change about it, one or two sentences; `nil` for a cause of a host.
  public static func meaning(of cause: Cause) -> String? { byCause[cause]?.meaning }

  /// Puts advice and its promised gain into a finding: what was tried first, best first, then the rest.
  static func advise(_ finding: inout Finding, _ settings: [SettingGain], _ file: CaseFile) {
    guard let cause = finding.cause else { return }
    let gains = Gains(finding, settings)
    finding.gainAdvice = AdvisedSetting.answering(cause).compactMap(gains.gain).max()
    let lines = (byCause[cause]?.entries ?? [])
      .filter { entry in entry.repairs.map { repairs in finding.repair.map(repairs.contains) ?? false } ?? true }
      .map { line($0, finding, gains, file) }
    finding.advice = lines.indices
      .sorted { (lines[$1].gain ?? -.infinity, $0) < (lines[$0].gain ?? -.infinity, $1) }.map { lines[$0] }
  }

  /// What settings gain, those included that do just what a finding's trials did.
  private struct Gains {
    private let byName: [AdvisedSetting: Double]

    init(_ finding: Finding, _ settings: [SettingGain]) {
      var gains = Dictionary(settings.map { ($0.setting, $0.gain) }, uniquingKeysWith: { first, _ in first })
      gains[.repair] = finding.gain
      gains[.excluded] = finding.gainFloat
      byName = gains
    }

    func gain(_ setting: AdvisedSetting) -> Double? { byName[setting] }

    /// The best of these that was tried.
    func best(_ settings: [AdvisedSetting]) -> AdvisedSetting? {
      settings.filter { byName[$0] != nil }.max { (byName[$0] ?? 0, $1.rawValue) < (byName[$1] ?? 0, $0.rawValue) }
    }
  }

  private static func line(
    _ entry: AdviceEntry, _ finding: Finding, _ gains: Gains, _ file: CaseFile
  ) -> AdviceLine {
    let best = gains.best(entry.imitated)
    let range = finding.sites.first.flatMap(file.activation)?.idealRange
    let numbers = [
      (place: "{tensor}", text: finding.tensor), ("{layer}", finding.layer),
      ("{low}", range.map { FigureText.short($0.lowerBound) } ?? "…"),
      ("{high}", range.map { FigureText.short($0.upperBound) } ?? "…"),
      ("{percentile}", best == .percentile999 ? "99.9" : "99.99"),
    ]
    return AdviceLine(
      tool: entry.tool, setting: filled(entry.template, numbers), imitated: best, gain: best.flatMap(gains.gain))
  }

  static let byCause: [Cause: CauseAdvice] =
    ofActivations.merging(ofRanges) { first, _ in first }.merging(ofWeights) { first, _ in first }
}
