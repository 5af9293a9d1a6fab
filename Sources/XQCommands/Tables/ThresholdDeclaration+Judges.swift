// The numbers of judges among the thresholds.

import XQJudge
import XQLanguage

extension ThresholdDeclaration {
  /// What judges decide by, as thresholds that can be listed and changed.
  static func numbers(of judges: [any Judge]) -> [ThresholdDeclaration] {
    Judges.parameters(of: judges).map { parameter in
      ThresholdDeclaration(
        name: parameter.fullName, unit: parameter.unit == .decibels ? .decibels : nil, range: 0...Double.infinity,
        isBadAbove: parameter.side == .above, help: parameter.reason,
        limits: Dictionary(
          uniqueKeysWithValues: Profile.allCases.map { ($0.rawValue, parameter.defaultValue) }))
    }
  }
}

extension Thresholds {
  /// The numbers that judges decide by. One that is off can never be passed.
  func values(for judges: [any Judge]) -> ParameterValues {
    var values = ParameterValues()
    for parameter in Judges.parameters(of: judges) {
      guard let threshold = self[parameter.fullName] else { continue }
      let limit = limit(of: threshold) ?? (parameter.side == .above ? .infinity : -.infinity)
      if limit != parameter.defaultValue { values.changed[parameter.fullName] = limit }
    }
    return values
  }
}
