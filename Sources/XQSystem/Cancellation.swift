// Stopping work from another thread.

import Synchronization

/// A flag that work looks at, and that wakes what cannot look.
///
/// `cancel` may be called from any thread, any number of times (not from a signal handler: a thread that waits for
/// signals calls it).
public final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var handlers: [Int: @Sendable () -> Void] = [:]
    var next = 0
    var hasAbandonedWork = false
  }

  private let state = Mutex(State())

  public init() {}

  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Sets the flag and calls the handlers that are registered now, on this thread.
  public func cancel() {
    let handlers = state.withLock { state in
      state.isCancelled = true
      return Array(state.handlers.values)
    }
    for handler in handlers { handler() }
  }

  /// Makes it usable for the next piece of work.
  public func reset() {
    state.withLock { $0.isCancelled = false }
  }

  /// Whether work was left behind that may still run: a process that ends must not take its memory away from it.
  public var hasAbandonedWork: Bool { state.withLock { $0.hasAbandonedWork } }

  /// Says that work which did not end after a cancellation is not waited for any more.
  public func abandonWork() { state.withLock { $0.hasAbandonedWork = true } }

  /// Runs `body` with `handler` registered; if the flag is set already, the handler is called first.
  public func withHandler<Result, Failure: Error>(
    _ handler: @escaping @Sendable () -> Void, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (key, isCancelled) = state.withLock { state in
      state.next += 1
      state.handlers[state.next] = handler
      return (state.next, state.isCancelled)
    }
    defer { _ = state.withLock { $0.handlers.removeValue(forKey: key) } }
    if isCancelled { handler() }
    return try body()
  }
}
