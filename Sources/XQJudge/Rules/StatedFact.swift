// What a judge looks at, in words and numbers, for whoever wants to see how it came to its answer.

/// One fact at a site, with what it is held against.
public struct StatedFact: Sendable {
  /// What it is: `widest channel over the median one`.
  public let says: String
  /// Its value, as text.
  public let value: String
  /// The number that it is held against; `nil` for a fact that is held against none.
  public let parameter: JudgeParameter?
  /// That number as it is now; `nil` where there is none.
  public let limit: Double?
  /// Whether it speaks for a cause of the judge; `nil` for what is only told.
  public let speaksForCause: Bool?

  /// A fact that is held against a number.
  init(_ says: String, _ value: Double, _ parameter: JudgeParameter, _ values: ParameterValues, isShare: Bool = false) {
    self.says = says
    self.value = isShare ? FigureText.percent(value) : FigureText.short(value)
    self.parameter = parameter
    let limit = values[parameter]
    self.limit = limit
    speaksForCause = parameter.side == .above ? value >= limit : value < limit
  }

  /// A fact that is held against no number.
  init(_ says: String, _ value: String, speaksForCause: Bool? = nil) {
    self.says = says
    self.value = value
    parameter = nil
    limit = nil
    self.speaksForCause = speaksForCause
  }

  /// A question with an answer.
  init(_ says: String, _ answer: Bool, wanted: Bool = true) {
    self.init(says, answer ? "yes" : "no", speaksForCause: answer == wanted)
  }
}

extension CaseFile {
  /// What a judge of this package looks at in a site. Empty for a site that is none of its business, and for a judge of a
  /// host.
  public func statedFacts(of judge: String, at site: Int) -> [StatedFact] {
    guard sites.indices.contains(site) else { return [] }
    switch sites[site].evidence {
    case .activation(let evidence): return evidence.statedFacts(of: judge, values, shift)
    case .weights(let evidence): return evidence.statedFacts(of: judge, values)
    case .bias(let evidence): return evidence.statedFacts(of: judge, values)
    }
  }

  /// What is known of a site's numbers whatever judge asks: its range, its values, the best range.
  public func plainFacts(at site: Int) -> [StatedFact] {
    guard let evidence = activation(site) else { return [] }
    var facts = [
      StatedFact("range of the quantizer", evidence.rangeText), StatedFact("values on validation", evidence.valuesText),
    ]
    if let data = evidence.representative {
      facts.append(
        StatedFact(
          "values when it was calibrated", "\(FigureText.short(data.minimum))…\(FigureText.short(data.maximum))"))
    }
    if let best = evidence.idealRange {
      facts.append(
        StatedFact(
          "best range of as many steps", "\(FigureText.short(best.lowerBound))…\(FigureText.short(best.upperBound))"))
    }
    return facts
  }
}
