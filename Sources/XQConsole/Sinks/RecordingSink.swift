// What the console says, kept as a list.

import Synchronization

/// Keeps events, for tests and for hosts that show them later.
public final class RecordingSink: Sink {
  private let kept = Mutex<[Event]>([])

  public init() {}

  public var events: [Event] { kept.withLock { $0 } }

  /// The events so far, which are forgotten.
  public func take() -> [Event] {
    kept.withLock { events in
      defer { events = [] }
      return events
    }
  }

  public func receive(_ event: Event) { kept.withLock { $0.append(event) } }
}
