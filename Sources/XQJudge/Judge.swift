// What a judge is: something that looks at quantizers and names what is wrong with them.

/// Looks at the facts of all quantizers and names causes.
///
/// What a judge says is a suspicion: it becomes a finding only if its repair gains something when it is tried. The judges
/// of this package speak through ordered rules, so that each quantizer gets one cause at most; a judge of a host examines
/// the sites by itself. Judges see numbers alone, run no model and keep nothing.
public protocol Judge: Sendable {
  /// One word, unique.
  var name: String { get }
  /// One line for lists, lower case, without a full stop.
  var summary: String { get }
  /// Paragraphs for the help page: what the rule looks at, and what it does not see.
  var details: String { get }
  /// Where the rule comes from.
  var source: String { get }
  var causes: [Cause] { get }
  /// The numbers it decides by.
  var parameters: [JudgeParameter] { get }
  /// Whether it can say nothing without the data that the quantizer was calibrated with.
  var needsRepresentativeData: Bool { get }

  /// What it suspects.
  ///
  /// - Throws: anything; the others go on, and the reason becomes a finding of severity ``Severity/skipped``.
  func examine(_ file: CaseFile) throws -> [Candidate]

  /// One sentence with the numbers, lower case, without a full stop.
  func says(_ candidate: Candidate, in file: CaseFile) -> String
}

extension Judge {
  public var source: String { "" }
  public var parameters: [JudgeParameter] { [] }
  public var needsRepresentativeData: Bool { false }
  public func examine(_ file: CaseFile) throws -> [Candidate] { [] }
}

/// A judge of this package: its suspicions come from ``RuleOrder``.
protocol BuiltInJudge: Judge {
  static var name: String { get }
}

extension BuiltInJudge {
  var name: String { Self.name }
}

/// The judges of this package.
public enum Judges {
  /// In the order in which they are listed.
  public static let standard: [any Judge] = [
    OutliersJudge(), ClippingJudge(), RangeJudge(), CalibrationJudge(), InputJudge(), NegativeJudge(), ConcatJudge(),
    AddJudge(), SensitiveJudge(), BitwidthJudge(), WeightsJudge(), ScalesJudge(), BiasJudge(), GraphJudge(),
  ]

  /// All numbers that these judges decide by.
  public static func parameters(of judges: [any Judge] = standard) -> [JudgeParameter] {
    JudgeParameter.ofAllJudges + judges.flatMap(\.parameters)
  }
}
