// Objects whose members need work: a measurement, a file.

import XQLanguage

/// An object with members that are computed when they are asked for, with what a command may use.
///
/// The evaluator asks here first; ``HostObject/member(_:)`` then only gives what is known already.
public protocol ComputedMembers: HostObject {
  /// The member of that name, `nil` where there is none.
  func member(_ name: String, in context: Context) throws(Diagnostic) -> Value?
}
