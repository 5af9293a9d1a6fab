// How much a finding matters.

/// How much of the output's quality the repair of a finding brings back.
public enum Severity: String, Sendable, CaseIterable {
  /// 6 dB or more.
  case severe
  /// 3 dB or more.
  case major
  /// 1 dB or more.
  case minor
  /// Below the line of a finding.
  case note
  /// Found by a rule that tries nothing: those of other tools.
  case warning
  /// The judge could not look, for want of data or because it failed.
  case skipped

  /// Whether a reader has to do something about it.
  public var isFinding: Bool { self != .note && self != .skipped }
}
