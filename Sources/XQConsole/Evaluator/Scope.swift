// Where variables live: in the session, or in one call of a `def`.

import XQLanguage

/// The variables of one call.
final class Scope {
  private(set) var variables: [String: Value] = [:]

  func set(_ name: String, _ value: Value) { variables[name] = value }
}
