// The time of day, which a host or a test may fix.

import Glibc

/// Tells the time, as text of ISO 8601 in UTC: `2026-01-31T12:00:00Z`.
public protocol Clock: Sendable {
  func now() -> String
}

/// The clock of the machine.
public struct SystemClock: Clock {
  public init() {}

  public func now() -> String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  private func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A clock that stands still, for tests.
public struct FixedClock: Clock {
  private let text: String

  public init(_ text: String) { self.text = text }

  public func now() -> String { text }
}
