// The numbers that judges decide by, each with its reason.

/// A number that a rule decides by.
public struct JudgeParameter: Sendable {
  /// What the number measures.
  public enum Unit: String, Sendable {
    case none = ""
    case decibels = "dB"
  }

  /// On which side of the number a rule applies.
  public enum Side: String, Sendable {
    case above = "at or above"
    case below = "below"
  }

  /// The judge's name, or `judge` for what belongs to no single one.
  public let judge: String
  /// Unique within the judge: `spread`.
  public let name: String
  public let defaultValue: Double
  public let unit: Unit
  public let side: Side
  /// What it bounds and why it is this number, one line.
  public let reason: String

  public init(
    _ judge: String, _ name: String, _ defaultValue: Double, unit: Unit = .none, side: Side = .above,
    _ reason: String
  ) {
    self.judge = judge
    self.name = name
    self.defaultValue = defaultValue
    self.unit = unit
    self.side = side
    self.reason = reason
  }

  /// `outliers.spread`.
  public var fullName: String { "\(judge).\(name)" }

  // MARK: - Those of no single judge

  public static let excess = JudgeParameter(
    "judge", "excess", 2,
    "noise over that of the best range of the same bits; below 2 no repair of the site can gain 3 dB")
  public static let finding = JudgeParameter(
    "judge", "finding", 1, unit: .decibels, "what a repair must gain at the output to be a finding")
  public static let major = JudgeParameter(
    "judge", "major", 3, unit: .decibels, "from here a finding is major: half of the output's error")
  public static let severe = JudgeParameter(
    "judge", "severe", 6, unit: .decibels, "from here a finding is severe: three quarters of the output's error")
  public static let note = JudgeParameter(
    "judge", "note", 0.1, unit: .decibels, side: .below, "below it a repair that gains is not even noted")

  public static let ofAllJudges = [excess, finding, major, severe, note]
}

/// The values of all parameters: their defaults, and what somebody changed.
public struct ParameterValues: Sendable, Hashable {
  /// By full name.
  public var changed: [String: Double]

  public init(changed: [String: Double] = [:]) { self.changed = changed }

  public subscript(_ parameter: JudgeParameter) -> Double {
    changed[parameter.fullName] ?? parameter.defaultValue
  }
}
