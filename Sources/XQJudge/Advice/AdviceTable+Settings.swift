// The settings against a cause, as a manual lists them: with words in place of a session's numbers.

extension AdviceTable {
  /// What to set against a cause where no comparison gives numbers: `TENSOR`, `LAYER`, `LOW` and `HIGH` stand for them.
  ///
  /// Empty for a cause against which no setting is known, and for a host's.
  public static func settings(against cause: Cause) -> [AdviceLine] {
    (byCause[cause]?.entries ?? []).map { entry in
      AdviceLine(tool: entry.tool, setting: filled(entry.template, words), imitated: nil, gain: nil)
    }
  }

  /// A template with its places filled in.
  static func filled(_ template: String, _ numbers: [(place: String, text: String)]) -> String {
    numbers.reduce(template) { $0.replacing($1.place, with: $1.text) }
  }

  private static let words = [
    (place: "{tensor}", text: "TENSOR"), ("{layer}", "LAYER"), ("{low}", "LOW"), ("{high}", "HIGH"),
    ("{percentile}", "99.99"),
  ]
}
