// A rule: which fact at a quantizer names which cause, and which repair is to confirm it.

/// The fact that decided: its name, its value, and the threshold that it passed.
public struct DecidingFact: Sendable, Equatable {
  public let name: String
  public let value: Double
  public let threshold: Double?

  public init(_ name: String, _ value: Double, _ threshold: Double? = nil) {
    self.name = name
    self.value = value
    self.threshold = threshold
  }
}

/// A rule over the facts of one kind of site.
struct FactRule<Site>: Sendable {
  typealias Test = @Sendable (Site, ParameterValues) -> DecidingFact?

  let judge: String
  let cause: Cause
  let repair: Repair
  /// The fact that decided; `nil` where the rule does not apply.
  let test: Test

  init(_ judge: any BuiltInJudge.Type, _ cause: Cause, _ repair: Repair, _ test: @escaping Test) {
    self.init(judge: judge.name, cause, repair, test)
  }

  private init(judge: String, _ cause: Cause, _ repair: Repair, _ test: @escaping Test) {
    self.judge = judge
    self.cause = cause
    self.repair = repair
    self.test = test
  }

  /// These rules, for sites of which the condition holds.
  static func when(
    _ condition: @escaping @Sendable (Site, ParameterValues) -> Bool, _ rules: [FactRule]
  ) -> [FactRule] {
    rules.map { rule in
      FactRule(judge: rule.judge, rule.cause, rule.repair) { site, values in
        condition(site, values) ? rule.test(site, values) : nil
      }
    }
  }
}

/// What a rule says of a site, before anything was tried.
public struct Candidate: Sendable, Equatable {
  /// Index of the site.
  public let site: Int
  public var cause: Cause
  /// The judge that speaks.
  public var judge: String
  public var repair: Repair
  public var fact: DecidingFact

  public init(site: Int, cause: Cause, judge: String, repair: Repair, fact: DecidingFact) {
    self.site = site
    self.cause = cause
    self.judge = judge
    self.repair = repair
    self.fact = fact
  }
}

extension Array {
  /// What the first of these rules that applies says of a site; `nil` where none does.
  func candidate<Site>(_ site: Site, at index: Int, _ values: ParameterValues) -> Candidate?
  where Element == FactRule<Site> {
    for rule in self {
      guard let fact = rule.test(site, values) else { continue }
      return Candidate(site: index, cause: rule.cause, judge: rule.judge, repair: rule.repair, fact: fact)
    }
    return nil
  }
}
