// A row of the table of advice: text with places for this session's numbers.

/// One setting of one tool against one cause.
///
/// In `template`, `{tensor}` is the float tensor of the worst site, `{layer}` the name of its layer, `{low}` and `{high}`
/// are its best range, and `{percentile}` is the one of those tried that gains more.
struct AdviceEntry: Sendable {
  let tool: AdviceLine.Tool
  let template: String
  /// What a trial can show of it; the best counts.
  let imitated: [AdvisedSetting]
  /// The repairs for which it is meant; `nil`: any.
  let repairs: Set<Repair>?

  init(
    _ tool: AdviceLine.Tool, _ template: String, imitated: [AdvisedSetting] = [], for repairs: Set<Repair>? = nil
  ) {
    self.tool = tool
    self.template = template
    self.imitated = imitated
    self.repairs = repairs
  }
}

/// What a cause means, and what to change.
struct CauseAdvice: Sendable {
  /// Two sentences at most, with full stops.
  let meaning: String
  let entries: [AdviceEntry]
}
