// Judging a comparison in a session: facts, trials, and what was judged before.

import XQConsole
import XQJudge
import XQLanguage
import XQMeasure

/// How a comparison is to be judged.
struct JudgeRequest: Hashable {
  var place: GainPlace
  var measuresAllSites: Bool
  /// Validation samples that score; `nil`: as many as are usual.
  var samples: Int?
  var values: ParameterValues

  /// As `judge` does without options.
  static func usual(_ values: ParameterValues) -> JudgeRequest {
    JudgeRequest(place: .logits, measuresAllSites: false, samples: nil, values: values)
  }
}

extension Workbench {
  /// What was judged last, while its thresholds and pairs still hold; `nil` where nothing was, or others hold now.
  func knownVerdict(_ object: ComparisonObject) -> Verdict? {
    guard let (key, verdict) = object.lastJudged, key.request.values == thresholds.values(for: judges),
      key.pairs == object.comparison.pairing.pairs.map(\.partner)
    else { return nil }
    return verdict
  }

  /// The findings whose numbers the user has seen; judges where nothing was judged yet.
  ///
  /// - Throws: as ``judge(_:_:at:in:)``.
  func verdictAtHand(
    _ object: ComparisonObject, at place: Place, in context: Context
  ) throws(Diagnostic) -> Verdict {
    if let known = knownVerdict(object) { return known }
    return try judge(object, .usual(thresholds.values(for: judges)), at: place, in: context)
  }

  /// Judges a comparison, with progress; asking again costs nothing.
  ///
  /// Without validation data the representative data take their place.
  ///
  /// - Throws: XQ0414 without any data, XQ0444 with a slice of the samples, and what measuring throws.
  func judge(
    _ object: ComparisonObject, _ request: JudgeRequest, at place: Place, in context: Context
  ) throws(Diagnostic) -> Verdict {
    let comparison = object.comparison
    let key = JudgedKey(request: request, pairs: comparison.pairing.pairs.map(\.partner))
    if let known = object.judged(key) { return known }
    try requireAllSamples(at: place, in: context)
    guard let data = comparison.data[.validation] ?? comparison.data[.representative] else {
      throw Diagnostic(
        .noData, "judging needs data, and the comparison has none", at: place,
        help: ["compare FLOAT QUANTIZED --repr DATA --val DATA"])
    }
    let facts = try facts(comparison, in: context)
    let options = JudgeOptions(
      values: request.values, judges: judges, place: request.place, measuresAllSites: request.measuresAllSites,
      samples: request.samples, threads: options(context).threads)
    defer { context.say(.progress(nil)) }
    let verdict: Verdict
    do throws(MeasureError) {
      verdict = try Judgement.judge(
        facts, pairing: comparison.pairing, data: data, batch: comparison.batch, options: options,
        engine: engine(context), cancellation: context.cancellation
      ) { runs in
        context.say(.progress(Progress(activity: "trying repairs", done: runs, total: 0, unit: "runs")))
      }
    } catch {
      throw Diagnostic(error)
    }
    object.remember(verdict, key)
    return verdict
  }

  /// - Throws: XQ0444 where a slice is set.
  func requireAllSamples(at place: Place? = nil, in context: Context) throws(Diagnostic) {
    let slice = options(context).slice
    guard slice != .whole else { return }
    throw Diagnostic(
      .needsAllSamples, "judging takes all samples, and 'slice' is \(slice)", at: place, help: ["set slice 1/1"])
  }
}

/// What a verdict depends on.
struct JudgedKey: Hashable {
  let request: JudgeRequest
  /// Pairs change by hand.
  let pairs: [String]
}
